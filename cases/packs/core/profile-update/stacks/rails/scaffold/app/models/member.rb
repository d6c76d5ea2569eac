# Somebody who works in the workshop. The front desk enters members together with their membership.
class Member < ActiveRecord::Base
  PROFILE = %w[id email role name about city newsletter].freeze

  has_one :membership
  accepts_nested_attributes_for :membership
  has_secure_token :token

  validates :name, presence: true, length: { maximum: 60 }
  validates :about, length: { maximum: 500 }
  validates :city, length: { maximum: 60 }

  def profile
    attributes.slice(*PROFILE)
  end
end
