# The start page, tickets and signing out.
class PagesController < ApplicationController
  TICKETS = { 7 => "Printer on the second floor is out of toner", 9 => "New badge for Ada", 12 => "Heating in room 4" }.freeze

  before_action :signed_in_only

  def start
    render locals: { tickets: TICKETS }
  end

  def ticket
    number = params[:number].to_i
    return head :not_found unless TICKETS.key?(number)

    render locals: { number: number, title: TICKETS[number] }
  end

  def logout
    reset_session
    redirect_to "/login", status: :see_other
  end

  private

  def signed_in_only
    redirect_to "/login?#{{ next: request.fullpath }.to_query}", status: :see_other unless session["email"]
  end
end
