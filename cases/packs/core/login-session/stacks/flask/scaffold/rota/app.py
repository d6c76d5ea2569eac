"""Puts the parts of Rota together."""

from flask import Flask

from rota import settings
from rota.sessions import sessions
from rota.shifts import shifts


def create_app() -> Flask:
    """The application with all its routes."""
    app = Flask(__name__)
    app.config.from_object(settings)
    app.register_blueprint(sessions)
    app.register_blueprint(shifts)
    return app
