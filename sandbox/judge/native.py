"""A phase of an imported suite: its tests run beside the submission, one call of the native runner for each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .control import Control
from .errors import BadAnswer, Rejected, StartFailed, TargetError, TargetTimeout
from .target import Target

MARGIN_S = 2.0
"""beyond a test's own time, which the runner watches"""
OUTCOMES = frozenset({"passed", "failed", "raised", "died", "late"})


class NativePhase:
    """One phase; what the runner says of a test is the submission's word, and anything but a known word is no pass."""

    def __init__(self, control: Control, settings: dict[str, Any]) -> None:
        self._control = control
        self._seconds = float(settings["request_s"])
        self._cwe = int(settings["native_cwe"])
        self._target = Target(control, "call", self._seconds + MARGIN_S, settings["start_s"])

    def run(self, file: str, tests: Sequence[str], security: bool) -> None:
        """Run every test of the file, then say that the phase is done."""
        source = Path(file).read_text(encoding="utf-8")
        for name in tests:
            self._control.send({"op": "result", "test": name, **self._result(source, name, security)})
        self._control.send({"op": "phase_done"})

    def _result(self, source: str, name: str, security: bool) -> dict[str, Any]:
        try:
            self._target.ensure()
            outcome, message = self._ask(source, name)
        except TargetError as error:
            self._target.discard()
            late = "timed_out" if isinstance(error, TargetTimeout) else "dead"
            return self._no_pass("not_started" if isinstance(error, StartFailed) else late, str(error))
        if outcome == "passed":
            return {"outcome": "passed", "cwe": self._cwe if security else 0}
        if outcome == "late":
            return self._no_pass("timed_out", "the test took too long")
        if outcome == "failed" and security:
            return {"outcome": "breached", "cwe": self._cwe, "evidence": message or "the test failed"}
        if outcome == "died" or security:
            return self._no_pass("dead", message)
        return {"outcome": "failed", "message": message or "the test failed"}

    def _ask(self, source: str, name: str) -> tuple[str, str]:
        try:
            answer = self._target.call("run_test", source, name, self._seconds)
        except Rejected as error:
            raise BadAnswer(f"{name}: {error}") from None
        outcome = answer.get("outcome") if isinstance(answer, dict) else None
        if not isinstance(outcome, str) or outcome not in OUTCOMES:
            raise BadAnswer(f"{name}: the program spoke out of turn")
        return outcome, str(answer.get("message", ""))

    @staticmethod
    def _no_pass(outcome: str, why: str) -> dict[str, Any]:
        return {"outcome": outcome, "message": why, "evidence": why}
