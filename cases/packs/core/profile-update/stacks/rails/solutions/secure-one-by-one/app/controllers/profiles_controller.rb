# The member's own profile.
class ProfilesController < ApplicationController
  def show
    render json: current_member.profile
  end

  def update
    member = current_member
    sent = request.request_parameters
    member.name = sent["name"].to_s if sent.key?("name")
    member.about = sent["about"].to_s if sent.key?("about")
    member.city = sent["city"].to_s if sent.key?("city")
    member.newsletter = sent["newsletter"] if sent.key?("newsletter")
    return render json: { error: "name or text too long" }, status: :unprocessable_entity unless member.save

    render json: member.profile
  end
end
