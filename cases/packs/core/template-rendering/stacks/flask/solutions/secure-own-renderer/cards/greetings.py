"""Preview of greeting cards."""

import re

from flask import Blueprint, request

from cards.people import find_person

greetings = Blueprint("greetings", __name__, url_prefix="/greetings")

FIELDS = ("first_name", "last_name", "city", "company")
FILTERS = {"upper": str.upper, "lower": str.lower, "title": str.title}
TOKEN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
PLACEHOLDER = re.compile(r"\{\{\s*(\w+)\s*(?:\|\s*(\w+)\s*)?\}\}")
CONDITION = re.compile(r"\{%\s*if\s+(\w+)\s*%\}")
ELSE = re.compile(r"\{%\s*else\s*%\}")
ENDIF = re.compile(r"\{%\s*endif\s*%\}")


def value_of(token, fields):
    """The text that stands for one placeholder."""
    match = PLACEHOLDER.fullmatch(token)
    if not match or match[2] and match[2] not in FILTERS:
        raise ValueError(token)
    value = fields.get(match[1], "")
    return FILTERS[match[2]](value) if match[2] else value


def fill_in(template, fields):
    """The finished text; ValueError if the template is not well-formed."""
    out, shown, inside, place = [], True, None, 0
    for found in TOKEN.finditer(template):
        token = found[0]
        out.append(plain(template[place : found.start()]) if shown else "")
        place = found.end()
        if token.startswith("{{"):
            value = value_of(token, fields)
            out.append(value if shown else "")
        elif inside is None and (match := CONDITION.fullmatch(token)):
            inside, shown = "if", bool(fields.get(match[1]))
        elif inside == "if" and ELSE.fullmatch(token):
            inside, shown = "else", not shown
        elif inside and ENDIF.fullmatch(token):
            inside, shown = None, True
        else:
            raise ValueError(token)
    if inside:
        raise ValueError("a condition has no end")
    return "".join([*out, plain(template[place:])])


def plain(text):
    """Text between placeholders, which has no opening braces left over."""
    if "{{" in text or "{%" in text:
        raise ValueError(text)
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
    fields = {name: getattr(person, name) for name in FIELDS}
    try:
        text = fill_in(template, fields)
    except ValueError as error:
        return {"error": f"the template is not well-formed: {error}"}, 400
    return {"text": text}
