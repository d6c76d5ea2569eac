"""Preview of greeting cards."""

from dataclasses import asdict

from flask import Blueprint, request
from jinja2 import Environment, TemplateError, nodes

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

environment = Environment(keep_trailing_newline=True)


def check_value(node, fields):
    """Raise ValueError unless the expression is a name, or a name with a filter that takes no arguments."""
    if isinstance(node, nodes.Filter):
        if node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise ValueError("filters take no arguments")
        node = node.node
    if not isinstance(node, nodes.Name):
        raise ValueError("only fields can be used")
    fields.setdefault(node.name, "")


def check(parts, fields):
    """Raise ValueError unless the template consists of text, names and conditions on names; other names become empty."""
    for part in parts:
        if isinstance(part, nodes.Output):
            for node in part.nodes:
                if not isinstance(node, nodes.TemplateData):
                    check_value(node, fields)
        elif isinstance(part, nodes.If):
            check_value(part.test, fields)
            check(part.body + part.elif_ + part.else_, fields)
        else:
            raise ValueError("only placeholders and conditions can be used")


def fill_in(template, fields):
    """The finished text."""
    check(environment.parse(template).body, fields)
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
    except (TemplateError, ValueError) as error:
        return {"error": f"the template is not well-formed: {error}"}, 400
    return {"text": text}
