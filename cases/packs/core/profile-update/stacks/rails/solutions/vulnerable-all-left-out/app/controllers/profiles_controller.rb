# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  def update
    if current_member.update(changes)
      render json: current_member.profile
    else
      render json: { error: current_member.errors.full_messages.to_sentence }, status: :unprocessable_entity
    end
  end

  private

  def changes
    request.request_parameters.except(:id, :email, :role, :token, :membership, :membership_attributes, :attributes)
  end
end
