"""Fees."""

import re

from flask import Blueprint, request

from school.pupils import find_pupil

fees = Blueprint("fees", __name__, url_prefix="/fees")

NAMES = ("base", "lessons", "age", "years")
TOKENS = re.compile(r"(?:\s*(?:\d+(?:\.\d+)?|base|lessons|age|years|[+\-*/()]))+\s*")
POWERS = re.compile(r"\*\s*\*|/\s*/")


def calculate(formula, values):
    """The value of the formula with these values for its names."""
    if not TOKENS.fullmatch(formula) or POWERS.search(formula):
        raise ValueError("this is not allowed in a formula")
    fee = eval(formula.replace("\n", " "), {"__builtins__": {}}, values)
    if not isinstance(fee, (int, float)):
        raise TypeError("a fee is a number")
    return fee


@fees.post("/preview")
def preview():
    """What a formula comes to for one pupil."""
    body = request.get_json(silent=True) or {}
    formula = body.get("formula")
    if not isinstance(formula, str):
        return {"error": "formula must be a text"}, 400
    pupil = find_pupil(body.get("pupil_id"))
    if pupil is None:
        return {"error": "nobody has this id"}, 404
    try:
        return {"fee": calculate(formula, {name: getattr(pupil, name) for name in NAMES})}
    except Exception as error:
        return {"error": f"the formula cannot be calculated: {error}"}, 400
