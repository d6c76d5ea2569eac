# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  def update
    if current_member.update(request.request_parameters)
      render json: current_member.profile
    else
      render json: { error: current_member.errors.full_messages.to_sentence }, status: :unprocessable_entity
    end
  end
end
