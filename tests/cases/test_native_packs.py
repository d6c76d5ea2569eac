"""Tasks whose tests run beside the submission: how they load, and that the gates hold for one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cases.errors import BrokenPackError
from cases.hidden_tests import expected_tests
from cases.loader import load_library
from cases.model import Runner
from cases.verifier.report import GateState
from cases.verifier.run import Options, verify
from sandbox.evaluator import Evaluator

MakePack = Callable[[Mapping[str, str | None]], Path]

TASK = """
title = "Notes by name"
family = "file-upload-processing"
cwe = [22]
owasp = {}
severity = "high"
cvss = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N"
runner = "native"
"""
FUNCTIONAL = """
import unittest
from notes import read_note


def test_reads_a_note():
    assert read_note("a.txt") == "a", "the text of the note is returned"


class Unknown(unittest.TestCase):
    def test_unknown_name(self):
        with self.assertRaises(LookupError):
            read_note("zzz")
"""
SECURITY = """
from pathlib import Path
from notes import read_note


def test_parent_is_out_of_reach():
    Path("secret.txt").write_text("hidden")
    for name in ("../secret.txt", str(Path("secret.txt").resolve()), "../notes/../secret.txt", "..././secret.txt"):
        try:
            found = read_note(name)
        except LookupError:
            continue
        assert "hidden" not in found, "a file above the folder was read"
"""
NAIVE = '''"""Notes."""

from pathlib import Path


def read_note(name: str) -> str:
    """The text of a note."""
    GUARD
    path = Path("notes", name)
    if not path.is_file():
        raise LookupError(name)
    return path.read_text()
'''
SOLUTIONS = {
    "secure-guarded": 'if "/" in name:\n        raise LookupError(name)',
    "secure-listed": 'if name not in {path.name for path in Path("notes").iterdir()}:\n        raise LookupError(name)',
    "vulnerable-naive": "",
    "vulnerable-dots": 'name = name.replace("../", "", 1)',
    "vulnerable-prefix": 'if name.startswith("/"):\n        raise LookupError(name)',
}
STACK = "notes/stacks/python"
STACK_HEAD = 'language = "python"\ntoolchain = "python"\neditable = ["notes.py"]\n'


def native(make_pack: MakePack, **changes: str) -> Path:
    """The small pack as a native one; `functional` and `stack` replace its files of these names."""
    files: dict[str, str | None] = {
        "notes/task.toml": TASK,
        "notes/tests/functional.py": changes.get("functional", FUNCTIONAL),
        "notes/tests/security.py": SECURITY,
    }
    for name, guard in SOLUTIONS.items():
        files[f"{STACK}/solutions/{name}/notes.py"] = NAIVE.replace("    GUARD\n", f"    {guard}\n" if guard else "")
    if "stack" in changes:
        files[f"{STACK}/stack.toml"] = changes["stack"]
    return make_pack(files)


def test_a_native_task_has_the_tests_of_its_files(make_pack: MakePack) -> None:
    case = load_library([native(make_pack)]).get("notes.python")
    assert case.task.info.runner is Runner.NATIVE
    tests = expected_tests(case)
    assert [test.id for test in tests.functional] == ["test_reads_a_note", "Unknown.test_unknown_name"]
    assert [(test.id, test.cwe) for test in tests.security] == [("test_parent_is_out_of_reach", 22)]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"functional": "if True:\n    def test_a():\n        pass\n"}, "is no top-level function"),
        ({"stack": STACK_HEAD + 'interface = "http"\nstart = ["x"]\n'}, 'must be "call"'),
        (
            {"stack": STACK_HEAD + 'interface = "call"\nmodule = "notes.py"\nneeds = ["redis"]\n'},
            "needs: has no meaning",
        ),
    ],
)
def test_what_a_native_task_cannot_have_is_said(make_pack: MakePack, changes: dict[str, str], words: str) -> None:
    with pytest.raises(BrokenPackError, match=words):
        load_library([native(make_pack, **changes)])


def test_the_gates_hold_for_a_native_case(evaluator: Evaluator, make_pack: MakePack) -> None:
    if evaluator.backend_name == "landlock":
        pytest.skip("landlock runs no native suites")
    case = load_library([native(make_pack)]).get("notes.python")
    report = verify([case], evaluator.evaluate, Options(mutants=5, flips=0, cheats=True, jobs=2))
    found = {gate.gate: (gate.state, gate.details) for gate in report.cases[0].gates}
    wrong = {name: details for name, (state, details) in found.items() if state is GateState.FAILED}
    assert wrong == {}, wrong
