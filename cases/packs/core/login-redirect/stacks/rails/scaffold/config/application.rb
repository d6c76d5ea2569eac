require "rails"
require "action_controller/railtie"

require_relative "settings"
require_relative "behind_proxy"

module Desk
  class Application < Rails::Application
    config.load_defaults 6.1
    config.eager_load = true
    config.logger = Logger.new(IO::NULL)
    config.secret_key_base = SecureRandom.hex(64)
    config.session_store :cookie_store, key: "desk", same_site: :lax
    config.action_controller.default_protect_from_forgery = false # the proxy turns away forms that other sites send
    config.middleware.insert_before 0, BehindProxy
  end
end
