"""Signing in."""

from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from desk import people, settings

login = Blueprint("login", __name__)


@login.get("/login")
def form() -> ResponseReturnValue:
    """The form, or the way on for somebody who is signed in."""
    wanted = destination(request.args.get("next", ""))
    if "email" in session:
        return redirect(wanted, 303)
    return render_template("login.html", next=wanted, failed=False)


@login.post("/login")
def submit() -> ResponseReturnValue:
    """Sign in and go on, or try again."""
    email, wanted = request.form.get("email", ""), destination(request.form.get("next", ""))
    if not people.check(email, request.form.get("password", "")):
        return render_template("login.html", next=wanted, failed=True), 401
    session["email"] = email
    return redirect(wanted, 303)


def destination(wanted: str) -> str:
    """Where to send somebody who wanted to go there."""
    site = urlsplit(settings.SITE_URL)
    if any(ord(char) <= 32 or char == "\\" for char in wanted):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    if parts.scheme or parts.netloc:
        return wanted if (parts.scheme, parts.netloc) == (site.scheme, site.netloc) else "/"
    return wanted if wanted.startswith("/") and not wanted.startswith("//") else "/"
