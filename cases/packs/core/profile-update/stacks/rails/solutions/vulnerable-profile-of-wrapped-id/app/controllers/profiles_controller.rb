# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  def update
    member = params[:profile] && params[:profile][:id] ? Member.find(params[:profile][:id]) : current_member
    source = params[:profile] || params
    if member.update(source.permit(:name, :about, :city, :newsletter))
      render json: member.profile
    else
      render json: { error: member.errors.full_messages.to_sentence }, status: :unprocessable_entity
    end
  end
end
