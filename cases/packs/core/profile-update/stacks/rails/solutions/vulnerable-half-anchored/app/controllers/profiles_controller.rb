# The member's own profile.
class ProfilesController < ApplicationController
  PROTECTED = %w[id email role token membership membership_attributes attributes].freeze

  def show
    render json: current_member.profile
  end

  def update
    if current_member.update(changes)
      render json: current_member.profile
    else
      render json: { error: current_member.errors.full_messages.to_sentence }, status: :unprocessable_entity
    end
  rescue ActiveModel::UnknownAttributeError
    render json: { error: "unknown field" }, status: :unprocessable_entity
  end

  private

  def changes
    request.request_parameters.reject { |name, _| PROTECTED.include?(name) || name !~ /^\w+$/ }
  end
end
