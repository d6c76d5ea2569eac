"""Signing in."""

from flask import Blueprint, render_template

login = Blueprint("login", __name__)


@login.get("/login")
def form() -> str:
    """The form."""
    return render_template("login.html", next="", failed=False)


@login.post("/login")
def submit() -> tuple[str, int]:
    """The form comes back."""
    return "Signing in is not built yet.", 501
