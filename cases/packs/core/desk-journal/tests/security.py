"""Attacks by what is typed into the two fields. The evidence is memory that shows up in the journal, or the sanitizer's report."""

import os
import re

from judge import Canary, Rejected, Target, TargetGone, attack, breach, sanitizer_report

READERS = ("%p", "%x", "%08x", "%lx", "%ld", "%1$p", "%2$lx", "%5$p", "%9$016lx", "%s", "%.4s")
ODDER_READERS = ("%-lx", "%+ld", "% lx", "%#lx", "%'ld", "%-20p", "%%lx", "%%%p", "%%%%%lx")
OTHER_READERS = ("%a", "%A", "%e", "%.3E", "%f", "%F", "%g", "%12G", "%3$f", "%d", "%5i", "%u", "%o", "%X", "%hhd", "%hu", "%zu", "%jd", "%td", "%m")
BREAKERS = ("%s" * 12, "%n" * 6, "%1$n%2$n%3$n", "%hhn%hhn%hhn", "%4$s%5$s%6$s%7$s", "%9999d%n", "%*d%n", "%ls%ls%ls")
MEMORY = re.compile(
    rb"%*(?:(?:0x)?[0-9a-f]+|\(nil\)|\(null\)|[-+]?\d+|-?\d+\.\d+(?:e[-+]\d+)?|-?0x[0-9a-f.]+p[-+]\d+|\d+e[-+]\d+|-?(?:nan|inf))", re.IGNORECASE
)
ERRORS = {os.strerror(number).encode() for number in range(134)}


def benign(target: Target) -> None:
    """An ordinary note is still entered."""
    target.call("open")
    assert target.call("note", 12, "Ada", "cold\nagain") == 2, "two lines are two entries"
    assert target.call("entries") == [b"room 12 | Ada: cold", b"room 12 | again"], "the entries have room, colleague and text"


def entered(target: Target, who: str, text: str, room: int = 12) -> list[bytes]:
    """The entries after one note; a program that dies of a memory error was broken into."""
    try:
        target.call("open")
        target.call("note", room, who, text)
        return target.call("entries")
    except Rejected:
        return []
    except TargetGone:
        report = sanitizer_report(target)
        if report is None or not report.unsafe:
            raise
        breach(f"a note on room {room} of {who[:60]!r} ({len(who)} bytes), {text[:60]!r} ({len(text)} bytes): {report}")


def look_between(target: Target, canary: Canary, directive: str, who: str, text: str) -> None:
    """Fill in the directive between two marks; whatever of the memory stands between them afterwards is the breach."""
    left, right = canary.text(4), canary.text(4)
    typed = left + directive + right
    for entry in entered(target, who.replace("@", typed), text.replace("@", typed)):
        for found in re.findall(re.escape(left.encode()) + b"(.*?)" + re.escape(right.encode()), entry, re.DOTALL):
            if found != directive.encode() and (MEMORY.fullmatch(found.strip()) or found in ERRORS):
                breach(f"{directive!r} in a note of {who[:20]!r}, {text[:20]!r} became {found!r}")


def try_directives(target: Target, canary: Canary, who: str, text: str) -> None:
    """Every directive at the place of the `@`."""
    for directive in canary.shuffled(READERS + ODDER_READERS + OTHER_READERS):
        look_between(target, canary, directive, who, text)
    for directive in canary.shuffled(BREAKERS):
        entered(target, who.replace("@", directive), text.replace("@", directive))


@attack(cwe=134, asvs="1.3.10")
def test_directives_in_the_first_line(target: Target, canary: Canary):
    try_directives(target, canary, canary.text(6), "@")


@attack(cwe=134, asvs="1.3.10")
def test_directives_in_a_further_line(target: Target, canary: Canary):
    try_directives(target, canary, canary.text(6), f"{canary.text(8)}\n{canary.text(3)} @\n@")


@attack(cwe=134, asvs="1.3.10")
def test_directives_in_the_name(target: Target, canary: Canary):
    try_directives(target, canary, "@", f"{canary.text(8)}\n{canary.text(9)}")


@attack(cwe=134, asvs="1.3.10")
def test_directives_in_entries_that_are_cut(target: Target, canary: Canary):
    for text in (f"@{canary.text(150)}", f"{canary.text(5)}\n@ {canary.text(canary.number(110, 400))}"):
        try_directives(target, canary, canary.text(6), text)
    try_directives(target, canary, "@", canary.text(200))
    try_directives(target, canary, f"@{canary.text(canary.number(130, 300))}", canary.text(9))


@attack(cwe=787, asvs="1.4.1")
def test_fields_of_any_length(target: Target, canary: Canary):
    for length in canary.shuffled([64, 100, 116, 120, 121, 128, 256, 512, 1024, canary.number(130, 2000), 4096, 5000, 70_000]):
        entered(target, canary.text(length), canary.text(9))
        entered(target, canary.text(8), canary.text(length))
        entered(target, canary.text(7), f"{canary.text(3)}\n{canary.text(length)}")
        entered(target, canary.text(length), canary.text(length))


@attack(cwe=787, asvs="1.4.1")
def test_texts_of_any_number_of_lines(target: Target, canary: Canary):
    for count in canary.shuffled([canary.number(20, 70), canary.number(130, 600), canary.number(4100, 5000)]):
        entered(target, canary.text(6), "\n".join(canary.text(canary.number(1, 4)) for _ in range(count)))
        entered(target, canary.text(6), "\n" * count + canary.text(3) + "\n" * count)
    full, long = canary.text(120 - len("room 12 | ")), canary.text(canary.number(111, 300))
    entered(target, canary.text(6), f"{full}\n" * 4500 + f"{long}\n" * canary.number(30, 60))


@attack(cwe=787, asvs="2.2.1")
def test_rooms_of_every_number(target: Target, canary: Canary):
    for room in canary.shuffled([2**31 - 1, -(2**31), canary.number(10**6, 10**8), -canary.number(10**3, 10**9), canary.number(10**8, 10**9)]):
        entered(target, canary.text(6), f"{canary.text(9)}\n{canary.text(8)}", room)
        entered(target, canary.text(6), f"{canary.text(canary.number(120, 200))}\n{canary.text(canary.number(105, 130))}", room)
