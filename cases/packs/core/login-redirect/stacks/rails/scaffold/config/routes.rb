Rails.application.routes.draw do
  root "pages#start"
  get "/tickets/:number", to: "pages#ticket", number: /\d+/
  get "/login", to: "logins#form"
  post "/login", to: "logins#submit"
  post "/logout", to: "pages#logout"
end
