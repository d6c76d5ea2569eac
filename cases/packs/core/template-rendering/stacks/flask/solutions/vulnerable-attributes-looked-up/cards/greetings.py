"""Preview of greeting cards."""

import re
from operator import attrgetter

from flask import Blueprint, request

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

CHANGES = {None: str, "upper": str.upper, "lower": str.lower, "title": str.title}
CONDITION = re.compile(r"\{%\s*if\s+([\w.]+)\s*%\}(.*?)(?:\{%\s*else\s*%\}(.*?))?\{%\s*endif\s*%\}", re.DOTALL)
PLACEHOLDER = re.compile(r"\{\{\s*([\w.]+)\s*(?:\|\s*(upper|lower|title)\s*)?\}\}")


def value_of(person, name):
    """The value of a field; nothing if there is no such field."""
    try:
        return str(attrgetter(name)(person))
    except AttributeError:
        return ""


def fill_in(template, person):
    """The finished text; ValueError if the template is not well-formed."""
    if "{{" in PLACEHOLDER.sub("", template) or "{%" in CONDITION.sub("", template):
        raise ValueError("a placeholder or condition is not complete")
    text = CONDITION.sub(lambda found: found[2] if value_of(person, found[1]) else found[3] or "", template)
    return PLACEHOLDER.sub(lambda found: CHANGES[found[2]](value_of(person, found[1])), text)


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
        text = fill_in(template, person)
    except ValueError as error:
        return {"error": f"the template is not well-formed: {error}"}, 400
    return {"text": text}
