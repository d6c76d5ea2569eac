"""Flask's configuration."""

import secrets

SECRET_KEY = secrets.token_hex(32)
SESSION_COOKIE_NAME = "rota_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
