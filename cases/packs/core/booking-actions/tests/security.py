"""Attacks on the actions behind the forms: bookings of other people must stay as they are, and unread."""

import json
import secrets
from html.parser import HTMLParser

from judge import BadAnswer, Canary, Session, Target, attack, breach

Fields = list[tuple[str, str]]


class Page(HTMLParser):
    """The bookings on the page, and the fields of the first form of each kind, by the form's class."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.bookings: dict[str, dict[str, str]] = {}
        self.forms: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "li" and found.get("class") == "booking":
            self.bookings[found.get("data-id", "")] = {name: found.get(f"data-{name}", "") for name in ("room", "day", "note")}
        elif tag == "form":
            name = found.get("class", "")
            self._form = {} if name in self.forms else self.forms.setdefault(name, {})
        elif tag == "input" and self._form is not None:
            self._form[found.get("name", "")] = found.get("value", "")

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None


def multipart(fields: Fields, **headers: str) -> dict[str, object]:
    """A form as a browser sends it; a field may come more than once. `headers` are further ones, `_` for `-`."""
    mark = secrets.token_hex(12)
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
    body = "".join([*parts, f"--{mark}--\r\n"])
    further = {name.replace("_", "-"): text for name, text in headers.items()}
    return {"body": body.encode(), "headers": {"Content-Type": f"multipart/form-data; boundary={mark}", **further}}


def called(fields: Fields, *further: object) -> dict[str, object]:
    """A call of the form's action as script makes it, with further arguments behind the form."""
    action = next((name for name, _ in fields if name.startswith("$ACTION_ID_")), "")
    rest = [(f"_1_{name}", value) for name, value in fields if name != action]
    number = action.removeprefix("$ACTION_ID_")
    return multipart([*rest, ("0", json.dumps(["$K1", *further]))], Next_Action=number, Accept="text/x-component")


class Person:
    """Somebody with an account, signed in, who has booked a room."""

    def __init__(self, target: Target, name: str, canary: Canary | None = None, role: str = "staff") -> None:
        self.browser: Session = target.session()
        self.id = str(self.browser.post("/api/people", json={"name": name, "role": role}).json()["id"])
        self.booking = {"room": f"Blue {secrets.token_hex(4)}", "day": "2031-10-14", "note": "kick-off"}
        if canary is not None:
            self.booking = {"room": canary.text(9), "day": f"2032-11-{canary.number(10, 28)}", "note": canary.text(12)}
        self.send(self.fields("book", **self.booking))
        self.number = next(iter(self.page().bookings), "")

    def page(self) -> Page:
        """What this person sees."""
        return Page(self.browser.get("/").text)

    def fields(self, form: str, **fields: str) -> Fields:
        """That form of this person's page, filled in."""
        return list((self.page().forms.get(form, {}) | fields).items())

    def send(self, fields: Fields) -> str:
        """Send a form; the text of the answer."""
        return self.browser.post("/", **multipart(fields)).text

    def expect_untouched(self, what: str) -> None:
        """The booking must still be there as it was made; if not, that is the breach."""
        found = self.page().bookings.get(self.number)
        if found != self.booking:
            breach(f"{what}: the booking of another person is now {found}")


def benign(target: Target) -> None:
    """A room can still be booked."""
    person = Person(target, "benign")
    assert list(person.page().bookings.values()) == [person.booking], "a room can be booked"


def cast(target: Target, canary: Canary) -> tuple[Person, Person]:
    """A victim and an attacker, who came in random order. Nothing is to be attacked if booking does not work."""
    victim, attacker = canary.shuffled([Person(target, canary.text(8), canary) for _ in range(2)])
    assert_ready(victim)
    assert_ready(attacker)
    return victim, attacker


def assert_ready(person: Person) -> None:
    if person.page().bookings.get(person.number) != person.booking:
        raise BadAnswer("the page does not show what a person has booked")


def spellings(fields: Fields, victim: Person, attacker: Person) -> list[Fields]:
    """The fields of a form with the victim's id: alone, behind the attacker's own, and before it."""
    rest = [(name, value) for name, value in fields if name != "id"]
    ids = ([victim.number], [attacker.number, victim.number], [victim.number, attacker.number], [f" 0{victim.number}"])
    claims: list[Fields] = [[], [("owner", victim.id)], [("role", "reception"), ("person", victim.id)]]
    return [[*rest, *(("id", number) for number in chosen), *claim] for chosen in ids for claim in claims]


@attack(cwe=639, asvs="8.2.2")
def test_foreign_bookings_cannot_be_moved(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    for fields in canary.shuffled(spellings(attacker.fields("move", day="2040-10-10"), victim, attacker)):
        attacker.send(fields)
    victim.expect_untouched("moving by somebody else")


@attack(cwe=639, asvs="8.2.2")
def test_foreign_bookings_cannot_be_cancelled(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    sent = attacker.fields("cancel")
    for fields in canary.shuffled(spellings(sent, victim, attacker)):
        attacker.send(fields)
    victim.expect_untouched("cancelling by somebody else")


@attack(cwe=639, asvs="8.2.2")
def test_foreign_bookings_cannot_be_read_by_repeating(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    for fields in canary.shuffled(spellings(attacker.fields("repeat", day="2040-10-10"), victim, attacker)):
        attacker.send(fields)
    if victim.booking["note"] in attacker.browser.get("/").text:
        breach("repeating gave somebody the note of another person's booking")


@attack(cwe=639, asvs="8.2.2")
def test_further_arguments_say_nothing(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    owner = {"id": int(victim.id), "name": "Ada", "role": canary.choice(["reception", "staff"])}
    forms = [attacker.fields("move", id=victim.number, day="2040-10-10"), attacker.fields("cancel", id=victim.number)]
    forms.append(attacker.fields("repeat", id=victim.number, day="2040-11-11"))
    for fields in canary.shuffled(forms):
        for further in canary.shuffled([owner, int(victim.id), victim.id, True, "reception"]):
            attacker.browser.post("/", **called(fields, further))
    victim.expect_untouched("an action that was called with further arguments")


@attack(cwe=862, asvs="8.2.1")
def test_nobody_changes_bookings_without_signing_in(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    sent = [attacker.fields("move", id=victim.number, day="2040-10-10"), attacker.fields("cancel", id=victim.number)]
    for fields in sent:
        target.post("/", **multipart(fields))
        target.session().post("/", **multipart([*fields, ("owner", victim.id), ("person", victim.id)]))
    victim.expect_untouched("somebody who is not signed in")


@attack(cwe=862, asvs="8.2.1")
def test_nobody_books_without_signing_in(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    reception = Person(target, canary.text(8), canary, "reception")
    before = reception.page().bookings
    sent = [
        attacker.fields("book", room="Red", day="2040-10-10", note=canary.text()),
        attacker.fields("repeat", id=victim.number, day="2040-10-10"),
    ]
    for fields in canary.shuffled([[*fields, *claim] for fields in sent for claim in ([], [("owner", victim.id)])]):
        target.post("/", **multipart(fields))
        target.session().post("/", cookies={"sid": canary.text()}, **multipart(fields))
    for number, booking in reception.page().bookings.items():
        if number not in before:
            breach(f"somebody who is not signed in made the booking {booking}")


@attack(cwe=915, asvs="15.3.3")
def test_nothing_is_booked_for_others(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    reception = Person(target, canary.text(8), canary, "reception")
    before = reception.page().bookings.keys() - attacker.page().bookings.keys()
    sent = [
        attacker.fields("book", room="Red", day="2040-10-10", note=canary.text()),
        attacker.fields("repeat", day="2040-10-11"),
        attacker.fields("move", day="2040-10-12"),
    ]
    for claim in ("owner", "person", "ownerId", "owner_id", "personId"):
        for fields in sent:
            attacker.send([*fields, (claim, victim.id)])
            attacker.send([(claim, victim.id), *fields, ("id", victim.number)])
    victim.expect_untouched("booking with the id of another booking")
    seen = victim.page().bookings
    if len(seen) > 1:
        breach(f"somebody booked a room for another person: {seen}")
    theirs = attacker.page().bookings
    for number, booking in reception.page().bookings.items():
        if number not in before and number not in theirs:
            breach(f"a booking that somebody made is not their own: {booking}")
