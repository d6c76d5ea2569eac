"""Reading what authors wrote: TOML into models, Markdown into text, folders into file sets; errors are collected.

Every function takes the list that problems go to and returns None where nothing usable was found, so that one look at
a pack finds everything that is wrong with it.
"""

from __future__ import annotations

import difflib
import re
import stat
import tomllib
from collections.abc import Collection
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from cases.digest import GENERATED
from cases.errors import CaseError, SubmissionError
from cases.files import FileSet
from cases.model import Constraint

PLACEHOLDER = "REPLACE:"
"""What `vetloop cases new` writes where an author has to; nothing that holds it loads."""

Model = TypeVar("Model", bound=BaseModel)

_CONSTRAINT = re.compile(r"^- \[(?P<id>(?:ASVS \d+\.\d+ v\d+(?:\.\d+){1,2})|(?:CWE-[1-9]\d{0,3}))\] (?P<text>\S.*)$")


def entries(folder: Path, problems: list[CaseError]) -> dict[str, bool]:
    """What lies in `folder`: name to whether it is a folder. Links and special files are refused and left out."""
    found: dict[str, bool] = {}
    for path in sorted(folder.iterdir()):
        if path.name in GENERATED:
            continue
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode) or stat.S_ISREG(mode):
            found[path.name] = stat.S_ISDIR(mode)
        else:
            kind = "a symbolic link" if stat.S_ISLNK(mode) else "not a regular file"
            problems.append(CaseError(path, "", f"is {kind}; a case holds only files and folders"))
    return found


def expect(
    folder: Path,
    found: dict[str, bool],
    problems: list[CaseError],
    *,
    files: Collection[str] = (),
    folders: Collection[str] = (),
    optional: Collection[str] = (),
) -> None:
    """Report what is missing from `folder`, what does not belong there, and a file where a folder should be."""
    for name in (*files, *folders):
        if name not in found:
            problems.append(CaseError(folder / name, "", "is missing"))
        elif found[name] != (name in folders):
            problems.append(CaseError(folder / name, "", f"must be a {'folder' if name in folders else 'file'}"))
    known = {*files, *folders, *optional}
    for name in found:
        if name not in known:
            problems.append(CaseError(folder / name, "", f"does not belong here{_near(name, known)}"))


def read_text(path: Path, problems: list[CaseError]) -> str | None:
    """The text of a file, without placeholders and not empty."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return None  # whoever listed the folder has reported it
    except (OSError, UnicodeDecodeError) as error:
        problems.append(CaseError(path, "", f"cannot be read as UTF-8 text: {error}"))
        return None
    unfilled = [number for number, line in enumerate(text.splitlines(), start=1) if PLACEHOLDER in line]
    problems.extend(
        CaseError(path, f"line {number}", f"still holds the placeholder {PLACEHOLDER!r}") for number in unfilled
    )
    if not unfilled and not text.strip():
        problems.append(CaseError(path, "", "is empty"))
    return text if text.strip() and not unfilled else None


def read_model(path: Path, model: type[Model], problems: list[CaseError]) -> Model | None:
    """A TOML file as `model`; every broken field is reported with its name and value."""
    text = read_text(path, problems)
    if text is None:
        return None
    try:
        return model.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        problems.append(CaseError(path, "", f"is not valid TOML: {error}"))
    except ValidationError as error:
        problems.extend(CaseError(path, _field(item["loc"]), _reason(item, model)) for item in error.errors())
    return None


def read_files(folder: Path, problems: list[CaseError]) -> FileSet | None:
    """The files of a scaffold, solution or driver."""
    try:
        files = FileSet.read_folder(folder, skip=GENERATED)
    except SubmissionError as error:
        problems.append(CaseError(folder / error.path if error.path else folder, "", error.reason))
        return None
    unfilled = [path for path, content in files if PLACEHOLDER.encode() in content]
    problems.extend(CaseError(folder / path, "", f"still holds the placeholder {PLACEHOLDER!r}") for path in unfilled)
    return None if unfilled else files


def read_constraints(path: Path, problems: list[CaseError]) -> tuple[Constraint, ...]:
    """constraints.md: one `- [ASVS 5.0 v5.3.2] text` or `- [CWE-22] text` per line; an indented line continues one."""
    text = read_text(path, problems)
    if text is None:
        return ()
    found: list[Constraint] = []
    for number, line in enumerate(text.splitlines(), start=1):
        match = _CONSTRAINT.match(line)
        if match:
            found.append(Constraint(id=match["id"], text=match["text"].strip()))
        elif line.startswith("  ") and line.strip() and found:
            found[-1] = Constraint(id=found[-1].id, text=f"{found[-1].text} {line.strip()}")
        elif line.strip():
            reason = f"expected `- [ASVS 5.0 v5.3.2] text` or `- [CWE-22] text`, found {_short(line)}"
            problems.append(CaseError(path, f"line {number}", reason))
    return tuple(found)


def _field(location: tuple[int | str, ...]) -> str:
    name = ""
    for part in location:
        name += f"[{part}]" if isinstance(part, int) else f".{part}" if name else part
    return name


def _reason(item: Any, model: type[BaseModel]) -> str:
    if item["type"] == "missing":
        return "is required"
    if item["type"] == "extra_forbidden":
        known = model.model_fields if len(item["loc"]) == 1 else ()
        return f"unknown key{_near(str(item['loc'][-1]), known)}"
    return f"{item['msg']}; got {_short(item['input'])}"


def _near(name: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""


def _short(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 80 else shown[:77] + "…"
