"""The shop front application."""

from pathlib import Path

from flask import Flask

from shop.backoffice import backoffice
from shop.catalogue import catalogue
from shop.database import close_database, create_tables


def create_app(database: str) -> Flask:
    """Build the application on a fresh database file."""
    app = Flask(__name__)
    app.config["DATABASE"] = str(Path(database).resolve())
    create_tables(app.config["DATABASE"])
    app.teardown_appcontext(close_database)
    app.register_blueprint(backoffice)
    app.register_blueprint(catalogue)
    return app
