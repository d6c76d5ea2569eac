# Signing in.
class LoginsController < ApplicationController
  def form
    render :form, locals: { wanted: "", failed: true }, status: :unauthorized
  end

  def submit
    render :form, locals: { wanted: "", failed: true }, status: :unauthorized
  end
end
