"""Digests: which bytes can change a verdict, which can change what an agent is told, and which make up a pack.

What is hashed are the *values* of the TOML files, defaults included, so that a changed default counts and a changed
comment does not. A field added to the model is covered unless it is named as irrelevant below.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from cases.files import FileSet
from cases.model import Constraint, StackInfo, TaskInfo

GENERATED = frozenset({"__pycache__", "node_modules", ".mypy_cache", ".pytest_cache", ".ruff_cache"})
"""Folders that tools leave behind: never part of a case."""

_TASK_WITHOUT_EFFECT = frozenset({"title", "references"})
_STACK_WITHOUT_EFFECT = frozenset({"slots", "handed_out", "solutions", "equivalent_mutants"})


def of_parts(parts: Iterable[tuple[str, bytes]]) -> str:
    """SHA-256 over labelled parts, lengths included, so that no two lists of parts share a digest."""
    state = hashlib.sha256()
    for label, content in parts:
        name = label.encode()
        state.update(len(name).to_bytes(4, "big") + name + len(content).to_bytes(8, "big") + content)
    return state.hexdigest()


def of_case(task: TaskInfo, stack: StackInfo, tests: FileSet, scaffold: FileSet, driver: FileSet | None) -> str:
    """Digest over everything of a case that can change a verdict on the same submission."""
    return of_parts(
        [
            ("task", _canonical(task.model_dump(mode="json", exclude=set(_TASK_WITHOUT_EFFECT)))),
            ("stack", _canonical(stack.model_dump(mode="json", exclude=set(_STACK_WITHOUT_EFFECT)))),
            *((f"tests/{path}", content) for path, content in tests),
            *((f"scaffold/{path}", content) for path, content in scaffold),
            *((f"driver/{path}", content) for path, content in driver or ()),
        ]
    )


def of_texts(
    stack: StackInfo,
    prompts: Mapping[str, str],
    hints: Mapping[str, str],
    constraints: Iterable[Constraint],
    scaffold: FileSet,
    handed_out: FileSet,
) -> str:
    """Digest over everything of a case that can change what an agent is told or given."""
    told = stack.model_dump(mode="json", include={"language", "framework", "editable", "may_add", "slots"})
    return of_parts(
        [
            ("stack", _canonical(told)),
            ("prompts", _canonical(dict(prompts))),
            ("hints", _canonical(dict(hints))),
            ("constraints", _canonical([item.model_dump() for item in constraints])),
            ("scaffold", scaffold.digest.encode()),
            ("handed-out", handed_out.digest.encode()),
        ]
    )


def of_folder(folder: Path) -> str:
    """Digest over every file below `folder`, generated folders left out. The loader has refused links before."""
    found: list[Path] = []
    for place, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in GENERATED]
        found.extend(Path(place, name) for name in names)
    return of_parts((path.relative_to(folder).as_posix(), path.read_bytes()) for path in sorted(found))


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
