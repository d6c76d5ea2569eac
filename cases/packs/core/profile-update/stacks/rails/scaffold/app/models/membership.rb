# What a member has paid for.
class Membership < ActiveRecord::Base
  belongs_to :member
end
