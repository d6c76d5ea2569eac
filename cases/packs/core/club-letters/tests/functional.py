"""What a letter must be, in the words of the prompt."""

from judge import Canary, Rejected, Target, spec


def member(target: Target, **fields: str) -> int:
    """A new member of the club; the number."""
    known = {"first_name": "", "last_name": "", "city": "", "instrument": ""} | fields
    return target.call("add_member", known)


def letter(target: Target, template: str, number: int) -> str:
    """The letter of a template that is well-formed."""
    try:
        return target.call("letter", template, number)
    except Rejected:
        raise AssertionError("a well-formed template makes a letter") from None


@spec("is replaced by that field of the member")
def test_fields(target: Target, canary: Canary):
    first, last, city, instrument = (canary.text(canary.number(3, 12)) for _ in range(4))
    number = member(target, first_name=first, last_name=last, city=city, instrument=instrument)
    text = letter(target, "Dear ${first_name} ${last_name} in ${city}, bring your ${instrument}, ${first_name}!", number)
    assert text == f"Dear {first} {last} in {city}, bring your {instrument}, {first}!", "placeholders are replaced by the fields"
    assert letter(target, "${city}${instrument}", number) == city + instrument, "placeholders are replaced by the fields"
    assert letter(target, "[${city}][${last_name}]", member(target)) == "[][]", "a field without a value is an empty text"


@spec("changes the value first. There are `upper_case`, `lower_case` and `cap_first`")
def test_changes(target: Target, canary: Canary):
    word = canary.text(6)
    number = member(target, first_name=f"mIXed {word}", city="new YORK", instrument="")
    text = letter(target, "${first_name?upper_case}, ${city?lower_case}, ${city?cap_first}", number)
    assert text == f"MIXED {word.upper()}, new york, New YORK", "the changes are made to the value"
    assert letter(target, "[${instrument?cap_first}]", number) == "[]", "an empty text stays empty"


@spec("is the first text if the field has a value and otherwise the second")
def test_conditions(target: Target, canary: Canary):
    instrument, city = canary.text(8), canary.text(8)
    template = (
        "Hello<#if instrument?has_content>, ${instrument?upper_case} and all<#else> from ${city}</#if>."
        "<#if city?has_content>\nSee you in ${city}</#if>"
    )
    with_both = member(target, instrument=instrument, city=city)
    assert letter(target, template, with_both) == f"Hello, {instrument.upper()} and all.\nSee you in {city}", "a field with a value: the first text"
    with_city = member(target, city=city)
    assert letter(target, template, with_city) == f"Hello from {city}.\nSee you in {city}", "a field without a value: the second text"
    assert letter(target, template, member(target)) == "Hello from .", "a missing second text is nothing"


@spec("Everything else is copied as it is: dollar signs, braces, percent signs, HTML and line breaks")
def test_other_text_is_copied(target: Target, canary: Canary):
    word = canary.text(7)
    number = member(target, first_name=word)
    plain = "5 $ or {6} % today; # <b class=\"x\">'new'</b> & \\n ?upper_case } %s {0} <if x> é java.lang first_name"
    assert letter(target, plain, number) == plain, "text without placeholders is copied as it is"
    text = letter(target, f"one\n\n  {plain}\n\n${{first_name}}\n  <#if city?has_content>x<#else>y</#if>\n", number)
    assert text == f"one\n\n  {plain}\n\n{word}\n  y\n", "line breaks and blanks stay"


@spec("Letters are plain text, so values and text are\n  never escaped")
def test_values_are_not_escaped(target: Target, canary: Canary):
    city = f"O'Neill & <Söhne> \"{canary.text(5)}\" 100% {{x}} $5"
    assert letter(target, "From ${city}", member(target, city=city)) == f"From {city}", "values are never escaped"


@spec("A template that is not well-formed makes")
def test_templates_that_are_not_well_formed(target: Target, canary: Canary):
    number = member(target, first_name="Ada", city="London")
    unfinished = ["Dear ${first_name", "<#if city?has_content>x", "a ${first_name?upper_case b", "<#if city?has_content", "x</#if>"]
    unknown = [f"${{{canary.text(8)}}}", "${city?shout}", "<#if city?has_content>${city?shout}</#if>"]
    for template in canary.shuffled(unfinished + unknown):
        try:
            target.call("letter", template, number)
        except Rejected as rejected:
            assert rejected.is_a("BadTemplate"), "a template that is not well-formed makes BadTemplate"
        else:
            raise AssertionError("a template that is not well-formed makes BadTemplate")
