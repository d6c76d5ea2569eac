"""Trials and attempts: starting, submitting, waiting for whoever holds a trial; reading for operators and viewers."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from sandbox.verdict import Verdict
from scoring.records import Outcome
from server.api.access import HouseOf, Operating, Reading, Working, sees_evidence
from server.api.agent import MAX_WAIT_S, Service, StartCase
from server.services import views
from server.services.access import no_such_trial, shown
from server.services.trials import give_up
from server.services.views import AttemptView, TrialView
from tools.contract import NothingLeft, ServiceError, StartedCase, Submission

router = APIRouter()


class Solution(BaseModel):
    """Path to text of every file that was changed or added."""

    model_config = ConfigDict(extra="forbid")

    files: dict[str, str]


class GivenUp(BaseModel):
    """How a trial ended without (another) submission."""

    model_config = ConfigDict(extra="forbid")

    outcome: Literal["refused", "no_submission"] = "refused"
    note: str = Field(default="", max_length=500, description="for operators")


class TrialDetail(TrialView):
    """A trial with its prompt and attempts."""

    prompt: str | None
    attempt_list: list[AttemptView]


@router.post("/trials/start", tags=["trials"])
async def start(body: StartCase, caller: Working, service: Service) -> StartedCase | NothingLeft:
    """Lease the next trial of the token's run, or practise the named case."""
    return await service.start_case(caller, body.case_id, body.scenario)


@router.get("/trials/{trial_id}", tags=["trials"])
def show_trial(trial_id: str, house: HouseOf, caller: Reading) -> TrialDetail:
    """One trial with prompt, attempts and verdicts; evidence for operators only."""
    trial = views.trial_view(house, trial_id) if _plain(trial_id) else None
    if trial is None:
        raise no_such_trial(trial_id)
    attempts = views.attempts_of(house, trial_id, evidence=sees_evidence(caller))
    return TrialDetail(**trial.model_dump(), prompt=views.prompt_of(house, trial_id), attempt_list=attempts)


@router.post("/trials/{trial_id}/refuse", tags=["trials"], status_code=204)
def refuse(trial_id: str, body: GivenUp, house: HouseOf, caller: Working) -> None:
    """End a trial: the agent refused it, or hands nothing (more) in."""
    if not _plain(trial_id):
        raise no_such_trial(trial_id)
    give_up(house, caller, trial_id, Outcome(body.outcome), body.note)


@router.post("/trials/{trial_id}/attempts", tags=["attempts"], status_code=202)
async def submit(trial_id: str, body: Solution, caller: Working, service: Service) -> Submission:
    """Store an attempt and queue it."""
    return await service.submit_solution(caller, trial_id, body.files)


@router.get("/submissions/{submission_id}", tags=["attempts"])
async def wait(
    submission_id: str, caller: Working, service: Service, wait_s: Annotated[float, Query(ge=0, le=MAX_WAIT_S)] = 0.0
) -> Submission:
    """One's own attempt, as far as the run's feedback policy tells."""
    return await service.wait_for_verdict(caller, submission_id, wait_s)


@router.get("/attempts/{attempt_id}", tags=["attempts"])
def show_attempt(attempt_id: str, house: HouseOf, caller: Reading) -> AttemptView:
    """One attempt with its verdict; evidence for operators only."""
    attempt = views.attempt_view(house, attempt_id, evidence=sees_evidence(caller)) if _plain(attempt_id) else None
    if attempt is None:
        raise _no_such_attempt(attempt_id)
    return attempt


@router.get("/attempts/{attempt_id}/verdict", tags=["verdicts"])
def show_verdict(attempt_id: str, house: HouseOf, caller: Reading) -> Verdict:
    """The verdict alone, in the shape of `vetloop evaluate --json`."""
    verdict = show_attempt(attempt_id, house, caller).verdict
    if verdict is None:
        raise ServiceError(f"attempt {shown(attempt_id)} has no verdict yet", code="no_such_submission")
    return verdict


@router.get("/attempts/{attempt_id}/files", tags=["attempts"])
def show_files(attempt_id: str, house: HouseOf, caller: Operating) -> dict[str, str]:
    """The whole project that was judged, path to text."""
    files = views.attempt_files(house, attempt_id) if _plain(attempt_id) else None
    if files is None:
        raise _no_such_attempt(attempt_id)
    return files


def _plain(value: str) -> bool:
    return value.isascii() and value.isprintable()


def _no_such_attempt(attempt_id: str) -> ServiceError:
    return ServiceError(f"no such attempt: {shown(attempt_id)}", code="no_such_submission")
