# Signing in.
class LoginsController < ApplicationController
  def form
    wanted = destination(params[:next].to_s)
    return redirect_to wanted, status: :see_other if session["email"]

    render :form, locals: { wanted: wanted, failed: false }
  end

  def submit
    wanted = destination(params[:next].to_s)
    unless People.check(params[:email].to_s, params[:password].to_s)
      return render :form, locals: { wanted: wanted, failed: true }, status: :unauthorized
    end

    session["email"] = params[:email].to_s
    redirect_to wanted, status: :see_other
  end

  private

  # Where to send somebody who wanted to go there.
  def destination(wanted)
    path = wanted.delete_prefix(Settings::SITE_URL)
    path.match?(%r{\A/[[:graph:]]*\z}) ? Settings::SITE_URL + path : "/"
  end
end
