# Signing in.
class LoginsController < ApplicationController
  def form
    render :form, locals: { wanted: "", failed: false }
  end

  def submit
    head :not_implemented
  end
end
