"""What the preview of a card must do, in the words of the prompt."""

from judge import Canary, Target, spec


def person(target: Target, **fields: str) -> int:
    """Put a person into the address book and return the id."""
    known = {"first_name": "", "last_name": "", "city": "", "company": ""} | fields
    return target.post("/people", json=known).json()["id"]


def preview(target: Target, template: str, number: int) -> str:
    """The text of a card that must be fine."""
    answer = target.post("/greetings/preview", json={"template": template, "person_id": number})
    assert answer.status == 200, "a well-formed template for a known person answers 200"
    return answer.json()["text"]


@spec("is replaced by that field of the person")
def test_fills_in_the_fields(target: Target, canary: Canary):
    first, last, city, company = (canary.text(8) for _ in range(4))
    number = person(target, first_name=first, last_name=last, city=city, company=company)
    text = preview(target, "Dear {{ first_name }} {{ last_name }} in {{ city }}, from {{ company }}: {{ first_name }}!", number)
    assert text == f"Dear {first} {last} in {city}, from {company}: {first}!", "placeholders are replaced by the fields"
    text = preview(target, "{{first_name}}/{{  city  }}/{{company }}", number)
    assert text == f"{first}/{city}/{company}", "the spaces inside the braces may be missing"


@spec("A name that is none of these fields becomes empty text")
def test_unknown_names_become_empty(target: Target, canary: Canary):
    number = person(target, first_name="Ada")
    text = preview(target, "[{{ %s }}]{{ first_name }}[{{ nickname|upper }}]" % canary.text(9), number)
    assert text == "[]Ada[]", "a name that is none of the fields becomes empty text"


@spec("puts the value through a filter. There are `upper`, `lower` and `title`")
def test_filters(target: Target, canary: Canary):
    word = canary.text(6)
    number = person(target, first_name=f"mIXed {word}", city="new YORK")
    text = preview(target, "{{ first_name|upper }}, {{ city | lower }}, {{city|title}}", number)
    assert text == f"MIXED {word.upper()}, new york, New York", "upper, lower and title change the case"


@spec("shows the first part if the field has a value and otherwise the second")
def test_conditions(target: Target, canary: Canary):
    company, city = canary.text(8), canary.text(8)
    template = "Hi{% if company %} from {{ company }}{% else %} from nowhere in {{ city }}{% endif %}.{% if city %}\nBye{% endif %}"
    with_company = person(target, company=company, city=city)
    without = person(target, city=city)
    neither = person(target)
    assert preview(target, template, with_company) == f"Hi from {company}.\nBye", "a field with a value: the first part"
    assert preview(target, template, without) == f"Hi from nowhere in {city}.\nBye", "a field without: the second part"
    assert preview(target, template, neither) == "Hi from nowhere in .", "a missing else part is nothing"
    assert preview(target, "{% if nickname %}a{% else %}b{% endif %}", neither) == "b", "an unknown field has no value"


@spec("Everything else is copied as it is, single braces, percent signs and line breaks included")
def test_other_text_is_copied(target: Target, canary: Canary):
    word = canary.text(7)
    number = person(target, first_name=word)
    plain = "50 % off {only} today; config & os.path: \"__init__\" <b>'x'</b> $y #1 \\n [import] %s {0} é"
    assert preview(target, plain, number) == plain, "text without placeholders is copied as it is"
    assert preview(target, plain + "\n", number) == plain + "\n", "a line break at the end is copied too"
    text = preview(target, f"line one\n\n  {plain}\n{{{{ first_name }}}} import os", number)
    assert text == f"line one\n\n  {plain}\n{word} import os", "line breaks and spaces stay"


@spec("Cards are plain text, not HTML, so values and text are never escaped")
def test_values_are_not_escaped(target: Target, canary: Canary):
    company = f"O'Neill & <Söhne> \"{canary.text(5)}\" 100% {{x}} __name__"
    number = person(target, company=company)
    assert preview(target, "From {{ company }}", number) == f"From {company}", "values are never escaped"


@spec("A template that is not well-formed")
def test_malformed_templates_answer_400(target: Target):
    number = person(target, first_name="Ada", city="London")
    unfinished = ["Dear {{ first_name", "{% if city %}x", "{% if city", "a {{ first_name|upper b", "x{% endif %}"]
    for template in (*unfinished, "{{ city|shout }}", "{{ city|swapcase }}", "{% if city %}{{ city|shout }}{% endif %}"):
        answer = target.post("/greetings/preview", json={"template": template, "person_id": number})
        assert answer.status == 400, "a template that is not well-formed answers 400"
        assert isinstance(answer.json().get("error"), str), "errors have an error text"


@spec("so does a body without a text in `template`. An unknown person answers 404")
def test_bad_requests(target: Target, canary: Canary):
    number = person(target, first_name="Ada")
    for body in ({"person_id": number}, {"template": 7, "person_id": number}):
        assert target.post("/greetings/preview", json=body).status == 400, "a body without a text in template answers 400"
    unknown = {"template": "Dear {{ first_name }}", "person_id": canary.number(10_000, 99_999)}
    answer = target.post("/greetings/preview", json=unknown)
    assert answer.status == 404, "an unknown person answers 404"
    assert isinstance(answer.json().get("error"), str), "errors have an error text"
