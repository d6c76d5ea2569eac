"""Signing in."""

import re

from flask import Blueprint, redirect, render_template, request, session
from flask.typing import ResponseReturnValue

from desk import people, settings

login = Blueprint("login", __name__)

OURS = re.compile(rf"(?:{re.escape(settings.SITE_URL)})?/(?!/)[\w\-.~:/?#@!$&'()*+,;=%]*", re.ASCII)


@login.get("/login")
def form() -> ResponseReturnValue:
    """The form, or the way on for somebody who is signed in."""
    wanted = request.args.get("next", "")
    if "email" in session:
        return redirect(destination(wanted), 303)
    return render_template("login.html", next=wanted, failed=False)


@login.post("/login")
def submit() -> ResponseReturnValue:
    """Sign in and go on, or try again."""
    email, wanted = request.form.get("email", ""), request.form.get("next", "")
    if not people.check(email, request.form.get("password", "")):
        return render_template("login.html", next=wanted, failed=True), 401
    session["email"] = email
    return redirect(destination(wanted), 303)


def destination(wanted: str) -> str:
    """Where to send somebody who wanted to go there."""
    if not OURS.fullmatch(wanted):
        return "/"
    return wanted.replace(settings.SITE_URL, "")
