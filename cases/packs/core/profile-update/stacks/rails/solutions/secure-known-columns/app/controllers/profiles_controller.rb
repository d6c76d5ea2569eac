# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  EDITABLE = %w[name about city newsletter].freeze

  def update
    current_member.assign_attributes(request.request_parameters.slice(*EDITABLE))
    current_member.save!
    render json: current_member.profile
  rescue ActiveRecord::RecordInvalid => e
    render json: { error: e.message }, status: :unprocessable_entity
  end
end
