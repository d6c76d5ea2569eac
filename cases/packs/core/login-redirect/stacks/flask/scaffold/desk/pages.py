"""The start page, tickets and signing out."""

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

pages = Blueprint("pages", __name__)

TICKETS = {7: "Printer on the second floor is out of toner", 9: "New badge for Ada", 12: "Heating in room 4"}


@pages.before_request
def signed_in_only() -> Response | None:
    """Pages are for people who are signed in."""
    if "email" in session:
        return None
    return redirect(url_for("login.form", next=request.full_path.rstrip("?")), 303)


@pages.get("/")
def start() -> str:
    """The start page."""
    return render_template("start.html", tickets=TICKETS)


@pages.get("/tickets/<int:number>")
def ticket(number: int) -> str:
    """One ticket."""
    if number not in TICKETS:
        abort(404)
    return render_template("ticket.html", number=number, title=TICKETS[number])


@pages.post("/logout")
def logout() -> Response:
    """End the session."""
    session.clear()
    return redirect(url_for("login.form"), 303)
