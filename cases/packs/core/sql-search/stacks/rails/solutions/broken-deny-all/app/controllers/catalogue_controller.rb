# The public product list.
class CatalogueController < ApplicationController
  # Search, filter and sort the published products.
  def index
    render json: { error: "search is not allowed" }, status: :bad_request
  end
end
