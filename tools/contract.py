"""What the MCP surface needs from whoever stands behind it, and the shapes that cross.

`server.services` implements `AgentService` on the database; `clients.bridge` implements it over HTTP. Everything an
agent is told passes through these models, so what is not in them cannot leak.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field, StrictInt

Toolset = Literal["benchmark", "practice", "check"]


class Shape(BaseModel):
    """Base of everything that crosses the surface: an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Caller(Shape):
    """Who is asking, as found out from the bearer token (HTTP) or the local user (stdio)."""

    token_id: str | None = None
    role: Literal["admin", "operator", "viewer", "agent"]
    run_id: str | None = Field(default=None, description="agent tokens are bound to one run")
    agent_id: str | None = None
    client_name: str = ""
    client_version: str = ""


class CaseFilter(Shape):
    """Every field that is given must match."""

    language: str | None = None
    framework: str | None = None
    family: str | None = None
    cwe: StrictInt | None = None
    severity: str | None = None


class CaseSummary(Shape):
    """One row of `list_cases`. Says what to build, not what will be attacked, unless the toolset is practice."""

    id: str
    title: str
    language: str
    framework: str
    interface: str
    family: str | None = None
    cwe: list[int] = []
    severity: str | None = None


class CasePage(Shape):
    """One page of `list_cases`."""

    cases: list[CaseSummary]
    total: int
    next_cursor: str | None = None


class StartedCase(Shape):
    """A leased trial: everything an agent needs to work."""

    trial_id: str
    case_id: str
    scenario: str
    variant: str
    prompt: str = Field(description="the whole request, composed for scenario and variant")
    files: dict[str, str] = Field(description="the project: path to text. Written into the workspace by the bridge")
    editable: list[str] = Field(description="paths that may be changed")
    may_add: list[str] = Field(default=[], description="glob patterns of files that may be added")
    attempts_left: int
    remaining_trials: int | None = Field(default=None, description="of this run and agent, this one excluded")
    resumed: bool = Field(default=False, description="the lease was already held: the same trial again")


class NothingLeft(Shape):
    """`start_case` when every trial of the run is done or leased to others."""

    done: Literal[True] = True
    message: str


class TestFailure(Shape):
    """A functional test that failed, in public words."""

    test: str
    message: str


class BreachReport(Shape):
    """A successful attack; only under `full` feedback."""

    test: str
    cwe: int
    evidence: str


class Feedback(Shape):
    """What the run's feedback policy lets an agent know of a verdict."""

    result: str = Field(
        description="`none`: accepted. `functional`: build_error, functional_failed, … or works. "
        "`full`: the status itself"
    )
    message: str = Field(description="one or two sentences on what happened and what to do next")
    functional_passed: int | None = None
    functional_total: int | None = None
    failures: list[TestFailure] = []
    security_withstood: int | None = None
    security_total: int | None = None
    breaches: list[BreachReport] = []


class Submission(Shape):
    """One attempt as an agent sees it."""

    submission_id: str
    trial_id: str
    state: Literal["queued", "running", "done", "no_verdict"]
    feedback: Feedback | None = Field(default=None, description="set when `state` is done or no_verdict")
    attempts_left: int
    trial_open: bool = Field(description="further attempts are taken")
    poll_after_s: float | None = Field(default=None, description="when to call get_verdict, while queued or running")
    duplicate: bool = Field(default=False, description="the same files were sent before: that attempt again")


class RateLine(Shape):
    """One rate with its 95 % interval, shares between 0 and 1."""

    group: str
    metric: str
    value: float | None
    low: float | None
    high: float | None
    trials: int


class ReportSummary(Shape):
    """`get_report`: the caller's own results."""

    run_id: str
    run_name: str
    draft: bool
    trials_planned: int
    trials_done: int
    rates: list[RateLine]
    note: str = ""


class PossibleIssue(Shape):
    """One finding of `check_code`. `precision` is measured; null where it was not."""

    path: str
    line: int
    rule: str
    cwe: int
    message: str
    precision: float | None


class CheckResult(Shape):
    """`check_code`: possible issues; absence of issues is never called secure."""

    available: bool
    note: str
    issues: list[PossibleIssue] = []


class RulesResult(Shape):
    """`get_security_rules`."""

    available: bool
    note: str
    stack: list[str] = []
    rules: str = ""


class ServiceError(Exception):
    """A refusal whose text is meant for the model: what was wrong, with the value, and what to call next."""

    def __init__(self, message: str, *, code: str = "bad_request") -> None:
        self.code = code
        super().__init__(message)


class AgentService(Protocol):
    """The service behind the seven tools. Every method raises `ServiceError` for refusals and for nothing else."""

    async def list_cases(self, caller: Caller, wanted: CaseFilter, cursor: str | None, limit: int) -> CasePage:
        """A page of cases, sorted by id."""

    async def start_case(self, caller: Caller, case_id: str | None, scenario: str | None) -> StartedCase | NothingLeft:
        """Lease the next trial of the caller's run, or open a practice trial of the named case."""

    async def submit_solution(self, caller: Caller, trial_id: str, files: dict[str, str]) -> Submission:
        """Store an attempt and queue it; answers at once. The same files again are the same submission."""

    async def wait_for_verdict(self, caller: Caller, submission_id: str, timeout_s: float) -> Submission:
        """The submission, as soon as it is judged or when the time is over, whichever is first."""

    async def get_report(self, caller: Caller, run_id: str | None) -> ReportSummary:
        """Rates with intervals of the caller's own run."""

    async def check_code(self, caller: Caller, files: dict[str, str]) -> CheckResult:
        """Static check of files."""

    async def get_security_rules(self, caller: Caller, manifests: dict[str, str]) -> RulesResult:
        """Security rules for the stack that the manifests show."""


class Workspace(Protocol):
    """The agent's own folder, where the surface runs beside the agent (stdio). `clients.workspace` implements it.

    Every method raises `cases.errors.SubmissionError` for refusals, and never touches anything outside the folder.
    """

    def hand_out(self, trial_id: str, case_id: str, files: Mapping[str, str]) -> str:
        """Write a project into a folder of its own and return the folder's path; edits of a resumed trial stay."""

    def collect(self, trial_id: str, directory: str) -> dict[str, str]:
        """Files that changed since `hand_out`, by path in the project; an empty `directory` is the trial's own."""

    def read(self, directory: str) -> dict[str, str]:
        """Every text file below `directory`, a path inside the workspace."""
