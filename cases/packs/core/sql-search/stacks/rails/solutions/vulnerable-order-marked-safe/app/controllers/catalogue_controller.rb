# The public product list.
class CatalogueController < ApplicationController
  # Search, filter and sort the published products.
  def index
    products = Product.where(published: 1)
    products = products.where("instr(lower(name), lower(?)) > 0", params[:q]) if params[:q].present?
    products = products.where(category: values_of(:category)) if params.key?(:category)
    { min_price: ">=", max_price: "<=" }.each do |name, comparison|
      next unless params.key?(name)

      cents = Integer(params[name], 10, exception: false)
      return render json: { error: "#{name} must be a whole number" }, status: :bad_request if cents.nil?

      products = products.where("price_cents #{comparison} ?", cents)
    end
    sorting = "#{params.fetch(:sort, 'name')} #{params.fetch(:order, 'asc')}".delete("'\";")
    render json: { products: products.order(Arel.sql(sorting), :id).as_json(only: Product::SHOWN) }
  end
end
