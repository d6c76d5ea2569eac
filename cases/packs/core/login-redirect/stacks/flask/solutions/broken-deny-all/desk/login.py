"""Signing in."""

from flask import Blueprint, render_template

login = Blueprint("login", __name__)


@login.route("/login", methods=["GET", "POST"])
def form() -> tuple[str, int]:
    """The form, and nothing else."""
    return render_template("login.html", next="", failed=True), 401
