"""The page on which members change their contact details."""

import secrets

from flask import Blueprint, redirect, render_template_string, request

from library.members import current_session

member_page = Blueprint("member_page", __name__)

PAGE = """<!doctype html>
<title>Your details</title>
<form method="post" action="/settings">
<input type="hidden" name="token" value="{{ token }}">
<label>Email <input name="email" value="{{ member.email }}"></label>
<label>Phone <input name="phone" value="{{ member.phone }}"></label>
<label><input type="checkbox" name="newsletter" value="yes"{{ " checked" if member.newsletter }}> Newsletter</label>
<button>Save</button>
</form>
"""


@member_page.get("/settings")
def show_settings():
    """Answer with the form."""
    session = current_session()
    if session is None:
        return redirect("/login", 303)
    token = session.values.setdefault("form token", secrets.token_urlsafe())
    return render_template_string(PAGE, member=session.member, token=token)


@member_page.post("/settings")
def save_settings():
    """Take the submitted form."""
    session = current_session()
    if session is None:
        return redirect("/login", 303)
    sent = request.form or request.get_json(force=True, silent=True) or {}
    if request.form and request.form.get("token", "") != session.values.get("form token"):
        return "please open the page again", 403
    email, phone = sent.get("email", "").strip(), sent.get("phone", "").strip()
    if "@" not in email or len(email) > 120 or len(phone) > 40:
        return "please check your details", 422
    session.member.change(email, phone, sent.get("newsletter") == "yes")
    return redirect("/settings", 303)
