# Signing in.
class LoginsController < ApplicationController
  def form
    wanted = params[:next].to_s
    return redirect_to destination(wanted), status: :see_other if session["email"]

    render :form, locals: { wanted: wanted, failed: false }
  end

  def submit
    wanted = params[:next].to_s
    unless People.check(params[:email].to_s, params[:password].to_s)
      return render :form, locals: { wanted: wanted, failed: true }, status: :unauthorized
    end

    session["email"] = params[:email].to_s
    redirect_to destination(wanted), status: :see_other
  end

  private

  # Where to send somebody who wanted to go there.
  def destination(wanted)
    uri = URI.parse(wanted)
    return "/" if uri.host && [uri.scheme, uri.host] != ["https", URI.parse(Settings::SITE_URL).host]
    return "/" if uri.scheme && !uri.host

    path = uri.path.presence || "/"
    path += "?#{uri.query}" if uri.query
    path += "##{uri.fragment}" if uri.fragment
    path.start_with?("/") ? path : "/"
  rescue URI::InvalidURIError
    "/"
  end
end
