"""Puts the parts of Netdesk together."""

from flask import Flask

from netdesk.checks import checks
from netdesk.inventory import inventory


def create_app() -> Flask:
    """The application with all its routes."""
    app = Flask(__name__)
    app.register_blueprint(inventory)
    app.register_blueprint(checks)
    return app
