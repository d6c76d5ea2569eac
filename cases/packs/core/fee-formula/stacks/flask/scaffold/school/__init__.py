"""The office of the music school."""

from flask import Flask

from school.fees import fees
from school.pupils import pupils


def create_app() -> Flask:
    """Build the application, without pupils."""
    app = Flask(__name__)
    app.register_blueprint(pupils)
    app.register_blueprint(fees)
    return app
