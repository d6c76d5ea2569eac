"""Preview of greeting cards."""

from dataclasses import asdict

from flask import Blueprint, request
from jinja2 import Environment, TemplateError, nodes

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

ENVIRONMENT = Environment(keep_trailing_newline=True)
FILTERS = ("upper", "lower", "title")


def check_value(node, fields):
    """Raise ValueError unless the expression is a field, or a field with one of the filters."""
    if isinstance(node, nodes.Filter):
        if node.name not in FILTERS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise ValueError("unknown filter")
        node = node.node
    if not isinstance(node, nodes.Name):
        raise ValueError("only fields can be used")
    if node.name not in fields:
        fields[node.name] = ""


def check(parts, fields):
    """Raise ValueError unless the template consists of text, fields and conditions on fields."""
    for part in parts:
        if isinstance(part, nodes.Output):
            for node in part.nodes:
                if not isinstance(node, nodes.TemplateData):
                    check_value(node, fields)
        elif isinstance(part, nodes.If) and not part.elif_:
            check_value(part.test, fields)
            check(part.body + part.else_, fields)
        else:
            raise ValueError("only placeholders and conditions can be used")


def fill_in(template, fields):
    """The finished text."""
    check(ENVIRONMENT.parse(template).body, fields)
    return ENVIRONMENT.from_string(template).render(fields)


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
