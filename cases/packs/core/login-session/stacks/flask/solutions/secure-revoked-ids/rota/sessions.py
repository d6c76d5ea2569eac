"""Who the visitor is."""

import uuid
from typing import Any

from flask import Blueprint, request, session

from rota import accounts

sessions = Blueprint("sessions", __name__)

LANGUAGES = {"de", "en", "fr", "pl"}
ended: set[str] = set()


@sessions.before_request
def drop_ended() -> None:
    """A session that has ended is as good as none."""
    if session.get("sid") in ended:
        session.clear()


def state() -> dict[str, Any]:
    """What `GET /session` says."""
    return {"user": session.get("user"), "language": session.get("language", "en")}


def end() -> None:
    """End the session the visitor has, if there is one."""
    if "sid" in session:
        ended.add(session["sid"])
    session.clear()


@sessions.get("/session")
def show():
    """Who the visitor is."""
    return state()


@sessions.put("/session/language")
def choose_language():
    """Remember the visitor's language."""
    body = request.get_json(silent=True)
    language = body.get("language") if isinstance(body, dict) else None
    if not isinstance(language, str) or language not in LANGUAGES:
        return {"error": "Unknown language."}, 400
    session["language"] = language
    return state()


@sessions.post("/session")
def sign_in():
    """Sign in with address and password."""
    body = request.get_json(silent=True)
    if not isinstance(body, dict) or not all(isinstance(body.get(name), str) for name in ("email", "password")):
        return {"error": "Send email and password."}, 400
    account = accounts.find(body["email"])
    if not account or not account.password_is(body["password"]) or not account.active:
        return {"error": "Signing in failed."}, 401
    language = session.get("language", "en")
    end()
    session.update(sid=uuid.uuid4().hex, user=account.email, language=language)
    return state()


@sessions.delete("/session")
def sign_out():
    """Forget the visitor."""
    end()
    return state()
