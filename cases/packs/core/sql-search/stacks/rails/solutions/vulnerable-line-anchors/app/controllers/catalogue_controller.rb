# The public product list.
class CatalogueController < ApplicationController
  SORTED_BY = %w[name category price_cents added_on].freeze

  # Search, filter and sort the published products.
  def index
    products = Product.where(published: 1)
    products = products.where("instr(lower(name), lower(?)) > 0", params[:q]) if params[:q].present?
    products = products.where(category: values_of(:category)) if params.key?(:category)
    { min_price: ">=", max_price: "<=" }.each do |name, comparison|
      next unless params.key?(name)

      unless params[name].match?(/^\d+$/)
        return render json: { error: "#{name} must be a whole number" }, status: :bad_request
      end
      products = products.where("price_cents #{comparison} #{params[name]}")
    end
    column = SORTED_BY.include?(params[:sort]) ? params[:sort] : "name"
    direction = params[:order] == "desc" ? "desc" : "asc"
    render json: { products: products.order("#{column} #{direction}", :id).as_json(only: Product::SHOWN) }
  end
end
