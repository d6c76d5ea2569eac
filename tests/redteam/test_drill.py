"""The drill's rows are real, and a sandbox that does not hold is told from one that does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from cases.files import FileSet
from cases.model import Case
from sandbox.drill.breakouts import BREAKOUTS
from sandbox.drill.forgeries import FORGERIES
from sandbox.drill.run import Held, drill
from sandbox.evaluator import Evaluator
from sandbox.verdict import Functional, Status, Verdict

HARMLESS = ("19-host-files", "21-socket-families", "32-same-port", "34-links")


@pytest.mark.parametrize("row", HARMLESS)
@pytest.mark.skipif(os.geteuid() != 0, reason="without a sandbox they get it as root only")
def test_without_a_sandbox_a_breakout_passes(tmp_path: Path, row: str) -> None:
    (tmp_path / "notes.py").write_text(BREAKOUTS[row]["notes.py"])
    code = "import os, socket, notes\n"
    if row == "32-same-port":
        code += (
            "first = socket.socket(); first.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)\n"
            "first.bind(('127.0.0.1', 0)); first.listen(); os.environ['PORT'] = str(first.getsockname()[1])\n"
        )
    done = subprocess.run([sys.executable, "-c", code + "print(notes.answer(7))"], cwd=tmp_path, capture_output=True)
    assert done.stdout == b"7\n", done.stderr.decode()


class Deceived(Evaluator):
    """Says of everything what it was told to say."""

    def __init__(self, data: Path, said: Status) -> None:
        super().__init__(data)
        self._said = said

    def evaluate(self, case: Case, project: FileSet) -> Verdict:
        return Verdict(
            case=case.id,
            case_digest=case.digest,
            status=self._said,
            functional=Functional(passed=1, total=1),
            assurance=self.assurance,
            backend=self.backend_name,
            toolchain=self.toolchain(case),
        )


@pytest.mark.parametrize(
    ("said", "hostile", "honest"),
    [
        (Status.SECURE, Held.NO, Held.YES),
        (Status.VULNERABLE, Held.NO, Held.NO),
        (Status.CRASHED, Held.NO, Held.NO),  # a functional test passed all the same
        (Status.INFRA_ERROR, Held.UNKNOWN, Held.UNKNOWN),
    ],
)
def test_what_does_not_hold_is_said(sandbox_data: Path, said: Status, hostile: Held, honest: Held) -> None:
    evaluator = Deceived(sandbox_data, said)
    try:
        *found, left = drill(evaluator, jobs=2)
    finally:
        evaluator.close()
    rows = FORGERIES.keys() | BREAKOUTS.keys()
    assert {finding.row for finding in found} >= rows
    assert {finding.held for finding in found if finding.row in rows} == {hostile}
    assert {finding.held for finding in found if finding.row not in rows} == {honest}
    assert left.held is Held.UNKNOWN, "nothing ran, so nothing can be said of what is left"
