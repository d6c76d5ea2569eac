# What the member has paid for.
class MembershipsController < ApplicationController
  def show
    render json: current_member.membership.slice(:plan, :credit_cents)
  end
end
