# The proxy speaks plain HTTP to us, under a name of its own. Visitors see the address in the settings.
class BehindProxy
  HOST = Settings::SITE_URL.delete_prefix("https://")

  def initialize(app)
    @app = app
  end

  def call(env)
    @app.call(env.merge("HTTP_HOST" => HOST, "HTTPS" => "on"))
  end
end
