"""Defence-removal mutants of a secure solution: which there are, what they are called, and which are tried.

Only lines in which the secure solution differs from the code that `fix` hands out are touched: that difference is the
defence. Ids depend on the operator, the file, the function and the edited text, so they survive edits elsewhere.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from cases.files import FileSet
from cases.verifier.operators import OPERATORS
from cases.verifier.source import Edit, Language, Source, parse

_TELLING = 16
"""An edited text shorter than this many bytes is told apart by what stands around it."""


@dataclass(frozen=True)
class Mutant:
    """One weakened file of a secure solution."""

    id: str
    operator: str
    path: str
    content: bytes
    diff: str
    """Unified diff against the secure solution."""


def mutants_of(language: Language, solution: FileSet, naive: FileSet) -> list[Mutant]:
    """All mutants of a secure solution's files, without repetitions, each of them valid source text.

    `naive` is the whole project with the weakness, to tell the defence from the feature.
    """
    before = naive.as_dict()
    found: dict[bytes, Mutant] = {}
    taken: set[str] = set()
    for path, content in solution:
        source = parse(language, path, content)
        if source is None:
            continue
        defence = _differing_lines(before.get(path, b""), content)
        for operator, edit in _edits(source):
            if not _touches(source, edit, defence):
                continue
            changed = source.with_edits([edit])
            weakened = Source(language, changed)
            if changed == content or not weakened.valid:
                continue
            changed = language.mend(source, weakened)
            key = path.encode() + b"\0" + changed
            if key in found:
                continue
            name = _free_name(f"{operator}:{path}:{_fingerprint(source, operator, edit)}", taken)
            found[key] = Mutant(name, operator, path, changed, _diff(path, content, changed))
    return list(found.values())


def sample(mutants: list[Mutant], most: int) -> list[Mutant]:
    """At most `most` of them, the same ones every time, spread over the operators."""
    lanes: dict[str, list[Mutant]] = {}
    for mutant in sorted(mutants, key=lambda item: hashlib.sha256(item.id.encode()).digest()):
        lanes.setdefault(mutant.operator, []).append(mutant)
    chosen: list[Mutant] = []
    while lanes and len(chosen) < most:
        for operator in sorted(lanes):
            if len(chosen) < most:
                chosen.append(lanes[operator].pop(0))
            if not lanes[operator]:
                del lanes[operator]
    return chosen


def _edits(source: Source) -> Iterator[tuple[str, Edit]]:
    for name, operator in OPERATORS.items():
        for edit in operator(source):
            yield name, edit


def _differing_lines(before: bytes, after: bytes) -> frozenset[int]:
    """Lines of `after`, from 0, that `before` does not have in this place."""
    old = [line.strip() for line in before.splitlines()]
    new = [line.strip() for line in after.splitlines()]
    lines: set[int] = set()
    for tag, _, _, start, end in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag in {"insert", "replace"}:
            lines.update(range(start, end))
    return frozenset(lines)


def _touches(source: Source, edit: Edit, lines: frozenset[int]) -> bool:
    first = source.content.count(b"\n", 0, edit.start)
    last = source.content.count(b"\n", 0, edit.end)
    return any(line in lines for line in range(first, last + 1))


def _fingerprint(source: Source, operator: str, edit: Edit) -> str:
    place = source.root.descendant_for_byte_range(edit.start, edit.end) or source.root
    around = source.enclosing_function(place).encode()
    edited = source.content[edit.start : edit.end]
    if len(edited) < _TELLING and place.parent is not None:
        edited += b"\0" + (place.parent.text or b"")
    parts = (operator.encode(), around, edited, edit.text.encode())
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:8]


def _free_name(name: str, taken: set[str]) -> str:
    free, number = name, 1
    while free in taken:
        number += 1
        free = f"{name}-{number}"
    taken.add(free)
    return free


def _diff(path: str, before: bytes, after: bytes) -> str:
    old, new = (text.decode("utf-8", "replace").splitlines() for text in (before, after))
    return "\n".join(difflib.unified_diff(old, new, path, path, lineterm="", n=2))
