from __future__ import annotations

import gc
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from cases import hidden_tests
from cases.errors import BrokenPackError
from cases.hidden_tests import ExpectedTest, expected_tests
from cases.loader import load_library
from cases.model import Case

MakePack = Callable[[Mapping[str, str | None]], Path]

FUNCTIONAL_HEAD = "from judge import Target, spec\n"
SECURITY_HEAD = "from judge import Target, attack\ndef benign(target): ...\n"
GOOD_SPEC = '@spec("returns the text of the note")\n'


def test_expected_tests_are_read_in_order(small_case: Case) -> None:
    tests = expected_tests(small_case)
    assert tests.functional == (
        ExpectedTest("test_reads_a_note", spec="returns the text of the note"),
        ExpectedTest("test_unknown_name", spec="An unknown name is a `LookupError`"),
    )
    assert tests.security == (ExpectedTest("test_parent_is_out_of_reach", cwe=22, asvs="5.3.2"),)
    assert tests.has_benign


def test_many_threads_read_tests_at_once(make_pack: MakePack) -> None:
    """Python 3.11 cannot make two syntax trees at once; here every collection of garbage lets another thread go on."""
    cases = []
    for number in range(4):
        body = "".join(f"{GOOD_SPEC}def test_{number}_{n}(target):\n    assert [{n}, ({n},)]\n" for n in range(40))
        pack = make_pack({"notes/tests/functional.py": FUNCTIONAL_HEAD + body})
        cases.append(load_library([pack]).get("notes.python"))
    counted = []

    def give_way(_phase: str, _info: Mapping[str, int]) -> None:
        time.sleep(0)

    before = gc.get_threshold()
    gc.callbacks.append(give_way)
    gc.set_threshold(20)
    try:
        with ThreadPoolExecutor(4) as pool:
            for _ in range(25):
                hidden_tests._parse.cache_clear()
                counted += [len(tests.functional) for tests in pool.map(expected_tests, cases)]
    finally:
        gc.set_threshold(*before)
        gc.callbacks.remove(give_way)
    assert counted == [40] * 100


def test_imported_names_may_be_renamed(make_pack: MakePack) -> None:
    text = (
        'import judge\nfrom judge import spec as says\n@says("returns the text of the note")\ndef test_a(target): ...\n'
    )
    text += '@judge.spec("An unknown name")\ndef test_b(target): ...\n'
    case = load_library([make_pack({"notes/tests/functional.py": text})]).get("notes.python")
    assert [test.id for test in expected_tests(case).functional] == ["test_a", "test_b"]


@pytest.mark.parametrize(
    ("file", "text", "words"),
    [
        ("functional", FUNCTIONAL_HEAD, "no top-level function named test_"),
        ("functional", "def test_a(target: ...", "is not valid Python"),
        ("functional", FUNCTIONAL_HEAD + "def test_a(target): ...", "needs @spec"),
        ("functional", FUNCTIONAL_HEAD + '@spec("flies to the moon")\ndef test_a(target): ...', "'flies to the moon'"),
        ("functional", FUNCTIONAL_HEAD + "@spec(WORDS)\ndef test_a(target): ...", "one literal text"),
        ("functional", FUNCTIONAL_HEAD + GOOD_SPEC + "def test_a(target, database): ...", "unknown fixture 'database'"),
        ("functional", FUNCTIONAL_HEAD + GOOD_SPEC + "def test_a(target=None): ...", "plain parameters"),
        ("functional", FUNCTIONAL_HEAD + GOOD_SPEC + "async def test_a(target): ...", "is async"),
        ("functional", FUNCTIONAL_HEAD + (GOOD_SPEC + "def test_a(target): ...\n") * 2, "defined twice"),
        ("functional", FUNCTIONAL_HEAD + "if 1:\n  def test_a(target): ...", "not at top level"),
        ("functional", FUNCTIONAL_HEAD + "class T:\n  def test_a(self): ...", "not at top level"),
        ("functional", "import requests\n" + FUNCTIONAL_HEAD, "imports 'requests'"),
        ("functional", "from . import x\n" + FUNCTIONAL_HEAD, "imports '.'"),
        (
            "functional",
            FUNCTIONAL_HEAD + "import functools\n@functools.cache\n" + GOOD_SPEC + "def test_a(target): ...",
            "'functools.cache' does not come from `judge`",
        ),
        ("security", "from judge import attack\n@attack(cwe=22)\ndef test_a(target): ...", "`def benign(target)`"),
        ("security", SECURITY_HEAD + "def test_a(target): ...", "needs @attack(cwe=<number>)"),
        ("security", SECURITY_HEAD + "@attack(cwe=N)\ndef test_a(target): ...", "written as a literal"),
        ("security", SECURITY_HEAD + "@attack(cwe=True)\ndef test_a(target): ...", "written as a literal"),
        ("security", SECURITY_HEAD + "@attack(cwe=89)\ndef test_a(target): ...", "which task.toml does not list"),
        ("security", SECURITY_HEAD + "@attack(cwe=89)\ndef test_a(target): ...", "no attack reports CWE-22"),
    ],
)
def test_rules_of_test_files(make_pack: MakePack, file: str, text: str, words: str) -> None:
    pack = make_pack({f"notes/tests/{file}.py": text})
    with pytest.raises(BrokenPackError) as caught:
        load_library([pack])
    mine = [error for error in caught.value.errors if error.file == pack / f"notes/tests/{file}.py"]
    assert any(words in str(error) for error in mine), [str(error) for error in mine]


def test_reading_tests_runs_nothing(make_pack: MakePack, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    text = f"open({str(marker)!r}, 'w')\n" + FUNCTIONAL_HEAD + GOOD_SPEC + "def test_a(target): ...\n"
    load_library([make_pack({"notes/tests/functional.py": text})])
    assert not marker.exists()


NATIVE = """
import unittest

def helper():
    return 1

def test_first():
    assert helper()

class Notes(unittest.TestCase):
    def setUp(self):
        self.one = 1

    def test_second(self):
        self.assertEqual(self.one, 1)
"""


def native(folder: Path, text: str) -> tuple[list[str], list[str]]:
    """Ids and problems of a native suite whose both files hold `text`."""
    for name in ("functional.py", "security.py"):
        (folder / name).write_text(text)
    tests, problems = hidden_tests.read_native_tests(folder / "functional.py", folder / "security.py", 22)
    assert all(test.cwe == 22 for test in tests.security)
    return [test.id for test in tests.functional], [str(problem) for problem in problems]


def test_native_tests_are_functions_and_methods(tmp_path: Path) -> None:
    assert native(tmp_path, NATIVE) == (["test_first", "Notes.test_second"], [])


@pytest.mark.parametrize(
    "text",
    [
        "def helper():\n    pass\n",
        "async def test_a():\n    pass\n",
        "def test_a(client):\n    pass\n",
        "def test_a(*, client=None):\n    pass\n",
        "import pytest\n@pytest.mark.skip\ndef test_a():\n    pass\n",
        "if True:\n    def test_a():\n        pass\n",
        "class Notes:\n    def test_a(self):\n        pass\n",
        "from base import Base\nclass Notes(Base):\n    def test_a(self):\n        pass\n",
        "def test_a():\n    pass\ndef test_a():\n    pass\n",
        "def setUpModule():\n    pass\ndef test_a():\n    pass\n",
        "def test_a(:\n",
        "def test_a():\n    pass\ntest_b = test_a\n",
        "from other import test_b\ndef test_a():\n    pass\n",
        "import unittest\nclass Notes(unittest.TestCase):\n    def test_a(self):\n        pass\n    test_b = test_a\n",
    ],
)
def test_native_tests_that_would_never_run_are_errors(tmp_path: Path, text: str) -> None:
    assert native(tmp_path, text)[1], "every test of the file would have to run"
