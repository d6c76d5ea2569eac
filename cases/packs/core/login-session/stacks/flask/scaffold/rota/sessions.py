"""Who the visitor is."""

from typing import Any

from flask import Blueprint

sessions = Blueprint("sessions", __name__)

LANGUAGES = ("de", "en", "fr", "pl")


@sessions.get("/session")
def show() -> tuple[dict[str, Any], int]:
    """Who the visitor is; not built yet, like everything else here."""
    return {"error": "not built yet"}, 501
