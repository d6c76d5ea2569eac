# The public product list.
class CatalogueController < ApplicationController
  # Search, filter and sort the published products.
  def index
    render json: { products: [] }
  end
end
