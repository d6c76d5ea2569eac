"""One evaluation's conversation with the judge: serves its requests, collects its results, trusts none of its silence.

A pass needs every expected test exactly once with outcome `passed`. Whatever is missing, doubled, unknown, malformed or
late is no pass.
"""

from __future__ import annotations

import base64
import json
import socket
import time
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from sandbox.backends.base import Pod, PodError, ProcessState

MAX_LINE = 8 * 1024 * 1024
MAX_WORDS = 32 * 1024
"""bytes of the end of a target's stderr that the judge is told"""
JUDGE_START_S = 20.0
SETTLE_S = 0.5
"""A daemon tells of a container's end later than the judge sees its connections break."""
OUTCOMES = frozenset({"passed", "failed", "breached", "dead", "not_started", "timed_out", "tampered", "errored"})


class JudgeFailedError(RuntimeError):
    """The judge broke the protocol, died or fell silent: our fault."""


class JudgeTamperedError(RuntimeError):
    """The target had taken what belongs to the judge before any test ran."""


@dataclass(frozen=True)
class TestResult:
    """What the judge says of one test; `death` is what the orchestrator itself saw of the target then."""

    test: str
    outcome: str
    message: str = ""
    evidence: str = ""
    cwe: int = 0
    death: ProcessState | None = None


@dataclass
class PhaseResult:
    """Results by test id, in the order in which they came."""

    results: dict[str, TestResult] = field(default_factory=dict)
    finished: bool = False
    late: bool = False
    """the phase ran out of time; what is missing did not run"""
    seconds: float = 0.0

    def with_outcome(self, *outcomes: str) -> list[TestResult]:
        """Results that ended in one of these ways."""
        return [result for result in self.results.values() if result.outcome in outcomes]


class JudgeSession:
    """The judge of one pod. Not thread-safe."""

    def __init__(self, pod: Pod, settings: dict[str, Any]) -> None:
        self._pod = pod
        self._line: socket.socket = pod.judge_line
        self._pending = b""
        self._settings = settings

    def start(self) -> None:
        """Start the judge and wait until it is ready.

        Raises:
            JudgeTamperedError, JudgeFailedError, PodError.
        """
        self._pod.start_judge()
        self._send(self._settings)
        message = self._receive(time.monotonic() + JUDGE_START_S)
        if message is None or message.get("op") != "ready":
            self._refuse(message)

    def run_phase(
        self, name: Literal["functional", "security"], expected: Collection[str], limit_s: float
    ) -> PhaseResult:
        """Have every test of the phase run; `expected` is what must report.

        Raises:
            JudgeFailedError, JudgeTamperedError, PodError.
        """
        began = time.monotonic()
        end = began + limit_s
        phase = PhaseResult()
        self._send({"op": "phase", "name": name, "tests": list(expected)})
        while not phase.finished:
            message = self._receive(end)
            if message is None:
                phase.late = True
                break
            self._handle(message, phase, expected)
        phase.seconds = time.monotonic() - began
        return phase

    def _handle(self, message: dict[str, Any], phase: PhaseResult, expected: Collection[str]) -> None:
        op = message.get("op")
        if op == "result":
            result = self._result(message)
            if result.test not in expected or result.test in phase.results:
                raise JudgeFailedError(f"a result for {result.test!r} was not expected")
            phase.results[result.test] = result
        elif op == "phase_done":
            phase.finished = True
        elif op in {"judge_failed", "tampered"}:
            self._refuse(message)
        else:
            self._send(self._serve(str(op), message))

    def _result(self, message: dict[str, Any]) -> TestResult:
        outcome = str(message.get("outcome"))
        if outcome not in OUTCOMES:
            raise JudgeFailedError(f"{outcome!r} is not an outcome")
        failed = outcome in {"dead", "not_started", "timed_out"}
        return TestResult(
            test=str(message.get("test")),
            outcome=outcome,
            message=str(message.get("message", "")),
            evidence=str(message.get("evidence", "")),
            cwe=int(message.get("cwe", 0)),
            death=self._pod.target_state(0 if outcome == "timed_out" else SETTLE_S) if failed else None,
        )

    def _serve(self, op: str, message: dict[str, Any]) -> dict[str, Any]:
        if op == "start_target":
            started = self._pod.start_target()
            return {"port": started.port, "tree": started.tree}
        if op == "start_services":
            return {"services": [asdict(service) for service in self._pod.start_services()]}
        if op == "fallen_services":
            return {"fallen": self._pod.fallen_services()}
        if op == "target_state":
            state = self._pod.target_state()
            return {
                "alive": state.alive,
                "exit_code": state.exit_code,
                "killed": state.killed,
                "stderr": state.stderr[-MAX_WORDS:].decode("utf-8", "replace"),
            }
        if op == "start_browser":
            self._pod.start_browser()
            return {}
        if op == "browser_words":
            return {"words": self._pod.browser_words()}
        if op == "cpu":
            return {"seconds": self._pod.cpu()}
        if op == "run":
            argv = [str(word) for word in message["argv"]]
            state = self._pod.run(argv, base64.b64decode(message["stdin"]), float(message["timeout_s"]))
            return {
                "exit_code": state.exit_code,
                "timed_out": state.killed == "wall",
                "killed": state.killed,
                "stdout": base64.b64encode(state.stdout).decode(),
                "stderr": base64.b64encode(state.stderr).decode(),
            }
        raise JudgeFailedError(f"the judge asked for {op!r}")

    def _refuse(self, message: dict[str, Any] | None) -> None:
        if message is not None and message.get("op") == "tampered":
            raise JudgeTamperedError(str(message.get("reason")))
        raise JudgeFailedError("the judge did not start in time" if message is None else str(message.get("reason")))

    def _send(self, message: dict[str, Any]) -> None:
        try:
            self._line.settimeout(JUDGE_START_S)
            self._line.sendall(json.dumps(message).encode() + b"\n")
        except OSError as error:
            raise JudgeFailedError(f"the judge does not take messages: {error}") from error

    def _receive(self, end: float) -> dict[str, Any] | None:
        """The next message, or None when the time is over."""
        while b"\n" not in self._pending:
            left = end - time.monotonic()
            if left <= 0:
                return None
            if len(self._pending) > MAX_LINE:
                raise JudgeFailedError("a line of the judge has no end")
            self._line.settimeout(left)
            try:
                part = self._line.recv(1 << 20)
            except TimeoutError:
                return None
            except OSError as error:
                raise JudgeFailedError(f"the judge's line broke: {error}") from error
            if not part:
                raise JudgeFailedError("the judge ended without a result")
            self._pending += part
        line, self._pending = self._pending.split(b"\n", 1)
        try:
            message = json.loads(line)
        except ValueError as error:
            raise JudgeFailedError(f"the judge sent no JSON: {error}") from error
        if not isinstance(message, dict):
            raise JudgeFailedError("the judge sent something that is no object")
        return message


__all__ = ["JudgeFailedError", "JudgeSession", "JudgeTamperedError", "PhaseResult", "PodError", "TestResult"]
