# Doors through which products and subscribers come in.
class BackofficeController < ApplicationController
  def add_product
    fields = params.permit(:name, :category, :price_cents, :added_on)
    product = Product.create!(**fields.to_h.symbolize_keys, published: params[:published] ? 1 : 0)
    render json: { id: product.id }, status: :created
  end

  def subscribe
    subscriber = Subscriber.create!(email: params[:email].to_s, postcode: params[:postcode].to_i)
    render json: { id: subscriber.id }, status: :created
  end
end
