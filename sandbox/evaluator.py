"""From a case and a project to a verdict: build, functional tests, and, only if all of them pass, attacks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from cases.errors import CaseError, SubmissionError
from cases.files import FileSet
from cases.hidden_tests import ExpectedTests, expected_tests
from cases.model import Case, Limits
from sandbox.adjudication import Judged, adjudicate
from sandbox.backends import choose
from sandbox.backends.base import (
    Backend,
    BackendUnavailableError,
    Pod,
    PodError,
    ProcessState,
    SlowPodError,
)
from sandbox.judging import JudgeFailedError, JudgeSession, JudgeTamperedError, PhaseResult, TestResult
from sandbox.planning import is_native, needs_of, own_needs, plan_for
from sandbox.services import registry as services
from sandbox.services.model import Service, combined_digest
from sandbox.signals import tampering_signals
from sandbox.strain import strain
from sandbox.toolchains import registry as toolchains
from sandbox.toolchains.model import Toolchain, ToolchainError
from sandbox.verdict import (
    Assurance,
    Breach,
    Failure,
    Functional,
    Security,
    Status,
    Timings,
    ToolchainRef,
    Verdict,
)

KILLS = {
    "memory": Status.OUT_OF_MEMORY,
    "output_limit": Status.OUTPUT_LIMIT,
    "disk": Status.OUTPUT_LIMIT,
    "wall": Status.TIMED_OUT,
}
DEATHS = {
    Status.OUT_OF_MEMORY: "the program used more memory than it may",
    Status.OUTPUT_LIMIT: "the program wrote more output than it may",
    Status.TIMED_OUT: "the program did not answer in time",
    Status.CRASHED: "the program stopped working",
}

STRAINED = 1.5
"""From here on a program that gives itself little time may fail a functional test for want of a processor."""

OnWorks = Callable[[int], None]


class Evaluator:
    """Evaluates submissions on one backend. Thread-safe; one pod per call.

    Raises on construction:
        BackendUnavailableError: no backend, or not the named one, works on this machine.
    """

    def __init__(self, data: Path, backend: str | None = None, *, warm_pods: int = 0) -> None:
        self._data = data
        self._backend: Backend = choose(backend, data)
        if warm_pods:
            self._backend.keep_warm(warm_pods)

    @classmethod
    def on(cls, backend: Backend, data: Path) -> Evaluator:
        """An evaluator on a backend that the caller made."""
        made = cls.__new__(cls)
        made._data, made._backend = data, backend
        return made

    @property
    def backend_name(self) -> str:
        """Name of the backend in use."""
        return self._backend.name

    @property
    def assurance(self) -> Assurance:
        """How far verdicts of this backend hold."""
        return self._backend.assurance

    def assurance_of(self, case: Case) -> Assurance:
        """How far a verdict on `case` holds here."""
        return Assurance.IN_PROCESS if is_native(case) else self._backend.assurance

    def can_judge(self, case: Case) -> bool:
        """Whether this backend gives the case what it needs."""
        return needs_of(case) <= self._backend.features

    def toolchain(self, case: Case) -> ToolchainRef:
        """The toolchain that would judge `case`. Raises `ToolchainMissingError` or `ServiceMissingError`."""
        found = toolchains.find(case.stack.toolchain, self._data)
        beside = [services.find(name, self._data) for name in self._services(case)]
        return ToolchainRef(name=found.name, digest=combined_digest(found.digest, beside))

    def prepare(self, case: Case, *, timeout_s: float = 30.0) -> bool:
        """See that a pre-started sandbox waits for `case`; False where there are none, or it takes too long.

        Raises `ToolchainError`.
        """
        toolchain = toolchains.find(case.stack.toolchain, self._data)
        beside = tuple(services.make_ready(name, self._data) for name in self._services(case))
        return self._backend.prepare(plan_for(case, FileSet.of({}), toolchain, case.stack.limits, beside), timeout_s)

    def evaluate(self, case: Case, project: FileSet, on_works: OnWorks | None = None) -> Verdict:
        """Reach a verdict on `project`, the whole project with the submission laid over it.

        `on_works` is called with the number of functional tests when all of them have passed, before the attacks; a
        second time if the judge stumbles and all is done again. What fails a functional test on a strained machine is
        judged a second time, and that counts: the agent is not to blame for our load.
        Never raises for anything a submission does; trouble of ours is a verdict with status `infra_error`.
        """
        began = time.monotonic()
        try:
            toolchain, ready, tests = self._ready(case)
        except (PodError, ToolchainError, CaseError, OSError) as error:
            missing = Toolchain(case.stack.toolchain, "", ())
            return _Evaluation(case, project, missing, self._backend, None).failed(str(error), began)

        def judge(files: FileSet, began: float) -> Judged:
            told = on_works if files is project else None
            evaluation = _Evaluation(case, files, toolchain, self._backend, tests, ready, told)
            return Judged(evaluation.run(began), evaluation.stumbled)

        first = judge(project, began)
        if first.verdict.status is Status.FUNCTIONAL_FAILED and strain() >= STRAINED:
            failed = first.verdict.functional.failures[0].test
            first = judge(project, time.monotonic())
            if first.verdict.status is not Status.FUNCTIONAL_FAILED:
                reason = f"{failed} failed first, on a strained machine; {first.verdict.reason}".removesuffix("; ")
                first = replace(first, verdict=first.verdict.model_copy(update={"reason": reason}))
        if not first.stumbled:
            return first.verdict
        try:
            return adjudicate(lambda files: judge(files, time.monotonic()), case, project)
        except (CaseError, SubmissionError, OSError) as error:
            return first.verdict.model_copy(update={"reason": f"{first.verdict.reason}; no control: {error}"})

    def hindrance(self, case: Case) -> str:
        """Why no verdict on `case` can be reached here, with the command that helps; empty if one can."""
        try:
            self._ready(case)
        except (PodError, ToolchainError, CaseError, OSError) as error:
            return str(error)
        return ""

    def _ready(self, case: Case) -> tuple[Toolchain, tuple[Service, ...], ExpectedTests]:
        toolchain = toolchains.find(case.stack.toolchain, self._data)
        ready = tuple(services.make_ready(name, self._data) for name in self._services(case))
        tests = expected_tests(case)
        if is_native(case) and not toolchain.native:
            raise PodError(f"toolchain {toolchain.name} runs no native tests")
        if lacking := (toolchain.needs | own_needs(case)) - self._backend.features:
            words = f"this case needs {', '.join(sorted(lacking))}, which {self.backend_name} cannot give here"
            commands = dict.fromkeys(filter(None, map(self._backend.remedy, sorted(lacking))))
            raise PodError(f"{words}; run: {' && '.join(commands)}" if commands else words)
        return toolchain, ready, tests

    def _services(self, case: Case) -> tuple[str, ...]:
        """Those a pod is to run; a backend that runs none refuses the case by itself."""
        return services.wanted(set(case.stack.needs) & self._backend.features)

    def close(self) -> None:
        """Release the backend."""
        self._backend.close()


@dataclass
class _Evaluation:
    """State of one evaluation; the steps fill it in."""

    case: Case
    project: FileSet
    toolchain: Toolchain
    backend: Backend
    tests: ExpectedTests | None
    services: tuple[Service, ...] = ()
    on_works: OnWorks | None = None
    timings: dict[str, float] = field(default_factory=dict)
    functional: Functional = field(default_factory=Functional)
    security: Security = field(default_factory=Security)
    message: str = ""
    reason: str = ""
    stumbled: bool = False
    """The judge, or a test, failed at what the target did; whose fault that is remains to be found out."""
    holds: dict[str, str] = field(default_factory=dict)
    limits: Limits = field(init=False)

    def __post_init__(self) -> None:
        factor, plain = strain(), self.case.stack.limits
        longer = {name: getattr(plain, name) * factor for name in ("start_s", "request_s", "phase_s", "build_s")}
        self.limits = plain.model_copy(update=longer)

    def run(self, began: float) -> Verdict:
        assert self.tests is not None
        self.functional = Functional(total=len(self.tests.functional))
        self.security = Security(total=len(self.tests.security))
        pod: Pod | None = None
        try:
            pod = self.backend.open_pod(plan_for(self.case, self.project, self.toolchain, self.limits, self.services))
            status = self._judge(pod, began)
        except (PodError, JudgeFailedError, BackendUnavailableError, OSError) as error:
            self.stumbled = isinstance(error, JudgeFailedError | SlowPodError)
            words = pod.judge_words() if pod is not None and self.stumbled else ""
            return self.failed(f"{type(error).__name__}: {error} {words}".strip(), began)
        except JudgeTamperedError as error:
            self.reason = str(error)
            status = Status.TAMPERING
        finally:
            if pod is not None:
                self.holds = pod.holds()
                pod.close()
        return self._verdict(status, began)

    def failed(self, reason: str, began: float) -> Verdict:
        """No verdict: our fault, with the reason."""
        self.reason = reason
        return self._verdict(Status.INFRA_ERROR, began)

    def _judge(self, pod: Pod, began: float) -> Status:
        assert self.tests is not None
        limits = self.limits
        settings = {
            "tests": pod.judge_view.tests,
            "trees": pod.judge_view.trees,
            "name_server": pod.judge_view.name_server,
            "srv": pod.judge_view.srv,
            "tmp": pod.judge_view.tmp,
            "ports": list(pod.judge_view.ports),
            "browser": pod.judge_view.browser,
            "interface": self.case.stack.interface.value,
            "native_cwe": self.case.task.info.cwe[0] if is_native(self.case) else 0,
            "services": [service.name for service in self.services],
            "request_s": limits.request_s,
            "start_s": limits.start_s,
        }
        judge = JudgeSession(pod, settings)
        judge.start()
        self.timings["prepare"] = time.monotonic() - began
        if self.case.stack.build and (status := self._build(pod)) is not None:
            return status
        phase = judge.run_phase("functional", [test.id for test in self.tests.functional], limits.phase_s)
        self.timings["functional"] = phase.seconds
        if (status := self._judge_functional(phase, pod)) is not None:
            return status
        if self.on_works is not None:
            self.on_works(self.functional.total)
        phase = judge.run_phase("security", [test.id for test in self.tests.security], limits.phase_s)
        self.timings["security"] = phase.seconds
        return self._judge_security(phase)

    def _build(self, pod: Pod) -> Status | None:
        began = time.monotonic()
        state = pod.run_build()
        self.timings["build"] = time.monotonic() - began
        if state.exit_code == 0 and not state.killed:
            return None
        self.message = f"the build failed: {state.last_words}"
        return KILLS.get(state.killed, Status.BUILD_ERROR)

    def _judge_functional(self, phase: PhaseResult, pod: Pod) -> Status | None:
        """None if every expected test passed, else how the attempt ends."""
        assert self.tests is not None
        expected = [test.id for test in self.tests.functional]
        failures = [
            Failure(test=name, message=_public(phase.results[name]) if name in phase.results else "did not run")
            for name in expected
            if name not in phase.results or phase.results[name].outcome != "passed"
        ]
        self.functional = Functional(
            passed=len(expected) - len(failures), total=len(expected), failures=tuple(failures)
        )
        if (status := self._not_judged(phase, expected)) is not None:
            return status
        if not failures:
            return None
        if phase.with_outcome("not_started"):
            state = pod.target_state()
            first = phase.with_outcome("not_started")[0]
            self.message = f"{first.message}: {state.last_words}".strip(": ")
            return KILLS.get(state.killed, Status.BUILD_ERROR)
        if phase.late:
            self.message = DEATHS[Status.TIMED_OUT]
            return Status.TIMED_OUT
        died = phase.with_outcome("dead", "timed_out")
        if died and len(died) == len(failures):
            return self._died(died, show_output=True)
        return Status.FUNCTIONAL_FAILED

    def _judge_security(self, phase: PhaseResult) -> Status:
        assert self.tests is not None
        expected = [test.id for test in self.tests.security]
        breaches = tuple(
            Breach(test=result.test, cwe=result.cwe, evidence=result.evidence)
            for result in phase.with_outcome("breached")
        )
        self.security = Security(withstood=len(phase.with_outcome("passed")), total=len(expected), breaches=breaches)
        if breaches:
            if errored := phase.with_outcome("errored"):
                self.reason = f"vulnerable all the same, but {errored[0].test} errored: {errored[0].evidence}"
            return Status.VULNERABLE
        if (status := self._not_judged(phase, expected)) is not None:
            return status
        if phase.late:
            self.message = DEATHS[Status.TIMED_OUT]
            return Status.TIMED_OUT
        died = phase.with_outcome("dead", "timed_out", "not_started")
        if died:
            self.reason = f"{died[0].test}: {died[0].evidence}"
            return self._died(died, show_output=False)
        if expected and len(phase.with_outcome("passed")) == len(expected):
            return Status.SECURE
        self.reason = "not every attack reported"
        return Status.INFRA_ERROR

    def _not_judged(self, phase: PhaseResult, expected: list[str]) -> Status | None:
        """`tampering` or `infra_error` where the phase itself went wrong."""
        if tampered := phase.with_outcome("tampered"):
            self.reason = tampered[0].evidence
            return Status.TAMPERING
        if errored := phase.with_outcome("errored"):
            self.reason = f"{errored[0].test}: {errored[0].evidence}"
            self.stumbled = True
            return Status.INFRA_ERROR
        missing = [name for name in expected if name not in phase.results]
        if missing and not phase.late:
            self.reason = f"tests did not report: {', '.join(missing)}"
            self.stumbled = True
            return Status.INFRA_ERROR
        return None

    def _died(self, died: list[TestResult], *, show_output: bool) -> Status:
        first = died[0]
        state = first.death or ProcessState(alive=False)
        status = Status.TIMED_OUT if first.outcome == "timed_out" else Status.CRASHED
        status = KILLS.get(state.killed, status)
        self.message = DEATHS[status]
        if show_output and not state.alive and state.last_words:
            self.message += f" (exit code {state.exit_code}): {state.last_words}"
        return status

    def _verdict(self, status: Status, began: float) -> Verdict:
        total = time.monotonic() - began
        return Verdict(
            case=self.case.id,
            case_digest=self.case.digest,
            status=status,
            functional=self.functional,
            security=self.security,
            assurance=Assurance.IN_PROCESS if is_native(self.case) else self.backend.assurance,
            backend=self.backend.name,
            limits=self.holds,
            toolchain=ToolchainRef(
                name=self.toolchain.name, digest=combined_digest(self.toolchain.digest, self.services)
            ),
            timings=Timings(**{name: round(value, 4) for name, value in {**self.timings, "total": total}.items()}),
            message=self.message[:4000],
            reason=self.reason[:4000],
            flags=tampering_signals(self.project),
        )


def _public(result: TestResult) -> str:
    if result.outcome in {"tampered", "errored"}:
        return "could not be judged"
    return result.message or result.outcome
