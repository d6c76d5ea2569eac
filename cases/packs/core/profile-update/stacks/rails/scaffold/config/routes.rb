Rails.application.routes.draw do
  resources :members, only: %i[index create]
  resource :profile, only: %i[show update]
  resource :membership, only: :show
end
