# The public product list.
class CatalogueController < ApplicationController
  SORTED_BY = %w[name category price_cents added_on].freeze

  # Search, filter and sort the published products.
  def index
    products = Product.where(published: 1)
    products = products.where("instr(lower(name), lower(?)) > 0", params[:q].to_s) if params[:q].present?
    products = products.where(category: values_of(:category)) if params.key?(:category)
    { min_price: ">=", max_price: "<=" }.each do |name, comparison|
      next unless params.key?(name)

      cents = Integer(params[name], 10, exception: false)
      return render json: { error: "#{name} must be a whole number" }, status: :bad_request if cents.nil?

      products = products.where("price_cents #{comparison} ?", cents)
    end
    column = params.fetch(:sort, "name").to_s
    direction = params[:order] == "desc" ? :desc : :asc
    render json: { products: products.order(column => direction, id: :asc).as_json(only: Product::SHOWN) }
  end
end
