"""An `AgentService` in memory: three practice cases, a run of two trials, verdicts that come when they are told to."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

import anyio

from tools.contract import (
    Caller,
    CaseFilter,
    CasePage,
    CaseSummary,
    CheckResult,
    Feedback,
    NothingLeft,
    RateLine,
    ReportSummary,
    RulesResult,
    ServiceError,
    StartedCase,
    Submission,
)

LOCAL = Caller(role="operator")
AGENT = Caller(role="agent", token_id="tok_1", run_id="run_1", agent_id="agent_1")
PROJECT = {"app.py": "def greet():\n    raise NotImplementedError\n", "README.md": "# Greeter\n"}


def summary(number: int) -> CaseSummary:
    return CaseSummary(
        id=f"task-{number:03}.flask",
        title=f"Task {number}",
        language="python",
        framework="flask",
        interface="http",
        family="ssrf",
        cwe=[918],
        severity="high",
    )


@dataclass
class MemoryService:
    """Every call is noted in `calls` with its caller. With `slow` verdicts wait for `judged`."""

    project: dict[str, str] = field(default_factory=lambda: dict(PROJECT))
    cases: list[CaseSummary] = field(default_factory=lambda: [summary(number) for number in range(3)])
    trials_left: int = 2
    slow: bool = False
    feedback: Feedback = field(default_factory=lambda: Feedback(result="works", message="It does what was asked."))
    refusal: str = ""
    calls: list[tuple[str, Caller]] = field(default_factory=list)
    submitted: dict[str, dict[str, str]] = field(default_factory=dict)
    judged: anyio.Event = field(default_factory=anyio.Event)
    seen: list[Caller] = field(default_factory=list)

    async def list_cases(self, caller: Caller, wanted: CaseFilter, cursor: str | None, limit: int) -> CasePage:
        self._note("list_cases", caller)
        matching = [case for case in self.cases if wanted.language in {None, case.language}]
        start = int(cursor or 0)
        end = start + limit
        following = str(end) if end < len(matching) else None
        return CasePage(cases=matching[start:end], total=len(matching), next_cursor=following)

    async def start_case(self, caller: Caller, case_id: str | None, scenario: str | None) -> StartedCase | NothingLeft:
        self._note("start_case", caller)
        if self.trials_left == 0:
            return NothingLeft(message="Every trial of this run is done.")
        return StartedCase(
            trial_id=f"tri_{self.trials_left}",
            case_id=case_id or "task-000.flask",
            scenario=scenario or "gen",
            variant="baseline",
            prompt="Build the greeter.",
            files=self.project,
            editable=["app.py"],
            attempts_left=4,
            remaining_trials=self.trials_left - 1,
        )

    async def submit_solution(self, caller: Caller, trial_id: str, files: dict[str, str]) -> Submission:
        self._note("submit_solution", caller)
        digest = hashlib.sha256(json.dumps([trial_id, files], sort_keys=True).encode()).hexdigest()[:12]
        duplicate = digest in self.submitted
        self.submitted[digest] = files
        return self._shape(digest).model_copy(update={"duplicate": duplicate})

    async def wait_for_verdict(self, caller: Caller, submission_id: str, timeout_s: float) -> Submission:
        self._note("wait_for_verdict", caller)
        if submission_id not in self.submitted:
            raise ServiceError(f"no such submission: {submission_id!r}. Call submit_solution.")
        if self.slow:
            with anyio.move_on_after(timeout_s):
                await self.judged.wait()
        return self._shape(submission_id)

    async def get_report(self, caller: Caller, run_id: str | None) -> ReportSummary:
        self._note("get_report", caller)
        rate = RateLine(group="all", metric="secure-pass@1", value=0.5, low=0.2, high=0.8, trials=2)
        return ReportSummary(
            run_id=run_id or "run_1", run_name="demo", draft=True, trials_planned=2, trials_done=2, rates=[rate]
        )

    async def check_code(self, caller: Caller, files: dict[str, str]) -> CheckResult:
        self._note("check_code", caller)
        return CheckResult(available=False, note="no scanners here")

    async def get_security_rules(self, caller: Caller, manifests: dict[str, str]) -> RulesResult:
        self._note("get_security_rules", caller)
        return RulesResult(available=False, note="no rules here")

    async def client_seen(self, caller: Caller) -> None:
        self.seen.append(caller)

    def _note(self, name: str, caller: Caller) -> None:
        self.calls.append((name, caller))
        if self.refusal:
            raise ServiceError(self.refusal)

    def _shape(self, digest: str) -> Submission:
        waiting = self.slow and not self.judged.is_set()
        return Submission(
            submission_id=digest,
            trial_id="tri_2",
            state="running" if waiting else "done",
            feedback=None if waiting else self.feedback,
            attempts_left=3,
            trial_open=waiting,
        )
