# The public product list.
class CatalogueController < ApplicationController
  TABLE = Product.arel_table
  COLUMNS = { "name" => TABLE[:name], "category" => TABLE[:category], "price_cents" => TABLE[:price_cents],
              "added_on" => TABLE[:added_on] }.freeze

  # Search, filter and sort the published products.
  def index
    products = Product.where(published: 1)
    if params[:q].present?
      products = products.where("name LIKE :text ESCAPE '\\'", text: "%#{Product.sanitize_sql_like(params[:q].to_s)}%")
    end
    products = products.where(TABLE[:category].in(values_of(:category))) if params.key?(:category)
    products = products.where(TABLE[:price_cents].gteq(cents(:min_price))) if params.key?(:min_price)
    products = products.where(TABLE[:price_cents].lteq(cents(:max_price))) if params.key?(:max_price)
    column = COLUMNS.fetch(params[:sort], TABLE[:name])
    products = products.order(params[:order] == "desc" ? column.desc : column.asc, TABLE[:id].asc)
    render json: { products: products.as_json(only: Product::SHOWN) }
  rescue ArgumentError
    render json: { error: "prices are whole numbers of cents" }, status: :bad_request
  end

  private

  def cents(name)
    Integer(params[name].to_s, 10)
  end
end
