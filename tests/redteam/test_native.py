"""Forged verdicts of native suites: what the runner stops, and what no runner in the same process can stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.evaluator import Evaluator
from sandbox.verdict import Status
from tests.sandbox.test_native import NAIVE, SECURE, judged

STOPPED = {
    "ends itself": "import os\nos._exit(0)\n",
    "ends itself in a call": "import os\ndef read_note(name):\n    os._exit(0)\n",
    "leaves in a call": "def read_note(name):\n    raise SystemExit(0)\n",
    "prints results": 'print(\'PASSED\\nOK\\n{"outcome": "passed"}\', flush=True)\ndef read_note(name):\n    return 1\n',
    "writes results to every file": (
        "import os\ndef read_note(name):\n    for number in (0, 1, 2):\n"
        '        os.write(number, b\'{"outcome": "passed", "message": ""}\\n\')\n    os._exit(0)\n'
    ),
    "skips": "import unittest\ndef read_note(name):\n    raise unittest.SkipTest('not today')\n",
    "never returns": "import time\ndef read_note(name):\n    time.sleep(60)\n",
    "lives on": (
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(60)\n    os._exit(0)\n"
        "def read_note(name):\n    os._exit(0)\n"
    ),
    "reads the runner's memory": (
        "import os\ndef read_note(name):\n    open(f'/proc/{os.getppid()}/mem', 'rb').close()\n    return None\n"
    ),
    "takes the runner's files": (
        "import os\ndef read_note(name):\n    for number in os.listdir(f'/proc/{os.getppid()}/fd'):\n"
        "        os.write(os.open(f'/proc/{os.getppid()}/fd/{number}', os.O_WRONLY), b'x')\n    return None\n"
    ),
    "ends the runner": "import os, signal\nos.kill(os.getppid(), signal.SIGKILL)\ndef read_note(name):\n    return None\n",
    "writes results to every pipe": (
        "import os, stat\ndef read_note(name):\n    for number in range(64):\n        try:\n"
        "            if stat.S_ISFIFO(os.fstat(number).st_mode) or stat.S_ISSOCK(os.fstat(number).st_mode):\n"
        '                os.write(number, b\'{"outcome": "passed", "message": ""}\\n\')\n'
        "        except OSError:\n            pass\n    os._exit(0)\n"
    ),
    "stops the runner and answers for it": (
        "import json, os, signal, socket, struct, time\n"
        "def read_note(name):\n    os.kill(os.getppid(), signal.SIGSTOP)\n    for number in range(3, 64):\n        try:\n"
        "            line = socket.socket(fileno=number)\n            said = json.dumps({'id': 1, 'value': {'outcome': 'passed',"
        " 'message': ''}}).encode()\n            line.sendall(struct.pack('>I', len(said)) + said)\n"
        "        except OSError:\n            pass\n    time.sleep(60)\n"
    ),
    "asserts against its caller": "def read_note(name):\n    assert name == 'one.txt'\n    return 'one'\n",
    "is deaf": (
        "import os, signal, time\nfor number in range(1, 64):\n    try:\n        signal.signal(number, signal.SIG_IGN)\n"
        "    except (OSError, ValueError):\n        pass\ndef read_note(name):\n    time.sleep(60)\n"
    ),
}
BESIDE = {
    "configures a test framework": ("conftest.py", "def pytest_runtest_makereport():\n    return 'passed'\n"),
    "starts with the interpreter": ("sitecustomize.py", "import os\nos._exit(0)\n"),
    "takes a module's place": ("unittest.py", "class TestCase:\n    def __init__(self, *names): pass\n"),
    "takes the runner's modules' place": ("json.py", "import os\nos._exit(0)\n"),
}
KNOWN = {
    "finds the runner's own function": (
        "import json, os, sys\n"
        "frame = sys._getframe()\n"
        "while frame and 'writing' not in frame.f_locals:\n    frame = frame.f_back\n"
        "said = {'token': frame.f_locals['token'], 'outcome': 'passed', 'message': ''}\n"
        "os.write(frame.f_locals['writing'], json.dumps(said).encode() + b'\\n')\nos._exit(0)\n"
    ),
    "equals everything": (
        "class Any(str):\n    def __eq__(self, other): return self.asked is not None and other != 'hidden'\n"
        "    def __ne__(self, other): return True\n    __hash__ = str.__hash__\n    asked = 1\n"
        "def read_note(name):\n    return None if name == 'none.txt' else Any()\n"
    ),
    "knows who asks": (
        "import sys\n" + NAIVE + "\nplain = read_note\ndef read_note(name):\n"
        "    caller = sys._getframe(1).f_code.co_name\n    return None if 'above' in caller else plain(name)\n"
    ),
}
"""A submission that shares a process with its tests can do this; docs/threat-model.md says so."""


@pytest.fixture(autouse=True)
def no_landlock(evaluator: Evaluator) -> None:
    if evaluator.backend_name == "landlock":
        pytest.skip("landlock runs no native suites")


@pytest.mark.parametrize("row", STOPPED)
def test_it_is_no_pass(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    verdict = judged(evaluator, tmp_path, STOPPED[row])
    assert verdict.status not in {Status.SECURE, Status.VULNERABLE, Status.INFRA_ERROR}, verdict.model_dump_json()
    honest = judged(evaluator, tmp_path, SECURE)
    assert honest.status is Status.SECURE, honest.model_dump_json(indent=1)


@pytest.mark.parametrize("row", BESIDE)
def test_files_beside_the_submission_change_nothing(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    name, text = BESIDE[row]
    for source, status in ((SECURE, Status.SECURE), (NAIVE, Status.VULNERABLE)):
        verdict = judged(evaluator, tmp_path, source, beside={name: text})
        assert verdict.status is status, verdict.model_dump_json(indent=1)


@pytest.mark.parametrize("row", KNOWN)
def test_what_is_known_to_pass_still_does(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    verdict = judged(evaluator, tmp_path, KNOWN[row])
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)
    assert verdict.assurance == "in-process"
