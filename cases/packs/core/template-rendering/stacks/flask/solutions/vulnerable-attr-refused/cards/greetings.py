"""Preview of greeting cards."""

import re
from dataclasses import asdict

from flask import Blueprint, request
from jinja2 import Environment, TemplateError

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

environment = Environment(keep_trailing_newline=True)
INSIDE = re.compile(r"\{[{%](.*?)[}%]\}", re.DOTALL)
REFUSED = re.compile(r"__|\[|\\|\|\s*attr\b|\b(config|request|self|session|g|import|include|extends|macro)\b")


def fill_in(template, fields):
    """The finished text; ValueError if something is used that a card does not need."""
    for inside in INSIDE.findall(template):
        if REFUSED.search(inside):
            raise ValueError("this is not allowed in a card")
    return environment.from_string(template).render(**fields)


@greetings.post("/preview")
def preview():
    """Fill in a template for one person."""
    body = request.get_json(silent=True) or {}
    template = body.get("template")
    if not isinstance(template, str):
        return {"error": "template must be a text"}, 400
    person = find_person(body.get("person_id"))
    if person is None:
        return {"error": "nobody has this id"}, 404
    try:
        text = fill_in(template, asdict(person))
    except (TemplateError, ValueError, TypeError) as error:
        return {"error": f"the template is not well-formed: {error}"}, 400
    return {"text": text}
