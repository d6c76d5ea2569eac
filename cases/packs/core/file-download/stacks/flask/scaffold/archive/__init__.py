"""The report archive application."""

from flask import Flask

from archive.reports import reports


def create_app() -> Flask:
    """Build the application."""
    app = Flask(__name__)
    app.register_blueprint(reports)

    @app.get("/health")
    def health():
        return {"status": "up"}

    return app
