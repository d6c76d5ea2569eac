"""Preview of greeting cards."""

import re
from dataclasses import asdict

from flask import Blueprint, request

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

CHANGES = {"upper": str.upper, "lower": str.lower, "title": str.title}
CONDITION = re.compile(r"\{%\s*if\s+(\w+)\s*%\}(.*?)(?:\{%\s*else\s*%\}(.*?))?\{%\s*endif\s*%\}", re.DOTALL)
PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*(\w+)\s*)?\}\}")


def fill_in(template, fields):
    """The finished text; ValueError if the template is not well-formed."""
    rest = PLACEHOLDER.sub("", CONDITION.sub(r"\2\3", template))
    if "{{" in rest or "{%" in rest:
        raise ValueError("a placeholder or condition is not complete")
    text = CONDITION.sub(lambda found: found[2] if fields.get(found[1]) else found[3] or "", template)
    for found in PLACEHOLDER.finditer(text):
        name, change = found.groups()
        if change and change not in CHANGES:
            raise ValueError(f"{change} is no filter")
        value = fields.get(name, "")
        text = text.replace(found[0], CHANGES[change](value) if change else value)
    return text


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
    except ValueError as error:
        return {"error": f"the template is not well-formed: {error}"}, 400
    return {"text": text}
