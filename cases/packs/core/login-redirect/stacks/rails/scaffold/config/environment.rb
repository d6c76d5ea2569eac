require_relative "application"

Desk::Application.initialize!
