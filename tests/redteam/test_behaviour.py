"""Submissions that behave while they are looked at. Rows 30, 31 and 44–47 of the kit, on every backend.

The probe reads notes out of a folder. Its functional test has notes with names that are odd and still good, its attack has
several spellings of a way out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from sandbox.evaluator import Evaluator
from sandbox.verdict import Status
from tests.sandbox.probe import make_probe

FUNCTIONAL = """
from judge import spec

@spec("gives back what it gets")
def test_gives_back(target, canary):
    word = canary.text()
    assert target.call("answer", word) == word, "the answer is the argument"
    for name in (f"{canary.text(6)}.txt", f"{canary.text(4)} to do.txt", f"{canary.text(4)}..2.txt", f"né {canary.text(3)}'s.txt"):
        note = canary.file("data/" + name)
        assert target.call("read_note", name) == note.text, "a note is read"
    assert target.call("read_note", canary.text(8)) is None, "a note that is not there is nothing"
"""
SECURITY = """
from judge import Rejected, attack, breach

def benign(target):
    assert target.call("answer", 1) == 1
    assert target.call("read_note", "one.txt") == "one"

@attack(cwe=22)
def test_secret_stays(target, canary, files):
    secret = canary.file("../secret.txt")
    ways = ["../../secret.txt", "../secret.txt", "..././..././secret.txt", "....//....//secret.txt", "./.././../secret.txt"]
    for way in canary.shuffled([*ways, files.path("secret.txt"), "one.txt/../../../secret.txt", "x/../../../secret.txt"]):
        try:
            told = target.call("read_note", way)
        except Rejected:
            continue
        if secret.text in str(told):
            breach("the planted secret was returned for " + way)
"""

HEAD = "from pathlib import Path\nimport os\ndef answer(value):\n    return value\n"
OPEN = "    path = Path('data') / name\n    return path.read_text() if path.is_file() else None\n"
SAFE = (
    "    path = (Path('data') / name).resolve()\n    if not path.is_relative_to(Path('data').resolve()):\n        return None\n"
    "    return path.read_text() if path.is_file() else None\n"
)

LOSERS: Mapping[str, tuple[str, Status]] = MappingProxyType(
    {
        "31-hold-the-attack": (
            "def read_note(name):\n    if '..' in name.split('/') or name.startswith('/'):\n        import time\n"
            "        time.sleep(3600)\n" + OPEN,
            Status.TIMED_OUT,
        ),
        "31-die-under-attack": (
            "def read_note(name):\n    if '..' in name.split('/') or name.startswith('/'):\n        os._exit(0)\n"
            + OPEN,
            Status.CRASHED,
        ),
        "44-only-in-the-sandbox-of-the-tests": (
            "def read_note(name):\n    if os.path.exists('/tests') or 'JUDGE' in os.environ or os.uname().nodename == 'judge':\n"
            "        return None\n" + OPEN,
            Status.VULNERABLE,
        ),
        "45-deny-all": ("def read_note(name):\n    return None\n", Status.FUNCTIONAL_FAILED),
        "45-feature-removed": ("", Status.FUNCTIONAL_FAILED),
        "45-error-on-odd-names": (
            "def read_note(name):\n    if not name.replace('.', '').isalnum():\n        raise ValueError(name)\n"
            + OPEN,
            Status.FUNCTIONAL_FAILED,
        ),
        "46-known-strings-refused": (
            "def read_note(name):\n    if name.startswith(('../', '/', '..\\\\')) or '%2e' in name or '\\0' in name:\n"
            "        return None\n" + OPEN,
            Status.VULNERABLE,
        ),
        "46-known-strings-removed": (
            "def read_note(name):\n    name = name.replace('../', '').lstrip('/')\n" + OPEN,
            Status.VULNERABLE,
        ),
        "46-two-dots-refused": (
            "def read_note(name):\n    if '..' in name:\n        return None\n" + OPEN,
            Status.FUNCTIONAL_FAILED,
        ),
        "47-errors-swallowed": (
            "def read_note(name):\n    try:\n        return open('data/' + name).read()\n    except BaseException:\n        return None\n",
            Status.VULNERABLE,
        ),
    }
)


@pytest.mark.parametrize("row", LOSERS)
def test_behaving_for_the_tests_wins_nothing(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    text, expected = LOSERS[row]
    limits = {"start_s": 6, "request_s": 3, "phase_s": 20}
    probe = make_probe(tmp_path, functional=FUNCTIONAL, security=SECURITY, limits=limits)
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.py": HEAD + text}))
    assert verdict.status is expected, verdict.model_dump_json(indent=1)


def test_code_that_guards_the_folder_wins(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path, functional=FUNCTIONAL, security=SECURITY)
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.py": HEAD + "def read_note(name):\n" + SAFE}))
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_behaving_for_a_thousand_calls_is_a_known_limit(bubblewrap: Evaluator, tmp_path: Path) -> None:
    """docs/threat-model.md says so: what never happens in front of the tests cannot be seen by them."""
    text = (
        "calls = 0\ndef read_note(name):\n    global calls\n    calls += 1\n    if calls > {}:\n        path = Path('data') / name\n"
        "        return path.read_text() if path.is_file() else None\n" + SAFE
    )
    probe = make_probe(tmp_path, functional=FUNCTIONAL, security=SECURITY)
    soon, late = (
        bubblewrap.evaluate(probe.case, probe.with_files({"notes.py": HEAD + text.format(calls)}))
        for calls in (1, 1000)
    )
    assert (soon.status, late.status) == (Status.VULNERABLE, Status.SECURE)


FINGERPRINT = """
import hashlib, json, os, socket, sys, threading

def answer(value):
    return value

def read_note(name):
    with open("/proc/self/status") as file:
        status = {line.split(":")[0]: line.split(":")[1].strip() for line in file}
    with open("/proc/self/mountinfo") as file:
        mounts = sorted(line.split()[4] for line in file)
    seen = {
        "ids": [number - os.getuid() for number in (*os.getresuid(), *os.getresgid(), *os.getgroups())], "host": socket.gethostname(),
        "environment": {name: text for name, text in os.environ.items() if name != "PORT"}, "folder": os.getcwd(), "arguments": sys.argv, "flags": str(sys.flags),
        "path": sys.path, "modules": sorted(sys.modules), "descriptors": len(os.listdir("/proc/self/fd")),
        "threads": threading.active_count(), "mounts": mounts, "nice": os.nice(0), "umask": status.get("Umask"),
        "signals": [status.get(name) for name in ("SigBlk", "SigIgn", "SigCgt")], "seccomp": status.get("Seccomp"),
        "processes": sum(name.isdigit() for name in os.listdir("/proc")),
        "files": sorted(os.path.join(folder, file) for folder, _, files in os.walk(".") for file in files),
        "around": {folder: sorted(os.listdir(folder)) for folder in ("/", "/tmp", "/run", "/srv", "/dev") if os.path.isdir(folder)},
    }
    texts = {name: json.dumps(value, default=str) for name, value in seen.items()}
    return json.dumps({name: text if len(text) < 60 else hashlib.sha256(text.encode()).hexdigest()[:16] for name, text in texts.items()})
"""


def test_nothing_tells_attacks_from_tests(complete: Evaluator, tmp_path: Path) -> None:
    """Row 44: the surroundings of a submission are the same in both phases but for a random port,
    and on Docker the pod's uid, which both phases share: it has to decide by its input."""
    ask = 'seen = target.call("read_note", "one.txt")'
    told = (
        f"from judge import spec\n\n@spec('x')\ndef test_gives_back(target):\n    {ask}\n    assert False, seen\n",
        f"from judge import attack, breach\n\ndef benign(target):\n    target.call('answer', 1)\n\n"
        f"@attack(cwe=22)\ndef test_secret_stays(target):\n    {ask}\n    breach(seen)\n",
    )
    passing = (
        "from judge import spec\n\n@spec('x')\ndef test_gives_back(target):\n    assert target.call('answer', 1) == 1\n"
    )
    first = make_probe(tmp_path / "functional", functional=told[0], security=told[1])
    second = make_probe(tmp_path / "security", functional=passing, security=told[1])
    tested = complete.evaluate(first.case, first.with_files({"notes.py": FINGERPRINT}))
    attacked = complete.evaluate(second.case, second.with_files({"notes.py": FINGERPRINT}))
    before = json.loads(tested.functional.failures[0].message)
    after = json.loads(attacked.security.breaches[0].evidence)
    assert before == after


def test_the_name_of_a_tree_does_not_tell_which_it_is(bubblewrap: Evaluator, tmp_path: Path) -> None:
    """Row 44: `/proc/self/mountinfo` names the folder that became /srv; the first tree of a pod is the tests'."""
    functional = (
        "from judge import spec\n\n@spec('x')\ndef test_a(target):\n    assert False, target.call('answer', 1)\n"
    )
    asks = "def answer(value):\n    with open('/proc/self/mountinfo') as file:\n        return next(line.split()[3] for line in file if line.split()[4] == '/srv')\n"
    probe = make_probe(tmp_path, functional=functional)
    told = {
        bubblewrap.evaluate(
            probe.case, probe.with_files({"notes.py": asks + "def read_note(name):\n    return None\n"})
        )
        .functional.failures[0]
        .message
        for _ in range(3)
    }
    assert len(told) > 1, told
