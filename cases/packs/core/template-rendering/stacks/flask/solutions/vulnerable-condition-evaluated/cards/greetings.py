"""Preview of greeting cards."""

import re
from dataclasses import asdict

from flask import Blueprint, request

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

FILTERS = {None: str, "upper": str.upper, "lower": str.lower, "title": str.title}
PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*(upper|lower|title)\s*)?\}\}")
CONDITION = re.compile(r"\{%\s*if\s+(.+?)\s*%\}(.*?)(?:\{%\s*else\s*%\}(.*?))?\{%\s*endif\s*%\}", re.DOTALL)


def holds(condition, fields):
    """Whether the condition is true for these fields; a name that is none of them has no value."""
    try:
        return bool(eval(condition, {}, fields))
    except NameError:
        return False


def fill_in(template, fields):
    """The finished text; ValueError if the template is not well-formed."""
    if "{{" in PLACEHOLDER.sub("", template) or "{%" in CONDITION.sub("", template):
        raise ValueError("a placeholder or condition is not complete")
    chosen = CONDITION.sub(lambda found: found[2] if holds(found[1], fields) else found[3] or "", template)
    return PLACEHOLDER.sub(lambda found: FILTERS[found[2]](fields.get(found[1], "")), chosen)


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
    except (ValueError, SyntaxError) as error:
        return {"error": f"the template is not well-formed: {error}"}, 400
    return {"text": text}
