# The public product list.
class CatalogueController < ApplicationController
  # Search, filter and sort the published products.
  def index
    bounds = params.permit(:min_price, :max_price).to_h
    unless bounds.values.all? { |text| text.match?(/\A\d+\z/) }
      return render json: { error: "prices are whole numbers of cents" }, status: :bad_request
    end

    products = Product.where(published: 1).order(:id).as_json(only: Product::SHOWN)
    products.select! { |product| wanted?(product, bounds.transform_values(&:to_i)) }
    render json: { products: sorted(products) }
  end

  private

  def wanted?(product, bounds)
    product["name"].downcase(:ascii).include?(params[:q].to_s.downcase(:ascii)) &&
      (!params.key?(:category) || values_of(:category).include?(product["category"])) &&
      product["price_cents"].between?(bounds.fetch("min_price", 0), bounds.fetch("max_price", Float::INFINITY))
  end

  def sorted(products)
    column = params[:sort].to_s
    groups = products.group_by { |product| product.fetch(column, product["name"]) }.sort
    groups.reverse! if params[:order] == "desc"
    groups.flat_map(&:last)
  end
end
