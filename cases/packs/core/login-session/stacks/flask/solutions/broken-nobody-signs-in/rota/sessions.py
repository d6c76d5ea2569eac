"""Who the visitor is."""

from flask import Blueprint, request, session
from flask.typing import ResponseReturnValue

from rota import accounts

sessions = Blueprint("sessions", __name__)

LANGUAGES = ("de", "en", "fr", "pl")


@sessions.get("/session")
def show() -> dict[str, str | None]:
    """Who the visitor is."""
    return {"user": None, "language": session.get("language", "en")}


@sessions.put("/session/language")
def choose_language() -> ResponseReturnValue:
    """Remember the visitor's language."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or body.get("language") not in LANGUAGES:
        return {"error": f"The language is one of {', '.join(LANGUAGES)}."}, 400
    session["language"] = body["language"]
    return show()


@sessions.post("/session")
def sign_in() -> ResponseReturnValue:
    """Sign in with address and password."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict):
        return {"error": "The body is a JSON object."}, 400
    email, password = body.get("email"), body.get("password")
    if not isinstance(email, str) or not isinstance(password, str):
        return {"error": "Address and password are needed."}, 400
    account = accounts.find(email)
    return {"error": f"Signing in as {account} is not possible."}, 401
    return show()


@sessions.delete("/session")
def sign_out() -> ResponseReturnValue:
    """Forget the visitor."""
    session.clear()
    return show()
