"""Preview of greeting cards."""

from flask import Blueprint, request

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")


@greetings.post("/preview")
def preview():
    """Fill in a template for one person."""
    raise NotImplementedError
