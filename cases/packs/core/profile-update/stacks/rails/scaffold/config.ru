require_relative "config/environment"

run Workshop::Application
