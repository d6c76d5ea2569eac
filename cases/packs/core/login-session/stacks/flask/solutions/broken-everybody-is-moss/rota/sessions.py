"""Who the visitor is."""

from flask import Blueprint

sessions = Blueprint("sessions", __name__)


@sessions.route("/session", methods=["GET", "POST", "DELETE"])
@sessions.put("/session/language")
def show() -> dict[str, str]:
    """Who the visitor is."""
    return {"user": "moss@rota.example", "language": "en"}
