# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  def update
    member = params[:id] ? Member.find(params[:id]) : current_member
    if member.update(params.permit(:name, :about, :city, :newsletter))
      render json: member.profile
    else
      render json: { error: member.errors.full_messages.to_sentence }, status: :unprocessable_entity
    end
  end
end
