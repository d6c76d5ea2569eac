# The front desk enters members; admins see all of them.
class MembersController < ApplicationController
  skip_before_action :require_member, only: :create

  def index
    return head :forbidden unless current_member.role == "admin"

    render json: { members: Member.order(:id).map(&:profile) }
  end

  def create
    fields = params.permit(:email, :name, :plan)
    membership = { plan: fields.require(:plan) }
    member = Member.create!(email: fields[:email], name: fields[:name], membership_attributes: membership)
    render json: { id: member.id, token: member.token }, status: :created
  end
end
