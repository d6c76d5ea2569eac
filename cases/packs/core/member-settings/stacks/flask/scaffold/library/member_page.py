"""The page on which members change their contact details."""

from flask import Blueprint

member_page = Blueprint("member_page", __name__)


@member_page.get("/settings")
def show_settings():
    """Answer with the form."""
    raise NotImplementedError


@member_page.post("/settings")
def save_settings():
    """Take the submitted form."""
    raise NotImplementedError
