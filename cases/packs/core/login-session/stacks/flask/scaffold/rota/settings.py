"""Flask's configuration."""

import secrets

SECRET_KEY = secrets.token_hex(32)
SESSION_COOKIE_NAME = "rota_session"
