class ApplicationController < ActionController::API
  before_action :require_member

  private

  # The member whose token came with the request.
  def current_member
    @current_member ||= Member.find_by(token: request.authorization.to_s.delete_prefix("Bearer "))
  end

  def require_member
    render json: { error: "please send your token" }, status: :unauthorized unless current_member
  end
end
