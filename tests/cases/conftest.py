"""A small, complete pack to take apart: one task, one Python stack, every kind of solution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cases.loader import load_library
from cases.model import Case

PACK = """
name = "small"
version = "0.1.0"
title = "A pack for tests"
licence = "Apache-2.0"
canary = "small-canary-0123456789"
"""
TASK = """
title = "Notes by name"
family = "file-upload-processing"
cwe = [22]
owasp = { "2021" = "A01" }
severity = "high"
cvss = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N"
"""
STACK = """
language = "python"
toolchain = "python"
interface = "call"
module = "notes.py"
editable = ["notes.py"]
may_add = ["extra_*.py"]

[slots]
function = "read_note"
"""
FUNCTIONAL = """
from judge import Target, spec


@spec("returns the text of the note")
def test_reads_a_note(target: Target):
    assert target.call("read_note", "a.txt") == "a"


@spec("An unknown name is a `LookupError`")
def test_unknown_name(target: Target):
    target.call("read_note", "zzz")
"""
SECURITY = """
from judge import Canary, Target, attack, breach, fresh


def benign(target: Target) -> None:
    target.call("read_note", "a.txt")


@fresh
@attack(cwe=22, asvs="5.3.2")
def test_parent_is_out_of_reach(target: Target, canary: Canary):
    secret = canary.file("../secret.txt")
    if secret.text in str(target.call("read_note", "../secret.txt")):
        breach("read it")
"""
SCAFFOLD = '''"""Notes."""


def read_note(name: str) -> str:
    """The text of a note."""
    raise NotImplementedError
'''
NAIVE = '''"""Notes."""

from pathlib import Path


def read_note(name: str) -> str:
    """The text of a note."""
    return Path("notes", name).read_text()
'''
GUARDED = '''"""Notes."""

from pathlib import Path


def read_note(name: str) -> str:
    """The text of a note."""
    if "/" in name or name == "..":
        raise LookupError(name)
    return Path("notes", name).read_text()
'''
LISTED = '''"""Notes."""

from pathlib import Path


def read_note(name: str) -> str:
    """The text of a note."""
    if name not in {path.name for path in Path("notes").iterdir()}:
        raise LookupError(name)
    return Path("notes", name).read_text()
'''
STACK_FOLDER = "notes/stacks/python"


def pack_files() -> dict[str, str]:
    """Path in the pack to text, of a pack without a fault."""

    def constant(value: str) -> str:
        return f"def read_note(name):\n    return {value!r}\n"

    solutions = {
        "secure-guarded": GUARDED,
        "secure-listed": LISTED,
        "vulnerable-naive": NAIVE,
        "vulnerable-dots": NAIVE.replace("    return", '    name = name.replace("../", "", 1)\n    return'),
        "vulnerable-prefix": NAIVE.replace(
            "    return", '    if name.startswith("/"):\n        raise LookupError\n    return'
        ),
        "broken-constant": constant("a"),
        "broken-empty": constant(""),
    }
    return {
        "pack.toml": PACK,
        "notes/task.toml": TASK,
        "notes/prompt.md": "`{{ function }}` returns the text\nof the note. An unknown name is a `LookupError`.\n",
        "notes/hint.md": "`{{ function }}` gets names from strangers.\n",
        "notes/constraints.md": "- [ASVS 5.0 v5.3.2] Names stay\n  inside the folder.\n- [CWE-22] No `..`.\n",
        "notes/tests/functional.py": FUNCTIONAL,
        "notes/tests/security.py": SECURITY,
        f"{STACK_FOLDER}/stack.toml": STACK,
        f"{STACK_FOLDER}/scaffold/notes.py": SCAFFOLD,
        f"{STACK_FOLDER}/scaffold/notes/a.txt": "a",
        **{f"{STACK_FOLDER}/solutions/{name}/notes.py": text for name, text in solutions.items()},
    }


MakePack = Callable[[Mapping[str, str | None]], Path]


@pytest.fixture
def make_pack(tmp_path: Path) -> MakePack:
    """Writes the small pack; a path given with a text is replaced or added, with None left out."""

    def make(changes: Mapping[str, str | None]) -> Path:
        folder = tmp_path / "small"
        for path, text in {**pack_files(), **changes}.items():
            if text is not None:
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8")
        return folder

    return make


@pytest.fixture
def small_case(make_pack: MakePack) -> Case:
    """The one case of the small pack."""
    return load_library([make_pack({})]).get("notes.python")
