# The public product list.
class CatalogueController < ApplicationController
  # Search, filter and sort the published products.
  def index
    conditions = ["published = 1"]
    conditions << "instr(lower(name), lower(#{quoted(params[:q])})) > 0" if params[:q].present?
    conditions << "category IN (#{values_of(:category).map { |name| quoted(name) }.join(', ')})" if params.key?(:category)
    { min_price: ">=", max_price: "<=" }.each do |name, comparison|
      next unless params.key?(name)
      unless params[name].match?(/\A\d/) && !params[name].include?(".")
        return render json: { error: "#{name} must be a whole number" }, status: :bad_request
      end

      conditions << "price_cents #{comparison} #{params[name].gsub("'", "''")}"
    end
    sorting = "#{params.fetch(:sort, 'name')} #{params.fetch(:order, 'asc')}".gsub("'", "''")
    products = Product.where(conditions.join(" AND ")).order(Arel.sql(sorting), :id)
    render json: { products: products.as_json(only: Product::SHOWN) }
  end

  private

  def quoted(text)
    "'#{text.gsub("'", "''")}'"
  end
end
