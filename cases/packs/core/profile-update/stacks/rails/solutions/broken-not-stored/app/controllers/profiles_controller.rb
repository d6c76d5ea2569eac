# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  def update
    current_member.assign_attributes(params.permit(:name, :about, :city, :newsletter))
    return render json: { error: "not valid" }, status: :unprocessable_entity unless current_member.valid?

    render json: current_member.profile
  end
end
