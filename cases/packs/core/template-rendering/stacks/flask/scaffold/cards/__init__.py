"""The greeting card application."""

from flask import Flask

from cards import settings
from cards.greetings import greetings
from cards.people import people


def create_app() -> Flask:
    """Build the application with an empty address book."""
    app = Flask(__name__)
    app.config["SENDER"] = settings.SENDER
    app.config["MAIL_HOST"] = settings.MAIL_HOST
    app.config["MAIL_PASSWORD"] = settings.MAIL_PASSWORD
    app.register_blueprint(people)
    app.register_blueprint(greetings)
    return app
