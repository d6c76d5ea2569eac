"""Fees."""

import ast
import operator
from decimal import Decimal, DecimalException

from flask import Blueprint, request

from school.pupils import find_pupil

fees = Blueprint("fees", __name__, url_prefix="/fees")

NAMES = ("base", "lessons", "age", "years")
SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


def value_of(node, values):
    """The value of one part of the parsed formula."""
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SIGNS:
            return SIGNS[type(op)](value_of(left, values), value_of(right, values))
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -value_of(operand, values)
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return Decimal(str(number))
        case ast.Name(id=name) if name in values:
            return values[name]
    raise ValueError("a formula has numbers, four names, four signs and parentheses")


def calculate(formula, values):
    """The value of the formula with these values for its names."""
    return value_of(ast.parse(formula.replace("\n", " ").strip(), mode="eval").body, values)


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
        return {"fee": float(calculate(formula, {name: Decimal(str(getattr(pupil, name))) for name in NAMES}))}
    except (SyntaxError, ValueError, ArithmeticError, DecimalException, RecursionError, MemoryError) as error:
        return {"error": f"the formula cannot be calculated: {error}"}, 400
