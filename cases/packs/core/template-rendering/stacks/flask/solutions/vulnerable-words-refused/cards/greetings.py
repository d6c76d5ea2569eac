"""Preview of greeting cards."""

import re
from dataclasses import asdict

from flask import Blueprint, request
from jinja2 import Environment, TemplateError

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

environment = Environment(keep_trailing_newline=True)
EXPRESSION = re.compile(r"\{[{%](.*?)[}%]\}", re.DOTALL)
FORBIDDEN = re.compile(r"config|class|mro|subclasses|globals|builtins|import|popen|eval|exec|request|self|\bos\b", re.IGNORECASE)


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
    for expression in EXPRESSION.findall(template):
        if FORBIDDEN.search(expression):
            return {"error": "this is not allowed in a template"}, 400
    try:
        text = environment.from_string(template).render(**asdict(person))
    except (TemplateError, TypeError) as error:
        return {"error": f"the template is not well-formed: {error}"}, 400
    return {"text": text}
