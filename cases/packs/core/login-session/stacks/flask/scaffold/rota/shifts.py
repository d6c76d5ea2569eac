"""The shifts of the day."""

from flask import Blueprint

shifts = Blueprint("shifts", __name__)

TODAY = {"early": "06:00-14:00", "late": "14:00-22:00", "night": "22:00-06:00"}


@shifts.get("/shifts")
def today() -> dict[str, str]:
    """Names and times of the shifts."""
    return TODAY
