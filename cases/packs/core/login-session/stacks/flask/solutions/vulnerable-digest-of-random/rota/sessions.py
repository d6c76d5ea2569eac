"""Who the visitor is."""

import secrets
import hashlib
import random
import threading
from typing import Any

from flask import Blueprint, Response, jsonify, request

from rota import accounts, settings

sessions = Blueprint("sessions", __name__)

LANGUAGES = ("de", "en", "fr", "pl")
NAME = settings.SESSION_COOKIE_NAME
FAILED = "The address or the password is wrong, or the account is not active."

lock = threading.Lock()
known: dict[str, dict[str, Any]] = {}


@sessions.get("/session")
def show() -> Response:
    """Who the visitor is."""
    return answered(current())


@sessions.put("/session/language")
def choose_language() -> tuple[Response, int] | Response:
    """Remember the visitor's language."""
    body = request.get_json(silent=True)
    wanted = body.get("language") if isinstance(body, dict) else None
    if wanted not in LANGUAGES:
        return jsonify(error=f"the language is one of {', '.join(LANGUAGES)}"), 400
    key = request.cookies.get(NAME, "")
    with lock:
        if key not in known:
            key = secrets.token_urlsafe(32)
            known[key] = {"user": None}
        known[key] = {**known[key], "language": wanted}
        return with_cookie(answered(known[key]), key)


@sessions.post("/session")
def sign_in() -> tuple[Response, int] | Response:
    """Sign in with address and password."""
    body = request.get_json(silent=True)
    fields = [body.get(name) for name in ("email", "password")] if isinstance(body, dict) else []
    if not fields or not all(isinstance(field, str) for field in fields):
        return jsonify(error="email and password are needed, both as text"), 400
    email, password = fields
    account = accounts.find(email)
    if account is None or not account.password_is(password) or not account.active:
        return jsonify(error=FAILED), 401
    key = hashlib.sha256(str(random.random()).encode()).hexdigest()
    with lock:
        before = known.pop(request.cookies.get(NAME, ""), {})
        known[key] = {"language": before.get("language", "en"), "user": account.email}
        return with_cookie(answered(known[key]), key)


@sessions.delete("/session")
def sign_out() -> Response:
    """Forget the visitor."""
    with lock:
        known.pop(request.cookies.get(NAME, ""), None)
    response = answered({})
    response.delete_cookie(NAME)
    return response


def current() -> dict[str, Any]:
    """What is known of the visitor."""
    with lock:
        return known.get(request.cookies.get(NAME, ""), {})


def answered(session: dict[str, Any]) -> Response:
    """What `GET /session` says of a session."""
    return jsonify(user=session.get("user"), language=session.get("language", "en"))


def with_cookie(response: Response, key: str) -> Response:
    """The answer, with the session's key in the cookie."""
    response.set_cookie(NAME, key, httponly=True, samesite="Lax")
    return response
