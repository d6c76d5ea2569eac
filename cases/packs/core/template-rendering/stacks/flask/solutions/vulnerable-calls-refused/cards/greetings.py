"""Preview of greeting cards."""

from dataclasses import asdict

from flask import Blueprint, request
from jinja2 import Environment, TemplateError, nodes

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

environment = Environment(keep_trailing_newline=True)


def fill_in(template, fields):
    """The finished text; ValueError if there is more in the template than placeholders and conditions."""
    tree = environment.parse(template)
    for _ in tree.find_all((nodes.Call, nodes.Getattr, nodes.Getitem, nodes.For, nodes.Macro, nodes.Include, nodes.Import, nodes.FromImport)):
        raise ValueError("only placeholders and conditions can be used")
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
