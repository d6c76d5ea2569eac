"""Notes reach the journal, in the words of the prompt."""

from judge import Canary, Target, spec


def noted(target: Target, *notes: tuple[int, str, str]) -> list[str]:
    """The entries of a new journal after these notes of room, colleague and text."""
    target.call("open")
    for room, who, text in notes:
        before = len(target.call("entries"))
        added = target.call("note", room, who, text)
        assert added == len(target.call("entries")) - before, "the function returns how many entries were added"
    return [entry.decode() for entry in target.call("entries")]


@spec("The entry of the first line (the first that is not left out) names the room and the colleague")
def test_a_note_of_one_line(target: Target, canary: Canary):
    room, who, text = canary.number(1, 400), f"Zoë (5%) {canary.text(7)}", f"{canary.text(6)}: 'ok' | \"{canary.text(5)}\" at 100%, 5 %; \\ {{}} $x"
    assert noted(target, (room, who, text)) == [f"room {room} | {who}: {text}"], "the entry has room, colleague and text"


@spec("every line becomes an entry, in the same order; a line without any character is left out")
def test_a_note_of_several_lines(target: Target, canary: Canary):
    room, who, lines = canary.number(1, 400), canary.text(6), [canary.text(canary.number(1, 60)) for _ in range(canary.number(3, 9))]
    lines.append("then 50 %; or (60%)")
    expected = [f"room {room} | {who}: {lines[0]}", *(f"room {room} | {line}" for line in lines[1:])]
    assert noted(target, (room, who, "\n".join(lines))) == expected, "every line becomes an entry, in the same order"
    assert noted(target, (room, who, "\n\n" + "\n\n\n".join(lines) + "\n")) == expected, "a line without any character is left out"
    assert noted(target, (room, who, " \n \t")) == [f"room {room} | {who}:  ", f"room {room} |  \t"], "blanks are characters"
    assert noted(target, (room, who, "")) == noted(target, (room, who, "\n\n")) == [], "a text without any character adds nothing"


@spec("adds one entry at the end of the journal")
def test_notes_follow_one_another(target: Target, canary: Canary):
    notes = [(canary.number(1, 400), canary.text(5), canary.text(20)) for _ in range(40)]
    assert noted(target, *notes) == [f"room {room} | {who}: {text}" for room, who, text in notes], "entries are added at the end"


@spec("If `who` is empty, the entry says `guest` in its place")
def test_a_note_of_nobody(target: Target, canary: Canary):
    first, second = canary.text(9), canary.text(8)
    assert noted(target, (7, "", f"{first}\n{second}")) == [f"room 7 | guest: {first}", f"room 7 | {second}"], "who is empty: guest"


@spec("From a longer one the first 117 are kept and `...` follows")
def test_long_entries_are_cut(target: Target, canary: Canary):
    who = canary.text(canary.number(3, 30))
    start = f"room 31 | {who}: "
    for length in (119, 120, 121, 122, canary.number(123, 300)):
        first = canary.text(length - len(start))
        further = canary.text(length - len("room 31 | "))
        whole = [start + first, f"room 31 | {further}"]
        expected = [entry if length <= 120 else entry[:117] + "..." for entry in whole]
        assert noted(target, (31, who, f"{first}\n{further}")) == expected, "an entry has at most 120 bytes, a longer one is cut"
