# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  def update
    head :not_implemented
  end
end
