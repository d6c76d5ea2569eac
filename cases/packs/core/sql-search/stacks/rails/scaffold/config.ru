require_relative "config/environment"

run Shop::Application
