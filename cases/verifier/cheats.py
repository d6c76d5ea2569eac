"""Hostile files that try to win by meddling with the judging instead of solving the case.

`cheats/<language>/<name>.before.<suffix>.txt` is put in front of an editable file's own code, `….after.….txt` behind
it; both over the scaffold (must stay nonfunctional) and over the code with the weakness (must never be secure).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import resources

from cases.files import FileSet
from cases.verifier.source import Edit, Language, parse


@dataclass(frozen=True)
class Cheat:
    """One hostile text and where it goes."""

    name: str
    text: str
    first: bool


def cheats_for(language: str) -> list[Cheat]:
    """All cheats written in a language, sorted by name."""
    folder = resources.files("cases.verifier").joinpath("cheats", language)
    if not folder.is_dir():
        return []
    found: list[Cheat] = []
    for file in sorted(folder.iterdir(), key=lambda item: item.name):
        name, place, *_ = file.name.split(".")
        found.append(Cheat(name, file.read_text(encoding="utf-8"), place == "before"))
    return found


def with_cheat(language: Language, cheat: Cheat, project: FileSet, editable: Iterable[str]) -> FileSet | None:
    """The project with the cheat in every editable source file; None if there is no such file."""
    before = project.as_dict()
    changed: dict[str, bytes] = {}
    for path in editable:
        source = parse(language, path, before[path])
        if source is None:
            continue
        place = language.place_of_prelude(source.root) if cheat.first else len(source.content)
        if place is None:
            continue
        changed[path] = source.with_edits([Edit(place, place, f"\n{cheat.text}\n")])
    return FileSet.of(changed).over(project) if changed else None
