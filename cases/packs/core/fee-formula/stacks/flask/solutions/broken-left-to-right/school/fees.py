"""Fees."""

import re

from flask import Blueprint, request

from school.pupils import find_pupil

fees = Blueprint("fees", __name__, url_prefix="/fees")

NAMES = ("base", "lessons", "age", "years")


def calculate(formula, values):
    """The value of the formula with these values for its names."""
    value, sign = 0.0, "+"
    for token in re.findall(r"[0-9.]+|[a-z]+|[-+*/]", formula):
        if token in "+-*/":
            sign = token
            continue
        number = values[token] if token in values else float(token)
        value = {"+": value + number, "-": value - number, "*": value * number, "/": value / (number or 1)}[sign]
    return value


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
    except ValueError as error:
        return {"error": f"the formula cannot be calculated: {error}"}, 400
