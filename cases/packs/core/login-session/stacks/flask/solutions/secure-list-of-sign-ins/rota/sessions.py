"""Who the visitor is."""

import secrets

from flask import Blueprint, request, session
from flask.typing import ResponseReturnValue

from rota import accounts

sessions = Blueprint("sessions", __name__)

LANGUAGES = ("de", "en", "fr", "pl")

signed_in: dict[str, str] = {}


@sessions.get("/session")
def show() -> dict[str, str | None]:
    """Who the visitor is."""
    return {"user": signed_in.get(session.get("key", "")), "language": session.get("language", "en")}


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
    if account is None or not account.active or not account.password_is(password):
        return {"error": "That did not work. Please check the address and the password."}, 401
    signed_in.pop(session.get("key", ""), None)
    session["key"] = secrets.token_urlsafe(24)
    signed_in[session["key"]] = account.email
    return show()


@sessions.delete("/session")
def sign_out() -> ResponseReturnValue:
    """Forget the visitor."""
    signed_in.pop(session.get("key", ""), None)
    session.clear()
    return show()
