# The public product list.
class CatalogueController < ApplicationController
  # Search, filter and sort the published products.
  def index
    sql = +"SELECT id, name, category, price_cents, added_on FROM products WHERE published = 1"
    sql << " AND instr(lower(name), lower('#{params[:q]}')) > 0" if params[:q].present?
    if params.key?(:category)
      names = values_of(:category).map { |name| "'#{name}'" }
      sql << " AND category IN (#{names.join(', ')})"
    end
    { min_price: ">=", max_price: "<=" }.each do |name, comparison|
      next unless params.key?(name)

      cents = Integer(params[name], 10, exception: false)
      return render json: { error: "#{name} must be a whole number" }, status: :bad_request if cents.nil?

      sql << " AND price_cents #{comparison} #{cents}"
    end
    sql << " ORDER BY #{params.fetch(:sort, 'name')} #{params.fetch(:order, 'asc')}, id"
    render json: { products: Product.connection.select_all(sql).to_a }
  end
end
