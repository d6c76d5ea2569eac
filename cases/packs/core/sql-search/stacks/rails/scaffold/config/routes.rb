Rails.application.routes.draw do
  get "/products", to: "catalogue#index"
  post "/products", to: "backoffice#add_product"
  post "/newsletter", to: "backoffice#subscribe"
end
