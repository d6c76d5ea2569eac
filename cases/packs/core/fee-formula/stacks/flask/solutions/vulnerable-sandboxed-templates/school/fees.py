"""Fees."""

from flask import Blueprint, request
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment, SecurityError

from school.pupils import find_pupil

fees = Blueprint("fees", __name__, url_prefix="/fees")

NAMES = ("base", "lessons", "age", "years")


class Formulas(ImmutableSandboxedEnvironment):
    """Calculates, without powers and remainders."""

    intercepted_binops = frozenset(["**", "//", "%"])

    def call_binop(self, context, operator, left, right):
        """No formula has these signs."""
        raise SecurityError(f"{operator} is not allowed in a formula")


FORMULAS = Formulas(undefined=StrictUndefined)
FORMULAS.globals.clear()
FORMULAS.filters.clear()
FORMULAS.tests.clear()


def calculate(formula, values):
    """The value of the formula with these values for its names."""
    fee = FORMULAS.compile_expression(formula, undefined_to_none=False)(**values)
    if isinstance(fee, bool) or not isinstance(fee, (int, float)):
        raise ValueError("a fee is a number")
    return float(fee)


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
    except (TemplateError, TypeError, ValueError, ArithmeticError) as error:
        return {"error": f"the formula cannot be calculated: {error}"}, 400
