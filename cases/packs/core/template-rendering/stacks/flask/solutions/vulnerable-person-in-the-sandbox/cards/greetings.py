"""Preview of greeting cards."""

from dataclasses import asdict

from flask import Blueprint, request
from jinja2 import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

environment = ImmutableSandboxedEnvironment(keep_trailing_newline=True)


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
        text = environment.from_string(template).render(person=person, **asdict(person))
    except TemplateError as error:
        return {"error": f"the template is not well-formed: {error}"}, 400
    return {"text": text}
