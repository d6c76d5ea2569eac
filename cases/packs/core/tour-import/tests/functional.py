"""Saved tours are read as the prompt says."""

import struct
from collections.abc import Callable, Sequence
from typing import Any

from judge import Canary, Rejected, Target, spec

Fields = Sequence[tuple[str, str]]
LIST, INTEGER, NUMBER = 8683452581122892189, 1360826667806852920, -8742448824652078965
TEXT = "Ljava/lang/String;"
Part = Callable[["Saved"], None]


class Saved:
    """What ObjectOutputStream writes. Objects are functions that write themselves."""

    def __init__(self) -> None:
        self.out = bytearray(b"\xac\xed\x00\x05")
        self.handles = 0x7E0000
        self.seen: dict[str, int] = {}

    def put(self, form: str, *values: Any) -> None:
        self.out += struct.pack(">" + form, *values)

    def handle(self) -> int:
        self.handles += 1
        return self.handles - 1

    def known(self, key: str) -> bool:
        """Refer to a class or a text that was written before, or note that it is written now."""
        if key in self.seen:
            self.put("Bi", 0x71, self.seen[key])
            return True
        self.seen[key] = self.handles
        return False

    def utf(self, text: str) -> None:
        units = struct.iter_unpack(">H", text.encode("utf-16-be"))
        raw = b"".join(chr(unit).encode("utf-8", "surrogatepass") for (unit,) in units).replace(b"\0", b"\xc0\x80")
        self.put("H", len(raw))
        self.out += raw

    def text(self, text: str) -> None:
        if self.known(f"text {text}"):
            return
        self.put("B", 0x74)
        self.handle()
        self.utf(text)

    def describe(self, name: str, uid: int, fields: Fields = (), parent: Part | None = None, flags: int = 2) -> None:
        """A class: fields are pairs of name and type."""
        if self.known(f"class {name}"):
            return
        self.put("B", 0x72)
        self.utf(name)
        self.put("q", uid)
        self.handle()
        self.put("BH", flags, len(fields))
        for field, kind in fields:
            self.put("c", kind[:1].encode())
            self.utf(field)
            if len(kind) > 1:
                self.text(kind)
        self.put("B", 0x78)
        parent(self) if parent else self.put("B", 0x70)

    def list(self, items: Sequence[Part], size: int | None = None) -> None:
        """An ArrayList, which may state another size than it has."""
        self.put("B", 0x73)
        self.describe("java.util.ArrayList", LIST, [("size", "I")], flags=3)
        self.handle()
        self.put("iBBi", len(items) if size is None else size, 0x77, 4, len(items))
        for item in items:
            item(self)
        self.put("B", 0x78)

    def grade(self, name: str) -> None:
        self.put("B", 0x7E)
        self.describe("wanderbook.Grade", 0, parent=lambda out: out.describe("java.lang.Enum", 0, flags=0x12), flags=0x12)
        self.handle()
        self.text(name)

    def height(self, value: int | None) -> None:
        if value is None:
            self.put("B", 0x70)
            return
        self.put("B", 0x73)
        self.describe("java.lang.Integer", INTEGER, [("value", "I")], lambda out: out.describe("java.lang.Number", NUMBER))
        self.handle()
        self.put("i", value)


def stop(name: str, minutes: int, height: int | None) -> Part:
    def part(out: Saved) -> None:
        out.put("B", 0x73)
        out.describe("wanderbook.Stop", 2, [("minutes", "I"), ("height", "Ljava/lang/Integer;"), ("name", TEXT)])
        out.handle()
        out.put("i", minutes)
        out.height(height)
        out.text(name)

    return part


def saved(title: str, grade: str, stops: Sequence[Part], colour: str = "") -> bytes:
    """A file as the program wrote it; early versions wrote a colour."""
    fields = [("grade", "Lwanderbook/Grade;"), ("stops", "Ljava/util/List;"), ("title", TEXT)]
    out = Saved()
    out.put("B", 0x73)
    out.describe("wanderbook.Tour", 7, [("colour", TEXT), *fields] if colour else fields)
    out.handle()
    if colour:
        out.text(colour)
    out.grade(grade)
    out.list(stops)
    out.text(title)
    return bytes(out.out)


def check_refused(target: Target, data: bytes, what: str) -> None:
    try:
        target.call("import_tour", data)
    except Rejected as error:
        assert error.is_a("BadTourFile"), f"{what} makes BadTourFile"
        return
    raise AssertionError(f"{what} makes BadTourFile")


@spec("What is returned is the `Tour` with its stops in their order")
def test_tour_is_read(target: Target, canary: Canary) -> None:
    title, grade = canary.text(), canary.choice(["EASY", "MODERATE", "HARD"])
    places = [(canary.text(6), canary.number(0, 600), canary.choice([None, canary.number(-10, 4000)])) for _ in range(4)]
    places.append((canary.text(6), canary.number(0, 600), canary.number(100, 4000)))
    found = target.call("import_tour", saved(title, grade, [stop(*place) for place in places]))
    assert found == {
        "title": title,
        "grade": grade,
        "minutes": sum(minutes for _, minutes, _ in places),
        "stops": [{"name": name, "minutes": minutes, "height": height} for name, minutes, height in places],
    }, "the tour is shown with title, grade and stops in their order"
    assert target.call("minutes_of", title) == found["minutes"], "an imported tour is kept"
    empty = target.call("import_tour", saved(title, "EASY", []))
    assert empty["stops"] == [] and empty["minutes"] == 0, "a tour may have no stops"


@spec("whatever texts the hiker had written")
def test_texts_are_as_they_were_written(target: Target, canary: Canary) -> None:
    word = canary.text(6)
    for text in (f"Zoë's Runde – {word} 山 🏔", f"java.util.HashMap {word}; rm -rf \\ '\"<&>", f"[B {word}\n\tL;", "", f"{word}\0{word}"):
        found = target.call("import_tour", saved(text, "HARD", [stop(text, 5, None)]))
        assert found["title"] == text and found["stops"][0]["name"] == text, "texts are as the hiker had written them"


@spec("Early versions of the program also saved a text `colour` with each tour")
def test_colour_of_early_versions_is_ignored(target: Target, canary: Canary) -> None:
    title = canary.text()
    found = target.call("import_tour", saved(title, "EASY", [stop(title, 9, 1)], colour=canary.text(5)))
    assert found["title"] == title and len(found["stops"]) == 1, "the colour that early versions saved is ignored"


@spec("The program let nobody save a tour of more than 500 stops.")
def test_tours_of_up_to_500_stops(target: Target, canary: Canary) -> None:
    title = canary.text()
    stops = [stop(f"s{number}", 1, None) for number in range(501)]
    found = target.call("import_tour", saved(title, "HARD", stops[:500]))
    assert [place["name"] for place in found["stops"]] == [f"s{number}" for number in range(500)], "a tour may have 500 stops"
    check_refused(target, saved(title + "x", "HARD", stops), "a tour of more than 500 stops")


@spec("an empty one, one that is cut off, any other bytes, or a saved object that is no tour")
def test_other_files_are_refused(target: Target, canary: Canary) -> None:
    title = canary.text()
    whole = saved(title, "EASY", [stop(canary.text(), 5, 900)])
    check_refused(target, b"", "an empty file")
    for size in (3, 20, len(whole) // 2, len(whole) - 3):
        check_refused(target, whole[:size], "a file that is cut off")
    check_refused(target, canary.text(60).encode(), "a file of other bytes")
    for part, what in (
        (lambda out: out.text(title), "a text"),
        (lambda out: out.list([]), "a list"),
        (lambda out: out.height(7), "a number"),
        (stop(title, 3, None), "a stop"),
    ):
        out = Saved()
        part(out)
        check_refused(target, bytes(out.out), f"{what} in the place of a tour")
    try:
        target.call("minutes_of", title)
    except Rejected:
        return
    raise AssertionError("with BadTourFile nothing is imported")
