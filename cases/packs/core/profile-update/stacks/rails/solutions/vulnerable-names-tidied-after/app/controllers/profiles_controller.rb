# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  PROTECTED = %w[id email role token membership membership_attributes attributes].freeze

  def update
    sent = request.request_parameters.except(*PROTECTED).transform_keys { |name| name.strip.underscore }
    if current_member.update(sent.select { |name, _| current_member.respond_to?("#{name}=") })
      render json: current_member.profile
    else
      render json: { error: current_member.errors.full_messages.to_sentence }, status: :unprocessable_entity
    end
  end
end
