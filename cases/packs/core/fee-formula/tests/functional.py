"""What the preview of a fee must do, in the words of the prompt."""

from judge import Canary, Target, spec

NAMES = ("base", "lessons", "age", "years")


def pupil(target: Target, base: float = 40, lessons: float = 4, age: float = 12, years: float = 3) -> int:
    """Enrol a pupil and return the id."""
    body = {"name": "Ada", "base": base, "lessons": lessons, "age": age, "years": years}
    return target.post("/pupils", json=body).json()["id"]


def expect(target: Target, number: int, formula: str, fee: float) -> None:
    """The formula must come to that fee."""
    answer = target.post("/fees/preview", json={"formula": formula, "pupil_id": number})
    assert answer.status == 200, "a formula that can be calculated answers 200"
    found = answer.json().get("fee")
    assert isinstance(found, int | float) and not isinstance(found, bool), "the answer has the fee as a number"
    assert abs(found - fee) < 1e-6, "the fee is what the formula comes to"


def expect_refused(target: Target, number: int, formula: object) -> None:
    """The formula must be answered with 400."""
    answer = target.post("/fees/preview", json={"formula": formula, "pupil_id": number})
    assert answer.status == 400, "a formula that can't be calculated answers 400"
    assert isinstance(answer.json().get("error"), str), "errors have an error text"


@spec("stand for these numbers of the pupil")
def test_names_stand_for_numbers_of_the_pupil(target: Target, canary: Canary):
    values = {"base": canary.number(10, 900) / 4, "lessons": canary.number(1, 40), "age": canary.number(4, 99), "years": canary.number(0, 30)}
    number, other = pupil(target, **values), pupil(target)
    for name in canary.shuffled(NAMES):
        expect(target, number, name, values[name])
    expect(target, number, "base + lessons + age + years", sum(values.values()))
    expect(target, other, "base + lessons + age + years", 59)


@spec("A formula has numbers like `12` and `2.5`, the signs `+`, `-`, `*` and `/`")
def test_the_four_signs(target: Target, canary: Canary):
    number = pupil(target, base=40, lessons=4)
    one, two = canary.number(100, 999), canary.number(1, 99)
    expect(target, number, str(one), one)
    expect(target, number, f"{one}.25", one + 0.25)
    expect(target, number, f"{one} + {two}", one + two)
    expect(target, number, f"{two} - {one}", two - one)
    expect(target, number, f"{one} * {two}.5", one * (two + 0.5))
    expect(target, number, f"base / {two}.5", 40 / (two + 0.5))
    expect(target, number, "base + 12.5 * (lessons - 1)", 77.5)


@spec("`*` and `/` come before `+` and `-`, what is in parentheses comes first, and otherwise it goes from left to right")
def test_order_of_calculation(target: Target, canary: Canary):
    number = pupil(target, base=40, lessons=4, age=12, years=3)
    one = canary.number(2, 50)
    expect(target, number, f"{one} + base * years", one + 120)
    expect(target, number, f"base * years - {one} * lessons", 120 - 4 * one)
    expect(target, number, f"base - lessons - {one}", 36 - one)
    expect(target, number, f"base / lessons / 2.5 + {one}", 4 + one)
    expect(target, number, f"base / lessons * {one}", 10 * one)
    expect(target, number, f"({one} + base) * (years - (lessons - 2))", one + 40)
    expect(target, number, f"(((base))) - (({one}) - (age - years))", 49 - one)
    expect(target, number, " + ".join(["base * lessons"] * 10) + f" - {one}", 10 * 160 - one)


@spec("A minus may stand in front of a number, a name or parentheses")
def test_a_minus_in_front(target: Target, canary: Canary):
    number = pupil(target, base=40, lessons=4, age=12, years=3)
    one = canary.number(2, 50)
    expect(target, number, f"-{one} + base", 40 - one)
    expect(target, number, f"{one} * -base", -40 * one)
    expect(target, number, f"-(base - {one}) / -lessons", (40 - one) / 4)
    expect(target, number, f"base - -{one}", 40 + one)


@spec("Blanks and line breaks between numbers, names and signs make no difference")
def test_blanks_make_no_difference(target: Target, canary: Canary):
    number = pupil(target, base=40, lessons=4, years=3)
    one = canary.number(2, 50)
    expect(target, number, f"base+{one}*(lessons-years)", 40 + one)
    expect(target, number, f"(base  +\n  {one}) *  lessons", 4 * (40 + one))
    expect(target, number, f"base   *{one} -   3.5", 40 * one - 3.5)
    expect(target, number, f"base\n  - {one}\n* years", 40 - 3 * one)


@spec("a sign or a parenthesis too many or too few, nothing at all, a division by zero")
def test_what_cannot_be_calculated(target: Target, canary: Canary):
    number = pupil(target)
    for formula in ("base +", "* base", "base * / 2", "(base + 2", "base + 2)", "()", "2 3", "base years", "1.2.3", "base + (2 *)", "12 & base)"):
        expect_refused(target, number, formula)
    for formula in ("", "base / 0", "years / (lessons - lessons)", "0 / (age - age)"):
        expect_refused(target, number, formula)
    for name in (canary.text(6), "fee", "Base", "pupil", "nan", "infinity", f"{canary.text(4)} + 1", "bases"):
        expect_refused(target, number, f"2 * {name}")


@spec("so does a body without a text in `formula`. An unknown pupil answers 404")
def test_bad_requests(target: Target, canary: Canary):
    number = pupil(target)
    for formula in (None, ["base"], {"base": 1}):
        expect_refused(target, number, formula)
    answer = target.post("/fees/preview", json={"pupil_id": number})
    assert answer.status == 400, "a body without a text in formula answers 400"
    answer = target.post("/fees/preview", json={"formula": "base", "pupil_id": canary.number(10_000, 99_999)})
    assert answer.status == 404, "an unknown pupil answers 404"
    assert isinstance(answer.json().get("error"), str), "errors have an error text"
