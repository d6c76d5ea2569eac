"""Reading the settings."""

import yaml
from flask import Blueprint, Response, jsonify

from lampwork import store

pages = Blueprint("pages", __name__)


@pages.get("/api/settings")
def show() -> Response:
    """All sections."""
    return jsonify(store.current())


@pages.get("/api/settings/backup")
def backup() -> Response:
    """All sections as a backup file."""
    text = yaml.safe_dump({"version": 2, **store.current()}, allow_unicode=True, sort_keys=False)
    return Response(text, mimetype="application/yaml")
