require_relative "config/environment"

run Desk::Application
