"""A new case's files, commented, with a placeholder wherever the author has to decide.

The loader refuses every placeholder by name and line, and finds nothing else wrong with a skeleton.
"""

from __future__ import annotations

import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from cases.errors import CaseError
from cases.model import Interface
from cases.reading import PLACEHOLDER
from cases.slots import fill

SOLUTIONS = (
    ("secure-one", "a solution that works and withstands every attack"),
    ("secure-other", "another one, by a different defence"),
    ("vulnerable-naive", "what fix and review hand out: works, has the weakness, and says nothing about it"),
    ("vulnerable-guarded", "a plausible guard that is not enough"),
    ("vulnerable-weakened", "a secure solution with one defence taken out"),
    ("broken-deny-all", "refuses everything"),
    ("broken-constant", "always answers the same"),
)
_SLUG = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_ENDINGS = {"python": ("py", "#"), "javascript": ("js", "//"), "typescript": ("ts", "//"), "ruby": ("rb", "#")}
_TOOLCHAINS = {"javascript": "node", "typescript": "node"}
_PROGRAMS = {"python": "python", "javascript": "node", "ruby": "ruby"}


def create(pack: Path, task: str, stack: str, *, language: str, framework: str, interface: Interface) -> list[Path]:
    """Write the skeleton of `<task>.<stack>` into a pack folder and return the files written.

    An existing task gets another stack; its own files are left as they are.

    Raises:
        CaseError: the pack is none, a name is not a slug, or the stack exists.
    """
    if not (pack / "pack.toml").is_file():
        raise CaseError(pack, "", "is no pack: it holds no pack.toml")
    for name in (task, stack):
        if not _SLUG.match(name):
            raise CaseError(pack, "", f"{name!r} is no name: use lower-case words joined by '-'")
    folder = pack / task
    place = folder / "stacks" / stack
    if place.exists():
        raise CaseError(place, "", "exists already")
    files = _stack_files(place, language, framework, interface)
    if not (folder / "task.toml").exists():
        files |= _task_files(folder)
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return sorted(files)


def _task_files(folder: Path) -> dict[Path, str]:
    files: dict[Path, str] = {}
    for item in _templates().joinpath("task").iterdir():
        name = item.name.removesuffix(".txt")
        place = folder / "tests" if name.endswith(".py") else folder
        files[place / name] = item.read_text(encoding="utf-8")
    return files


def _stack_files(place: Path, language: str, framework: str, interface: Interface) -> dict[Path, str]:
    ending, comment = _ENDINGS.get(language, (language, "//"))
    file = f"app.{ending}"
    program = _PROGRAMS.get(language, f"{PLACEHOLDER} the program that runs {file}")
    argv = _toml_list(program, file)
    run = {
        Interface.HTTP: f"# Listens on 127.0.0.1:$PORT.\nstart = {argv}",
        Interface.CLI: f"# A fresh process for every run; the test's arguments follow.\ncommand = {argv}",
    }.get(interface, f'# The file whose functions are called.\nmodule = "{file}"')
    toml = fill(
        _templates().joinpath("stack", "stack.toml.txt").read_text(encoding="utf-8"),
        {
            "language": language,
            "framework": framework,
            "toolchain": _TOOLCHAINS.get(language, language),
            "interface": interface.value,
            "file": file,
            "run": run,
        },
    )
    open_feature = f"{comment} {PLACEHOLDER} a small real project in which the feature is left open\n"
    files = {place / "stack.toml": toml, place / "scaffold" / file: open_feature}
    for name, purpose in SOLUTIONS:
        files[place / "solutions" / name / file] = f"{comment} {PLACEHOLDER} {purpose}\n"
    return files


def _toml_list(*words: str) -> str:
    return "[" + ", ".join(f'"{word}"' for word in words) + "]"


def _templates() -> Traversable:
    return resources.files("cases").joinpath("templates", "skeleton")
