"""Fees."""

import re
from collections import deque

from flask import Blueprint, request

from school.pupils import find_pupil

fees = Blueprint("fees", __name__, url_prefix="/fees")

NAMES = ("base", "lessons", "age", "years")
TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+)?|[a-z]+|[-+*/()]|(?P<other>\S)")


class Formula:
    """Reads a formula from left to right; every method gives the value of what it has read."""

    def __init__(self, text, values):
        self.tokens = deque()
        self.values = values
        for found in TOKEN.finditer(text):
            if found["other"]:
                raise ValueError(f"{found[0]!r} is not part of a formula")
            self.tokens.append(found[0])
        self.tokens.append("")

    def sum(self):
        """Products, added and subtracted."""
        value = self.product()
        while self.tokens[0] in ("+", "-"):
            value = value + self.product() if self.tokens.popleft() == "+" else value - self.product()
        return value

    def product(self):
        """Single values, multiplied and divided."""
        value = self.single()
        while self.tokens[0] in ("*", "/"):
            value = value * self.single() if self.tokens.popleft() == "*" else value / self.single()
        return value

    def single(self):
        """A number, a name or parentheses, perhaps with a minus in front."""
        token = self.tokens.popleft()
        if token == "-":
            return -self.single()
        if token == "(":
            value = self.sum()
            if self.tokens.popleft() != ")":
                raise ValueError("a parenthesis is missing")
            return value
        if token in self.values:
            return self.values[token]
        if not token[:1].isdigit():
            raise ValueError(f"{token!r} is neither a number nor one of the names")
        return float(token)


def calculate(text, values):
    """The value of the formula with these values for its names."""
    formula = Formula(text, values)
    value = formula.sum()
    if formula.tokens != deque([""]):
        raise ValueError(f"{formula.tokens[0]!r} is too much")
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
    except (ValueError, ZeroDivisionError, IndexError, RecursionError) as error:
        return {"error": f"the formula cannot be calculated: {error}"}, 400
