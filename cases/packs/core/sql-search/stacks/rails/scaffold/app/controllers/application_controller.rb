class ApplicationController < ActionController::API
  private

  # All values of a query parameter that may be repeated.
  def values_of(name)
    CGI.parse(request.query_string)[name.to_s]
  end
end
