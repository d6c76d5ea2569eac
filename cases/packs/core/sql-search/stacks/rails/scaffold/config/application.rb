require "rails"
require "active_record/railtie"
require "action_controller/railtie"

module Shop
  class Application < Rails::Application
    config.load_defaults 6.1
    config.api_only = true
    config.eager_load = true
    config.logger = Logger.new(IO::NULL)
    config.secret_key_base = SecureRandom.hex(64)
  end
end
