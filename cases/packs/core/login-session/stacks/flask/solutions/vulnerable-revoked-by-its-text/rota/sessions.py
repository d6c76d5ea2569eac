"""Who the visitor is."""

import secrets
from typing import Any

from flask import Blueprint, Response, jsonify, request
from itsdangerous import BadSignature, URLSafeSerializer

from rota import accounts, settings

sessions = Blueprint("sessions", __name__)

LANGUAGES = ("de", "en", "fr", "pl")
NAME = settings.SESSION_COOKIE_NAME
signer = URLSafeSerializer(settings.SECRET_KEY, salt="session")
languages: dict[str, str] = {}
revoked: set[str] = set()


def current() -> dict[str, Any]:
    """What the visitor's token says."""
    token = request.cookies.get(NAME, "")
    if token in revoked:
        return {}
    try:
        return signer.loads(token)
    except BadSignature:
        return {}


def answered(token: dict[str, Any]) -> Response:
    """What `GET /session` says."""
    return jsonify(user=token.get("user"), language=languages.get(token.get("id", ""), "en"))


def with_cookie(token: dict[str, Any]) -> Response:
    """The answer with a new token."""
    response = answered(token)
    response.set_cookie(NAME, signer.dumps(token), httponly=True, samesite="Lax")
    return response


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
    token = current()
    if token:
        languages[token["id"]] = wanted
        return answered(token)
    token = {"id": secrets.token_hex(16), "user": None}
    languages[token["id"]] = wanted
    return with_cookie(token)


@sessions.post("/session")
def sign_in() -> tuple[Response, int] | Response:
    """Sign in with address and password."""
    body = request.get_json(silent=True)
    fields = [body.get(name) for name in ("email", "password")] if isinstance(body, dict) else []
    if not fields or not all(isinstance(field, str) for field in fields):
        return jsonify(error="email and password are needed, both as text"), 400
    account = accounts.find(fields[0])
    if account is None or not account.password_is(fields[1]) or not account.active:
        return jsonify(error="The address or the password is wrong."), 401
    before = current()
    revoked.add(request.cookies.get(NAME, ""))
    token = {"id": secrets.token_hex(16), "user": account.email}
    languages[token["id"]] = languages.pop(before.get("id", ""), "en")
    return with_cookie(token)


@sessions.delete("/session")
def sign_out() -> Response:
    """Forget the visitor."""
    revoked.add(request.cookies.get(NAME, ""))
    response = answered({})
    response.delete_cookie(NAME)
    return response
