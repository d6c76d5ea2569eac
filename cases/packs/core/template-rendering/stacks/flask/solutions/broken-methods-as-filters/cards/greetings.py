"""Preview of greeting cards."""

import re
from dataclasses import asdict

from flask import Blueprint, request

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*(\w+)\s*)?\}\}")
CONDITION = re.compile(r"\{%\s*if\s+(\w+)\s*%\}(.*?)(?:\{%\s*else\s*%\}(.*?))?\{%\s*endif\s*%\}", re.DOTALL)


def filtered(value, name):
    """The value through a filter; ValueError if there is no such filter."""
    method = getattr(value, name or "__str__", None)
    if method is None:
        raise ValueError("unknown filter")
    return str(method())


def fill_in(template, fields):
    """The finished text; ValueError if the template is not well-formed."""
    if "{{" in PLACEHOLDER.sub("", template) or "{%" in CONDITION.sub("", template):
        raise ValueError("a placeholder or condition is not complete")
    chosen = CONDITION.sub(lambda found: found[2] if fields.get(found[1]) else found[3], template)
    return PLACEHOLDER.sub(lambda found: filtered(fields.get(found[1], ""), found[2]), chosen)


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
    except (ValueError, TypeError) as error:
        return {"error": f"the template is not well-formed: {error}"}, 400
    return {"text": text}
