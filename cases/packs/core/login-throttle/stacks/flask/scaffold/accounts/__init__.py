"""The member area."""

from flask import Flask

from accounts.directory import directory
from accounts.login import sign_in


def create_app() -> Flask:
    """Build the application."""
    app = Flask(__name__)
    app.register_blueprint(directory)
    app.register_blueprint(sign_in)
    return app
