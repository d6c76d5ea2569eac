"""What an attempt changed, line by line, within bounds that a hostile submission cannot stretch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from cases.files import FileSet
from scoring.inert import visible

CONTEXT = 3
LONGEST_LINE = 500
MOST_LINES = 1_500
"""Lines shown of one file."""
MOST_LINES_IN_ALL = 6_000
MOST_COMPARISONS = 1_000_000
"""Lines before × lines after, over all files of a comparison: beyond it lines are listed, not aligned."""


@dataclass(frozen=True)
class DiffLine:
    """One line. `kind` is `same`, `add`, `cut` (taken away) or `gap` (unchanged lines left out)."""

    kind: str
    before: int | None
    after: int | None
    text: str

    @property
    def mark(self) -> str:
        """What stands in front of the line."""
        return {"add": "+", "cut": "−", "same": " "}.get(self.kind, "")


@dataclass(frozen=True)
class FileDiff:
    """One file that differs."""

    path: str
    kind: str
    """`changed`, `added` or `removed`."""
    added: int
    removed: int
    lines: tuple[DiffLine, ...]
    note: str = ""
    """Why lines are missing, if any are."""


def differences(before: FileSet, after: FileSet) -> list[FileDiff]:
    """Every file that differs, by path."""
    old, new = before.as_dict(), after.as_dict()
    comparisons, room = MOST_COMPARISONS, MOST_LINES_IN_ALL
    found = []
    for path in sorted(old.keys() | new.keys()):
        if old.get(path) == new.get(path):
            continue
        kind = "changed" if path in old and path in new else "added" if path in new else "removed"
        contents = (old.get(path, b""), new.get(path, b""))
        if any(b"\0" in content for content in contents):
            sizes = f"{len(contents[0]):,} bytes before, {len(contents[1]):,} after"
            found.append(FileDiff(visible(path), kind, 0, 0, (), f"Not text: {sizes}."))
            continue
        texts = [_lines(content) for content in contents]
        cost = len(texts[0]) * len(texts[1])
        aligned = cost <= comparisons
        comparisons -= cost if aligned else 0
        one = _file_diff(path, kind, texts[0], texts[1], aligned=aligned, room=min(room, MOST_LINES))
        room -= len(one.lines)
        found.append(one)
    return found


def _lines(content: bytes) -> list[str]:
    text = content.decode("utf-8", "backslashreplace")
    lines = text.split("\n")
    return lines[:-1] if lines[-1] == "" else lines


def _file_diff(path: str, kind: str, old: list[str], new: list[str], *, aligned: bool, room: int) -> FileDiff:
    lines: list[DiffLine] = []
    added = removed = left_out = 0
    for line in _aligned(old, new) if aligned else _listed(old, new):
        added += line.kind == "add"
        removed += line.kind == "cut"
        if len(lines) < room:
            lines.append(line)
        else:
            left_out += 1
    notes = []
    if not aligned:
        notes.append("Too large to be compared line by line: all of it before, then all of it after.")
    if left_out:
        notes.append(f"{left_out:,} more lines are not shown.")
    return FileDiff(visible(path), kind, added, removed, tuple(lines), " ".join(notes))


def _aligned(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    end = 0
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT):
        start = group[0][1]
        if start > end:
            yield DiffLine("gap", None, None, f"{start - end:,} unchanged lines")
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                for offset in range(old_to - old_from):
                    at = old_from + offset
                    yield DiffLine("same", at + 1, new_from + offset + 1, _shown(old[at]))
            else:
                yield from _numbered("cut", old, range(old_from, old_to))
                yield from _numbered("add", new, range(new_from, new_to))
        end = group[-1][2]
    if len(old) > end:
        yield DiffLine("gap", None, None, f"{len(old) - end:,} unchanged lines")


def _listed(old: list[str], new: list[str]) -> Iterator[DiffLine]:
    yield from _numbered("cut", old, range(len(old)))
    yield from _numbered("add", new, range(len(new)))


def _numbered(kind: str, lines: list[str], places: Iterable[int]) -> Iterator[DiffLine]:
    for at in places:
        before, after = (at + 1, None) if kind == "cut" else (None, at + 1)
        yield DiffLine(kind, before, after, _shown(lines[at]))


def _shown(line: str) -> str:
    return visible(line.replace("\t", "    "), limit=LONGEST_LINE)
