"""The build step: what it leaves is what every target starts on, whatever hostile things it leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.evaluator import Evaluator
from sandbox.verdict import Status, Verdict
from tests.sandbox.probe import SECURITY, Probe, make_probe

COUNTED = """
from judge import fresh, spec

@spec("gives back what it gets")
def test_built_once(target, files):
    assert files.read("app/made") == b"1", "the build has run"

@spec("gives back what it gets")
def test_built_the_same_after_a_restart(target, files):
    files.write("app/made", b"2")
    target.restart()
    assert files.read("app/made") == b"1", "a fresh target has a fresh tree"
    assert not files.exists("outside") and not files.exists("tmp/left"), "only the project is kept"
"""
BUILD = """
import os
from pathlib import Path
made = Path("made")
made.write_text(str(int(made.read_text()) + 1) if made.exists() else "1")
Path("../outside").write_text("x")
Path("/tmp/left" if os.getcwd() == "/srv/app" else os.environ["TMPDIR"] + "/left").write_text("x")
"""
ATTACKED = (
    SECURITY
    + """
@attack(cwe=22)
def test_attacks_find_the_build_too(target, files):
    if files.read("app/made") != b"1":
        breach("the build has run again, or not at all")
"""
)


def judged(evaluator: Evaluator, probe: Probe, build: str) -> Verdict:
    return evaluator.evaluate(probe.case, probe.with_files({"build.py": build}))


def test_every_target_starts_on_what_the_one_build_left(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path, build=["python", "build.py"], functional=COUNTED, security=ATTACKED)
    verdict = judged(evaluator, probe, BUILD)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


HOSTILE = {
    "the project is gone": "import shutil, os; os.chdir('/'); shutil.rmtree(ROOT)",
    "the project is a link": "import shutil, os; shutil.rmtree(ROOT); os.symlink('/etc', ROOT)",
    "too deep to copy": "import os\nfor _ in range(500):\n    os.mkdir('d'); os.chdir('d')",
    "path names too long": "import os\nfor _ in range(30):\n    os.mkdir('d' * 200); os.chdir('d' * 200)",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_project_that_cannot_be_kept_is_a_build_error(evaluator: Evaluator, tmp_path: Path, name: str) -> None:
    probe = make_probe(tmp_path, build=["python", "build.py"])
    verdict = judged(evaluator, probe, "import os\nROOT = os.getcwd()\n" + HOSTILE[name])
    if evaluator.backend_name == "landlock" and verdict.status is Status.OUTPUT_LIMIT:
        # There a monitor watches the disk, and it can meet the folders before the build has ended.
        assert name in {"too deep to copy", "path names too long"}
        return
    assert verdict.status is Status.BUILD_ERROR, verdict.model_dump_json(indent=1)
    assert verdict.message.startswith("the build failed: the build "), verdict.message


def test_links_pipes_and_closed_files_of_a_build_do_no_harm(evaluator: Evaluator, tmp_path: Path) -> None:
    build = (
        "import os\n"
        "os.symlink('/etc/passwd', 'passwd'); os.symlink('/', 'root'); os.mkfifo('pipe')\n"
        "open('closed', 'w').write('x'); os.chmod('closed', 0)\n"
        "os.mkdir('shut'); open('shut/in', 'w').write('x'); os.chmod('shut', 0)\n"
    )
    functional = """
from judge import spec

@spec("gives back what it gets")
def test_only_files_are_kept(target, files):
    assert not any(files.exists(f"app/{name}") for name in ("passwd", "root", "pipe")), "links are not kept"
    assert files.read("app/closed") == files.read("app/shut/in") == b"x", "files are"
"""
    probe = make_probe(tmp_path, build=["python", "build.py"], functional=functional)
    verdict = judged(evaluator, probe, build)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_a_build_that_takes_too_long_or_too_much_is_ended(evaluator: Evaluator, tmp_path: Path) -> None:
    limits = {"build_s": 2, "build_memory_mib": 64}
    probe = make_probe(tmp_path, build=["python", "build.py"], limits=limits)
    assert judged(evaluator, probe, "import time; time.sleep(60)").status is Status.TIMED_OUT
    assert judged(evaluator, probe, "x = bytearray(300 << 20)\nimport time; time.sleep(20)").status is (
        Status.OUT_OF_MEMORY
    )


def test_a_build_may_use_more_memory_than_the_program(evaluator: Evaluator, tmp_path: Path) -> None:
    limits = {"memory_mib": 64, "build_memory_mib": 400}
    probe = make_probe(tmp_path, build=["python", "build.py"], limits=limits)
    assert judged(evaluator, probe, "x = bytearray(150 << 20)").status is Status.SECURE
    greedy = probe.with_files({"build.py": "", "notes.py": "x = bytearray(150 << 20)\nimport time; time.sleep(9)"})
    assert evaluator.evaluate(probe.case, greedy).status is Status.OUT_OF_MEMORY
