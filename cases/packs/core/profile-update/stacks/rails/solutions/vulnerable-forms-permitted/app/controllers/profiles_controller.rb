# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  FIELDS = %i[name about city newsletter].freeze

  def update
    changes = request.media_type == "application/json" ? params.permit(*FIELDS) : request.request_parameters
    if current_member.update(changes)
      render json: current_member.profile
    else
      render json: { error: current_member.errors.full_messages.to_sentence }, status: :unprocessable_entity
    end
  end
end
