"""People book rooms with the forms of the page, as a browser without script sends them."""

from html.parser import HTMLParser

from judge import Canary, Target, spec


class Page(HTMLParser):
    """The bookings on the page, and the fields of every form that belongs to one; the form `book` belongs to none."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.bookings: dict[str, dict[str, str]] = {}
        self.forms: dict[tuple[str, str], dict[str, str]] = {}
        self._id = ""
        self._form: dict[str, str] | None = None
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "li" and found.get("class") == "booking":
            self._id = found["data-id"]
            self.bookings[self._id] = {name: found[f"data-{name}"] for name in ("room", "day", "note")}
        elif tag == "form":
            self._form = self.forms.setdefault((found.get("class", ""), self._id), {})
        elif tag == "input" and self._form is not None:
            self._form[found.get("name", "")] = found.get("value", "")

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "li":
            self._id = ""


class Person:
    """Somebody with an account, signed in."""

    def __init__(self, target: Target, canary: Canary, role: str = "staff") -> None:
        self.browser = target.session()
        answer = self.browser.post("/api/people", json={"name": canary.text(8), "role": role})
        assert answer.status == 201, "the existing POST keeps answering 201"

    def page(self) -> Page:
        """What this person sees."""
        answer = self.browser.get("/")
        assert answer.status == 200, "the page is shown"
        return Page(answer.text)

    def send(self, form: str, number: str = "", **fields: str) -> dict[str, dict[str, str]]:
        """Fill in that form and send it; the bookings this person sees afterwards."""
        found = self.page().forms.get((form, number))
        assert found is not None, f"the page shows the form {form}"
        answer = self.browser.post("/", form=found | fields, files=[])
        assert answer.status in (200, 303), "the page is shown after a form was sent"
        return self.page().bookings

    def booked(self, canary: Canary, **fields: str) -> tuple[str, dict[str, str]]:
        """Book a room; the booking's id and what is in it."""
        before = self.page().bookings
        wanted = {"room": canary.text(8), "day": day(canary), "note": canary.text(10)} | fields
        after = self.send("book", **wanted)
        new = [number for number in after if number not in before]
        assert len(new) == 1, "book makes a booking"
        assert after[new[0]] == wanted, "with room, day and note of the form"
        return new[0], wanted


def day(canary: Canary) -> str:
    """Any day."""
    return f"20{canary.number(25, 60)}-{canary.number(10, 12)}-{canary.number(10, 28)}"


@spec("makes a booking for the person who is signed in; `note` may be empty")
def test_rooms_are_booked(target: Target, canary: Canary):
    person, other = Person(target, canary), Person(target, canary)
    person.booked(canary, note="")
    person.booked(canary, note=f"\"{canary.text(4)}\" & <o'clock>", room=f"Zoë's {canary.text(5)}")
    assert len(person.page().bookings) == 2, "every booking is a further one"
    assert other.page().bookings == {}, "it is made for the person who is signed in"


@spec("moves that booking to the other day")
def test_bookings_are_moved(target: Target, canary: Canary):
    person, later = Person(target, canary), day(canary)
    stays, kept = person.booked(canary)
    number, booking = person.booked(canary)
    assert person.send("move", number, day=later) == {stays: kept, number: booking | {"day": later}}, "move changes the day of that booking"


@spec("with the room and the note of that booking, on the other day")
def test_bookings_are_repeated(target: Target, canary: Canary):
    person, later = Person(target, canary), day(canary)
    number, booking = person.booked(canary)
    after = person.send("repeat", number, day=later)
    assert after.pop(number, None) == booking, "the booking that is repeated stays as it is"
    assert list(after.values()) == [booking | {"day": later}], "the further one has its room and note, on the other day"
    further = next(iter(after))
    last = "2061-01-31"
    moved = person.send("move", further, day=last)
    assert moved == {number: booking, further: booking | {"day": last}}, "the further one belongs to the person too"


@spec("removes that booking")
def test_bookings_are_cancelled(target: Target, canary: Canary):
    person = Person(target, canary)
    stays, kept = person.booked(canary)
    number, _ = person.booked(canary)
    assert person.send("cancel", number) == {stays: kept}, "cancel removes that booking"


@spec("changes nothing; the page is then simply shown as it was")
def test_what_cannot_be_done_changes_nothing(target: Target, canary: Canary):
    person = Person(target, canary)
    number, booking = person.booked(canary)
    before, later = {number: booking}, day(canary)
    for wrong in ("", "tomorrow", f"{later}x", "1.3.2025"):
        assert person.send("book", room="Blue", day=wrong, note="") == before, "book with another kind of day changes nothing"
        assert person.send("move", number, day=wrong) == before, "move with another kind of day changes nothing"
        assert person.send("repeat", number, day=wrong) == before, "repeat with another kind of day changes nothing"
    assert person.send("book", room="", day=later, note="") == before, "a booking without a room changes nothing"
    for unknown in (str(canary.number(100_000, 999_999)), "", canary.text(5)):
        for form in ("move", "repeat", "cancel"):
            assert person.send(form, number, id=unknown, **{} if form == "cancel" else {"day": later}) == before, "an unknown id changes nothing"


@spec("moves and cancels them for people who call")
def test_reception_moves_and_cancels(target: Target, canary: Canary):
    person, reception, later = Person(target, canary), Person(target, canary, "reception"), day(canary)
    first, one = person.booked(canary)
    second, _ = person.booked(canary)
    reception.send("move", first, day=later)
    reception.send("cancel", second)
    assert person.page().bookings == {first: one | {"day": later}}, "the reception moves and cancels bookings of others"
