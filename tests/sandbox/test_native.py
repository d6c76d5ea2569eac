"""Native suites: tests that run in the process of the submission, and how little of it they believe."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cases.model import Runner
from sandbox.evaluator import Evaluator
from sandbox.verdict import Assurance, Status, Verdict
from tests.sandbox.probe import make_probe

FUNCTIONAL = """
import unittest
from lib.notes import read_note

def test_a_note_is_read():
    assert read_note("one.txt") == "one", "a note is read"

class Notes(unittest.TestCase):
    def setUp(self):
        self.name = "none.txt"

    def test_there_is_none(self):
        self.assertIsNone(read_note(self.name))
"""
SECURITY = """
from pathlib import Path
from lib.notes import read_note

def test_nothing_above_the_folder_is_read():
    Path("secret.txt").write_text("hidden")
    assert read_note("../secret.txt") != "hidden", "a file above the folder was read"
"""
SECURE = """
from pathlib import Path

def read_note(name):
    path = (Path("data") / name).resolve()
    if not path.is_relative_to(Path("data").resolve()) or not path.is_file():
        return None
    return path.read_text()
"""
NAIVE = """
from pathlib import Path

def read_note(name):
    path = Path("data") / name
    return path.read_text() if path.is_file() else None
"""


def judged(
    evaluator: Evaluator,
    folder: Path,
    source: str,
    *,
    functional: str = FUNCTIONAL,
    security: str = SECURITY,
    beside: Mapping[str, str] | None = None,
) -> Verdict:
    """Judge `lib/notes.py` by a native suite; `beside`: further files of the project."""
    files = {"lib/notes.py": source, "lib/__init__.py": "", "data/one.txt": "one", "notes.py": "", **(beside or {})}
    probe = make_probe(
        folder, files=files, functional=functional, security=security, runner=Runner.NATIVE, limits={"request_s": 2}
    )
    return evaluator.evaluate(probe.case, probe.project)


def test_a_suite_is_run_and_its_verdict_says_where(evaluator: Evaluator, tmp_path: Path) -> None:
    secure, naive = judged(evaluator, tmp_path, SECURE), judged(evaluator, tmp_path, NAIVE)
    if evaluator.backend_name == "landlock":
        assert secure.status is Status.INFRA_ERROR
        assert "namespaces" in secure.reason
        return
    assert secure.status is Status.SECURE, secure.model_dump_json(indent=1)
    assert secure.assurance is Assurance.IN_PROCESS
    assert (secure.functional.passed, secure.security.withstood) == (2, 1)
    assert naive.status is Status.VULNERABLE, naive.model_dump_json(indent=1)
    assert [(breach.cwe, breach.evidence) for breach in naive.security.breaches] == [
        (22, "a file above the folder was read")
    ]


def test_a_function_that_does_not_work_fails_in_the_words_of_the_test(evaluator: Evaluator, tmp_path: Path) -> None:
    if evaluator.backend_name == "landlock":
        pytest.skip("landlock runs no native suites")
    verdict = judged(evaluator, tmp_path, "def read_note(name):\n    return None\n")
    assert verdict.status is Status.FUNCTIONAL_FAILED, verdict.model_dump_json(indent=1)
    assert [(item.test, item.message) for item in verdict.functional.failures] == [
        ("test_a_note_is_read", "a note is read")
    ]


def test_no_test_meets_what_another_left(evaluator: Evaluator, tmp_path: Path) -> None:
    if evaluator.backend_name == "landlock":
        pytest.skip("landlock runs no native suites")
    functional = (
        "import lib.notes, os, subprocess\n"
        "def meet():\n    assert not hasattr(lib.notes, 'seen')\n    lib.notes.seen = True\n"
        "    others = [pid for pid in os.listdir('/proc') if pid.isdigit()]\n"
        "    names = [open(f'/proc/{pid}/comm').read() for pid in others if os.path.exists(f'/proc/{pid}/comm')]\n"
        "    assert 'sleep\\n' not in names, names\n"
        "    for _ in range(5):\n        subprocess.Popen(['sleep', '60'], start_new_session=True)\n"
    ) + "".join(f"def test_{number}():\n    meet()\n" for number in range(20))
    verdict = judged(evaluator, tmp_path, SECURE, functional=functional)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_no_leftover_runs_ahead_of_its_end(evaluator: Evaluator, tmp_path: Path) -> None:
    """Processes that are always another one: each starts the next and ends, many times between two looks at /proc."""
    if evaluator.backend_name == "landlock":
        pytest.skip("landlock runs no native suites")
    functional = (
        "import os, time\n"
        "def meet():\n"
        "    mine = {1, os.getpid(), *above()}\n"
        "    found = {int(name) for name in os.listdir('/proc') if name.isdigit()} - mine\n"
        "    assert not found, found\n"
        "    for _ in range(3):\n"
        "        if os.fork() == 0:\n"
        "            os.setsid()\n"
        "            while True:\n"
        "                if os.fork():\n"
        "                    os._exit(0)\n"
        "    time.sleep(0.05)\n"
        "def above():\n"
        "    pid = os.getppid()\n"
        "    while pid > 1:\n"
        "        yield pid\n"
        "        pid = int(open(f'/proc/{pid}/stat').read().rsplit(')', 1)[1].split()[1])\n"
    ) + "".join(f"def test_{number}():\n    meet()\n" for number in range(10))
    verdict = judged(evaluator, tmp_path, SECURE, functional=functional)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_a_test_sees_how_its_own_children_end(evaluator: Evaluator, tmp_path: Path) -> None:
    if evaluator.backend_name == "landlock":
        pytest.skip("landlock runs no native suites")
    functional = "import subprocess\ndef test_children():\n    assert subprocess.run(['/bin/sh', '-c', 'exit 7']).returncode == 7\n"
    verdict = judged(evaluator, tmp_path, SECURE, functional=functional)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)
