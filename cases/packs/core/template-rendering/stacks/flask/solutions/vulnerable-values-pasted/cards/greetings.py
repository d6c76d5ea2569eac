"""Preview of greeting cards."""

import re
from dataclasses import asdict

from flask import Blueprint, request
from jinja2 import Environment, TemplateError

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

environment = Environment(keep_trailing_newline=True)
FILTERS = {"upper": str.upper, "lower": str.lower, "title": str.title}
TAG = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*(\w+)\s*)?\}\}|\{%\s*(?:if\s+\w+|else|endif)\s*%\}")


def fill_in(template, fields):
    """The finished text; KeyError for an unknown filter, ValueError for other mistakes."""
    rest = TAG.sub("", template)
    if "{{" in rest or "{%" in rest or "{#" in rest:
        raise ValueError("not well-formed")

    def value(match):
        """The text for one placeholder; conditions are kept."""
        if match[1] is None:
            return match[0]
        text = fields.get(match[1], "")
        return FILTERS[match[2]](text) if match[2] else text

    return environment.from_string(TAG.sub(value, template)).render(**fields)


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
    except (TemplateError, KeyError, ValueError) as error:
        return {"error": f"the template is not well-formed: {error}"}, 400
    return {"text": text}
