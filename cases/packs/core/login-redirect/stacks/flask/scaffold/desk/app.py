"""Puts the parts of the help desk together."""

from flask import Flask

from desk import settings
from desk.login import login
from desk.pages import pages


def create_app() -> Flask:
    """The application with all its routes."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=settings.SECRET_KEY, SESSION_COOKIE_SAMESITE="Lax")
    app.register_blueprint(login)
    app.register_blueprint(pages)
    return app
