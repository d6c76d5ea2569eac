"""The agent's side: `AgentService` call by call, for the stdio bridge and for agents that speak HTTP instead of MCP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, StrictFloat, StrictInt

from server.api.access import Working
from server.services.agent import DatabaseAgentService
from tools.contract import (
    CaseFilter,
    CasePage,
    CheckResult,
    NothingLeft,
    ReportSummary,
    RulesResult,
    StartedCase,
    Submission,
)

MAX_WAIT_S = 25.0

router = APIRouter(prefix="/agent", tags=["agent"])


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ListCases(_Body):
    """Which cases, and from where on."""

    wanted: CaseFilter = CaseFilter()
    cursor: str | None = Field(default=None, max_length=200)
    limit: StrictInt = Field(default=20, ge=1, le=100)


class StartCase(_Body):
    """Nothing for a planned run; the case to practise otherwise."""

    case_id: str | None = Field(default=None, max_length=200)
    scenario: str | None = Field(default=None, max_length=40)


class SubmitSolution(_Body):
    """Path to text of every file that was changed or added."""

    trial_id: str = Field(max_length=200)
    files: dict[str, str]


class Wait(_Body):
    """How long to wait, at most 25 seconds."""

    submission_id: str = Field(max_length=200)
    timeout_s: StrictFloat = Field(default=0.0, ge=0, le=MAX_WAIT_S)


class ReportOf(_Body):
    """The run; left out: the caller's own."""

    run_id: str | None = Field(default=None, max_length=200)


class Files(_Body):
    """Path to text."""

    files: dict[str, str]


class Manifests(_Body):
    """Path to text of the project's manifests."""

    manifests: dict[str, str]


def the_service(request: Request) -> DatabaseAgentService:
    """The service of the app."""
    service = request.app.state.service
    assert isinstance(service, DatabaseAgentService)
    return service


Service = Annotated[DatabaseAgentService, Depends(the_service)]


@router.post("/list-cases")
async def list_cases(body: ListCases, caller: Working, service: Service) -> CasePage:
    """A page of cases."""
    return await service.list_cases(caller, body.wanted, body.cursor, body.limit)


@router.post("/start-case")
async def start_case(body: StartCase, caller: Working, service: Service) -> StartedCase | NothingLeft:
    """Lease the next trial, or practise the named case."""
    return await service.start_case(caller, body.case_id, body.scenario)


@router.post("/submit-solution")
async def submit_solution(body: SubmitSolution, caller: Working, service: Service) -> Submission:
    """Store an attempt and queue it."""
    return await service.submit_solution(caller, body.trial_id, body.files)


@router.post("/wait")
async def wait(body: Wait, caller: Working, service: Service) -> Submission:
    """The submission, once it is judged or the time is over."""
    return await service.wait_for_verdict(caller, body.submission_id, body.timeout_s)


@router.post("/report")
async def report(body: ReportOf, caller: Working, service: Service) -> ReportSummary:
    """Rates of the caller's own run."""
    return await service.get_report(caller, body.run_id)


@router.post("/check-code")
async def check_code(body: Files, caller: Working, service: Service) -> CheckResult:
    """Static check of files."""
    return await service.check_code(caller, body.files)


@router.post("/security-rules")
async def security_rules(body: Manifests, caller: Working, service: Service) -> RulesResult:
    """Rules for the stack the manifests show."""
    return await service.get_security_rules(caller, body.manifests)
