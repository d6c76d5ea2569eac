"""Puts the parts of Lampwork together."""

from flask import Flask

from lampwork.imports import imports
from lampwork.pages import pages


def create_app() -> Flask:
    """The application with all its routes."""
    app = Flask(__name__)
    app.register_blueprint(pages)
    app.register_blueprint(imports)
    return app
