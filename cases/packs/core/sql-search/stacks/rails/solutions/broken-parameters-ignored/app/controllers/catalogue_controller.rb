# The public product list.
class CatalogueController < ApplicationController
  # Search, filter and sort the published products.
  def index
    render json: { products: Product.where(published: 1).order(:name, :id).as_json(only: Product::SHOWN) }
  end
end
