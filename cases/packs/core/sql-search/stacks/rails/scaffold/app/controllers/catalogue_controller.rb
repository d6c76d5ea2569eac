# The public product list.
class CatalogueController < ApplicationController
  # Search, filter and sort the published products.
  def index
    head :not_implemented
  end
end
