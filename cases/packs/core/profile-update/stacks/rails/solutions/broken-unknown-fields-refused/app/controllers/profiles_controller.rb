# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  FIELDS = %w[name about city newsletter].freeze

  def update
    sent = request.request_parameters
    return render json: { error: "unknown field" }, status: :unprocessable_entity if (sent.keys - FIELDS).any?
    return render json: { error: "not valid" }, status: :unprocessable_entity unless current_member.update(sent)

    render json: current_member.profile
  end
end
