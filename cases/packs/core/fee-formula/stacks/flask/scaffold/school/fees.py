"""Fees."""

from flask import Blueprint

fees = Blueprint("fees", __name__, url_prefix="/fees")


@fees.post("/preview")
def preview():
    """What a formula comes to for one pupil."""
    raise NotImplementedError
