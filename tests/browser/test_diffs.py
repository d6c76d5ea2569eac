"""Changes between attempts: complete and true for ordinary code, bounded for hostile code."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cases.files import MAX_TOTAL_BYTES, FileSet
from server.pages.diffs import MOST_LINES, MOST_LINES_IN_ALL, DiffLine, differences

LINES = st.lists(st.sampled_from(["a", "b", "c", "", "    x = 1", "def f():"]), max_size=40)


def one(before: str, after: str) -> tuple[DiffLine, ...]:
    (found,) = differences(FileSet.of_text({"app.py": before}), FileSet.of_text({"app.py": after}))
    return found.lines


def test_a_changed_line_is_shown_with_its_surroundings_and_numbers() -> None:
    before = "\n".join(f"line {n}" for n in range(1, 21))
    lines = one(before, before.replace("line 10", "line ten"))
    assert [(line.kind, line.before, line.after, line.text) for line in lines] == [
        ("gap", None, None, "6 unchanged lines"),
        ("same", 7, 7, "line 7"),
        ("same", 8, 8, "line 8"),
        ("same", 9, 9, "line 9"),
        ("cut", 10, None, "line 10"),
        ("add", None, 10, "line ten"),
        ("same", 11, 11, "line 11"),
        ("same", 12, 12, "line 12"),
        ("same", 13, 13, "line 13"),
        ("gap", None, None, "7 unchanged lines"),
    ]


def test_files_that_come_and_go_are_named() -> None:
    found = differences(
        FileSet.of_text({"a.py": "1\n", "same.py": "x"}), FileSet.of_text({"b.py": "2\n", "same.py": "x"})
    )
    assert [(file.path, file.kind, file.added, file.removed) for file in found] == [
        ("a.py", "removed", 0, 1),
        ("b.py", "added", 1, 0),
    ]


def test_what_is_no_text_is_not_shown() -> None:
    (found,) = differences(FileSet.of({"x.bin": b"\0\1"}), FileSet.of({"x.bin": b"\0\1\2"}))
    assert (found.lines, found.note) == ((), "Not text: 2 bytes before, 3 after.")


def test_bytes_that_are_no_utf8_are_spelled_out() -> None:
    (found,) = differences(FileSet.of({"x.py": b""}), FileSet.of({"x.py": b"caf\xe9\n"}))
    assert found.lines[-1].text == "caf\\xe9"


def test_hostile_lines_are_made_visible_and_cut() -> None:
    lines = one("", "\u202eevil\x1b[0m\n" + "x" * 10_000 + "\n")
    assert lines[0].text == "⟨U+202E⟩evil⟨U+001B⟩[0m"
    assert lines[1].text == "x" * 500 + "… (9,500 more characters)"


def test_huge_files_are_listed_within_bounds() -> None:
    many = FileSet.of_text({f"f{n:02}.py": "a\n" * (MAX_TOTAL_BYTES // 80) for n in range(20)})
    other = FileSet.of_text({f"f{n:02}.py": "b\n" * (MAX_TOTAL_BYTES // 80) for n in range(20)})
    found = differences(many, other)
    assert len(found) == 20
    assert sum(len(file.lines) for file in found) <= MOST_LINES_IN_ALL
    assert all(len(file.lines) <= MOST_LINES for file in found)
    assert all("more lines are not shown" in file.note for file in found)
    assert (found[0].added, found[0].removed) == (MAX_TOTAL_BYTES // 80, MAX_TOTAL_BYTES // 80)


@given(LINES, LINES)
def test_the_shown_lines_lead_from_before_to_after(before: list[str], after: list[str]) -> None:
    texts = ["\n".join(lines) + "\n" if lines else "" for lines in (before, after)]
    found = differences(FileSet.of_text({"f": texts[0]}), FileSet.of_text({"f": texts[1]}))
    if texts[0] == texts[1]:
        assert found == []
        return
    lines = found[0].lines
    assert all(line.text == before[line.before - 1] for line in lines if line.before)
    assert all(line.text == after[line.after - 1] for line in lines if line.after)
    assert len(after) - len(before) == found[0].added - found[0].removed
    shown_cuts = {line.before for line in lines if line.kind == "cut"}
    shown_adds = {line.after for line in lines if line.kind == "add"}
    assert [x for n, x in enumerate(before, 1) if n not in shown_cuts] == [
        x for n, x in enumerate(after, 1) if n not in shown_adds
    ]
