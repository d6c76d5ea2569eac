# What the shop sells, drafts included.
class Product < ActiveRecord::Base
  SHOWN = %w[id name category price_cents added_on].freeze
end
