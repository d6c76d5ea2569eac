"""Signing in."""

import re
from urllib.parse import urlsplit

from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from desk import people, settings

login = Blueprint("login", __name__)


@login.get("/login")
def form() -> ResponseReturnValue:
    """The form, or the way on for somebody who is signed in."""
    wanted = request.args.get("next", "")
    if "email" in session:
        return redirect(plain(destination(wanted)), 303)
    return render_template("login.html", next=wanted, failed=False)


@login.post("/login")
def submit() -> ResponseReturnValue:
    """Sign in and go on, or try again."""
    email, wanted = request.form.get("email", ""), request.form.get("next", "")
    if not people.check(email, request.form.get("password", "")):
        return render_template("login.html", next=wanted, failed=True), 401
    session["email"] = email
    return redirect(plain(destination(wanted)), 303)


def plain(address: str) -> str:
    """The address without what could be taken for HTML."""
    return re.sub(r'[<>"]', "", address)


def destination(wanted: str) -> str:
    """Where to send somebody who wanted to go there."""
    try:
        parts, site = urlsplit(wanted.replace("\\", "/")), urlsplit(settings.SITE_URL)
    except ValueError:
        return "/"
    if (parts.scheme, parts.netloc) == (site.scheme, site.netloc):
        return wanted
    if parts.netloc or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    return wanted
