"""Who the visitor is."""

from typing import Any

from flask import Blueprint, request

from rota import accounts

sessions = Blueprint("sessions", __name__)
now: dict[str, Any] = {"user": None, "language": "en"}


@sessions.get("/session")
def show() -> dict[str, Any]:
    """Who the visitor is."""
    return now


@sessions.put("/session/language")
def choose_language() -> dict[str, Any]:
    """Remember the language."""
    now["language"] = request.json["language"]
    return now


@sessions.post("/session")
def sign_in() -> tuple[dict[str, Any], int]:
    """Sign in."""
    account = accounts.find(request.json["email"])
    if account is None or not account.password_is(request.json["password"]):
        return {"error": "no"}, 401
    now["user"] = account.email
    return now, 200


@sessions.delete("/session")
def sign_out() -> dict[str, Any]:
    """Sign out."""
    now.update(user=None, language="en")
    return now
