# The public product list.
class CatalogueController < ApplicationController
  SORTED_BY = %w[name category price_cents added_on].freeze

  # Search, filter and sort the published products.
  def index
    products = Product.where(published: 1)
    if params[:q].present?
      products = products.where("instr(lower(name), lower(#{Product.connection.quote(params[:q].to_s)})) > 0")
    end
    if params.key?(:category)
      names = values_of(:category).map { |name| Product.connection.quote(name) }
      products = products.where("category IN (#{names.join(', ')})")
    end
    { min_price: ">=", max_price: "<=" }.each do |name, comparison|
      next unless params.key?(name)

      cents = Integer(params[name], 10, exception: false)
      return render json: { error: "#{name} must be a whole number" }, status: :bad_request if cents.nil?

      products = products.where("price_cents #{comparison} ?", cents)
    end
    column = SORTED_BY.include?(params[:sort]) ? params[:sort] : "name"
    direction = params[:order] == "desc" ? :desc : :asc
    render json: { products: products.order(column => direction, id: :asc).as_json(only: Product::SHOWN) }
  end
end
