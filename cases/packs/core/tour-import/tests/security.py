"""A file brings a tour and nothing else, whatever classes and sizes it names."""

import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from judge import Canary, Files, Listener, Rejected, Target, TargetGone, TargetTimeout, attack, breach

REMOTE, THUMBNAIL = -3215090123894869218, 3
SET, MAP = ("java.util.HashSet", -5024744406713321676), ("java.util.concurrent.ConcurrentHashMap", 7249069246763182397)
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

    def describe(
        self, name: str, uid: int, fields: Fields = (), parent: Part | None = None, flags: int = 2, notes: Sequence[Part] = ()
    ) -> None:
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
        for note in notes:
            note(self)
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

    def begin(self, name: str, uid: int, fields: Fields = (), parent: Part | None = None, flags: int = 2) -> None:
        """An object, up to what its fields hold."""
        self.put("B", 0x73)
        self.describe(name, uid, fields, parent, flags)
        self.handle()


def benign(target: Target) -> None:
    found = target.call("import_tour", saved(Tour("Round the lake")))
    assert found["title"] == "Round the lake" and [place["name"] for place in found["stops"]] == ["Start", "Summit"]


class Tour:
    """A tour; with `guest`, an object in a place of one's choice."""

    def __init__(self, title: str, guest: Part | None = None, place: str = "") -> None:
        self.title, self.guest, self.place = title, guest, place

    def __call__(self, out: Saved) -> None:
        fields = [("grade", "Lwanderbook/Grade;"), ("stops", "Ljava/util/List;"), ("title", TEXT)]
        ignored = self.place == "ignored"
        notes = [self.guest] if self.guest and self.place == "notes" else []
        out.put("B", 0x73)
        out.describe("wanderbook.Tour", 7, [("colour", "Ljava/lang/Object;"), *fields] if ignored else fields, notes=notes)
        out.handle()
        if ignored and self.guest:
            self.guest(out)
        out.grade("HARD")
        out.list([lambda out: self.stop(out, "Start"), *self.guests("list"), lambda out: self.stop(out, "Summit")])
        if self.guest and self.place == "title":
            self.guest(out)
        else:
            out.text(self.title)

    def guests(self, place: str) -> list[Part]:
        return [self.guest] if self.guest and self.place == place else []

    def stop(self, out: Saved, name: str) -> None:
        extra = self.guests("stop")
        fields = [("minutes", "I"), ("height", "Ljava/lang/Integer;"), ("name", TEXT), *[("colour", "Ljava/lang/Object;") for _ in extra]]
        out.begin("wanderbook.Stop", 2, fields)
        out.put("i", 5)
        out.height(900)
        out.text(name)
        for guest in extra:
            guest(out)


def saved(*parts: Part) -> bytes:
    out = Saved()
    for part in parts:
        part(out)
    return bytes(out.out)


def files_with(canary: Canary, guest: Part) -> Iterator[tuple[str, bytes]]:
    """The guest in every place of a file in which an object may stand."""
    title = canary.text(8)
    for place in canary.shuffled(["alone", "list", "inner list", "ignored", "stop", "notes", "title"]):
        if place == "alone":
            yield place, saved(guest)
        elif place == "inner list":
            yield place, saved(Tour(title, lambda out: out.list([guest]), "list"))
        else:
            yield place, saved(Tour(title, guest, place))


def send(target: Target, data: bytes) -> None:
    try:
        target.call("import_tour", data)
    except (Rejected, TargetTimeout):
        pass


@attack(cwe=502, asvs="1.5.2")
def test_other_classes_of_ours_do_nothing(target: Target, canary: Canary, files: Files) -> None:
    def thumbnail(name: str) -> Part:
        def part(out: Saved) -> None:
            out.begin("wanderbook.Thumbnail", THUMBNAIL, [("name", TEXT), ("picture", "[B")])
            out.text(name)
            out.put("B", 0x75)
            out.describe("[B", -5984413125824719648)
            out.handle()
            out.put("i3s", 3, b"abc")

        return part

    outside = canary.text(9)
    inside = canary.text(9)
    for name, seen in ((files.path(f"tmp/{outside}"), f"tmp/{outside}"), (inside, f"app/cache/{inside}")):
        for place, data in files_with(canary, thumbnail(name)):
            send(target, data)
            if files.exists(seen):
                breach(f"a thumbnail in a tour file ({place}) wrote the file {seen}")


@attack(cwe=502, asvs="1.5.2")
def test_classes_of_the_platform_do_nothing(target: Target, canary: Canary, listener: Listener) -> None:
    endpoint = listener.tcp()

    def remote(out: Saved) -> None:
        def parent(out: Saved) -> None:
            out.describe("java.rmi.server.RemoteObject", REMOTE, flags=3)

        out.begin("java.rmi.server.RemoteObjectInvocationHandler", 2, parent=parent)
        body = Saved()
        body.out.clear()
        body.utf("UnicastRef")
        body.utf("127.0.0.1")
        body.put("iqiqhB", endpoint.port, canary.number(1, 10**9), canary.number(1, 10**9), canary.number(1, 10**9), 0, 0)
        out.put("BB", 0x77, len(body.out))
        out.out += body.out
        out.put("B", 0x78)

    for place, data in files_with(canary, remote):
        send(target, data)
        if endpoint.connections:
            breach(f"a remote reference in a tour file ({place}) connected to {endpoint.port}")


def nested(kind: tuple[str, int], levels: int) -> Part:
    """Two sets or maps, each of which holds both of the level below; whoever puts them in place computes hashes."""
    name, uid = kind
    is_map = name.endswith("Map")

    def both(out: Saved) -> None:
        def value() -> None:
            if is_map:
                out.text("value")

        def pair(level: int) -> tuple[int, ...]:
            """Write the two of this level; return their handles."""
            made: list[int] = []
            below: tuple[int, ...] = ()
            for number in range(2):
                out.put("B", 0x73)
                out.describe(name, uid, flags=3)
                made.append(out.handle())
                if not is_map:
                    out.put("BBifi", 0x77, 12, 16, 0.75, 2 + number if level else 1 + number)
                if level and number == 0:
                    below = pair(level - 1)
                for handle in below if number else ():
                    out.put("Bi", 0x71, handle)
                    value()
                for extra in range(number if level else 1 + number):
                    out.text(f"t{extra}")
                    value()
                if is_map:
                    out.put("BB", 0x70, 0x70)
                out.put("B", 0x78)
                if level < levels:
                    value()
            return tuple(made)

        pair(levels)

    return lambda out: out.list([both], size=2)


def doubled(levels: int) -> Part:
    """Lists of two, both of which are the list below; whoever writes them out writes without an end."""

    def part(out: Saved) -> None:
        def one(level: int) -> int:
            out.put("B", 0x73)
            out.describe("java.util.ArrayList", LIST, [("size", "I")], flags=3)
            handle, size = out.handle(), 2 if level else 0
            out.put("iBBi", size, 0x77, 4, size)
            if level:
                out.put("Bi", 0x71, one(level - 1))
            out.put("B", 0x78)
            return handle

        one(levels)

    return part


@attack(cwe=400, asvs="1.5.2")
def test_nested_collections_cost_nothing(target: Target, canary: Canary) -> None:
    tries = list(files_with(canary, nested(SET, canary.number(40, 60))))
    tries += list(files_with(canary, nested(MAP, canary.number(40, 60))))[:3]
    tries += list(files_with(canary, doubled(canary.number(40, 60))))
    for place, data in tries:
        costs_nothing(target, data, f"nested collections ({place})")


def lists(size: int, levels: int) -> Part:
    """Lists of which the first entry is such a list; none of them ends."""

    def part(out: Saved) -> None:
        for _ in range(levels):
            out.put("B", 0x73)
            out.describe("java.util.ArrayList", LIST, [("size", "I")], flags=3)
            out.handle()
            out.put("iBBi", size, 0x77, 4, size)

    return part


def costs_nothing(target: Target, data: bytes, what: str) -> None:
    """Send the file; the service must outlive it."""
    try:
        target.call("import_tour", data)
    except Rejected as error:
        if error.kind == "OutOfMemoryError":
            breach(f"{len(data)} bytes with {what} took all memory")
    except (TargetGone, TargetTimeout) as error:
        breach(f"{len(data)} bytes with {what} ended the service: {error}")


@attack(cwe=789, asvs="1.5.2")
def test_stated_sizes_are_not_believed(target: Target, canary: Canary) -> None:
    size = canary.number(300_000_000, 2_000_000_000)

    def array(kind: str) -> Part:
        def part(out: Saved) -> None:
            out.put("B", 0x75)
            out.describe(kind, canary.number(1, 10**9))
            out.handle()
            out.put("i", size)

        return part

    guests: list[tuple[str, Part]] = [("a list", lambda out: out.list([], size=size))]
    guests += [(kind, array(kind)) for kind in ("[I", "[B", "[Lwanderbook.Stop;", "[Ljava.lang.Object;", "[[J")]
    for name, guest in canary.shuffled(guests):
        for place in canary.shuffled(["list", "ignored", "stop", "notes"])[:2]:
            costs_nothing(target, saved(Tour(canary.text(8), guest, place)), f"{name} of {size} entries ({place})")
    share, levels = canary.number(400_000, 490_000), canary.number(200, 220)
    for place in ("list", "ignored"):
        costs_nothing(target, saved(Tour(canary.text(8), lists(share, levels), place)), f"{levels} lists of {share} entries ({place})")
