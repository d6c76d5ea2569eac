"""Fees."""

import ast
import operator

from flask import Blueprint, request

from school.pupils import find_pupil

fees = Blueprint("fees", __name__, url_prefix="/fees")

NAMES = ("base", "lessons", "age", "years")
SIGNS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}

def value_of(node, values):
    """The value of one part of the parsed formula."""
    if isinstance(node, ast.BinOp) and type(node.op) in SIGNS:
        return SIGNS[type(node.op)](value_of(node.left, values), value_of(node.right, values))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -value_of(node.operand, values)
    if isinstance(node, ast.Constant) and type(node.value) in (int, float):
        return float(node.value)
    if isinstance(node, ast.Name) and node.id in NAMES:
        return values[node.id]
    raise ValueError("a formula has numbers, four names, four signs and parentheses")


def calculate(formula, values):
    """The value of the formula with these values for its names."""
    if len(formula) > 500:
        raise ValueError("the formula is too long")
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
        return {"fee": calculate(formula, {name: getattr(pupil, name) for name in NAMES})}
    except Exception as error:
        return {"error": f"the formula cannot be calculated: {error}"}, 400
