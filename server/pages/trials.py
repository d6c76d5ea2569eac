"""What the trial page shows: the prompt, and every attempt with its changes and what one may see of its verdict."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlmodel import col, select

from cases.errors import PromptError, SubmissionError, UnknownCaseError
from cases.files import FileSet
from cases.model import Scenario
from cases.prompts import handed_out
from sandbox.verdict import Verdict
from server.pages.diffs import FileDiff, differences
from server.services.views import redacted
from server.store.blobs import BlobError
from server.store.tables import Agent, Attempt, Run, Trial, VerdictRow

if TYPE_CHECKING:
    from server.house import House


@dataclass(frozen=True)
class AttemptView:
    """One attempt. `verdict` is None until it is judged."""

    number: int
    state: str
    created_at: float
    verdict: Verdict | None
    reused: bool
    compared_with: str
    files: tuple[FileDiff, ...]
    problem: str = ""
    """Why the changes cannot be shown, if they cannot."""
    last_reason: str = ""
    """For operators: our own last failure."""
    review: str | None = None
    """The written answer of the `review` scenario."""


@dataclass(frozen=True)
class TrialView:
    """A trial with its run, agent and attempts. `prompt` is None where nothing was handed out yet."""

    trial: Trial
    run: Run
    agent: Agent
    prompt: str | None
    attempts: tuple[AttemptView, ...]
    case_is_here: bool
    """The case is loaded, so there is a page about it."""


def trial_view(house: House, trial_id: str, *, evidence: bool) -> TrialView | None:
    """The trial of that id; None if there is none. Without `evidence`, what only operators may see is not in it."""
    with house.store.read() as session:
        trial = session.get(Trial, trial_id)
        if trial is None:
            return None
        run, agent = session.get_one(Run, trial.run_id), session.get_one(Agent, trial.agent_id)
        rows = session.exec(
            select(Attempt, VerdictRow)
            .join(VerdictRow, col(VerdictRow.attempt_id) == col(Attempt.id), isouter=True)
            .where(Attempt.trial_id == trial.id)
            .order_by(col(Attempt.number))
        ).all()
    attempts = []
    before, compared_with = _start(house, trial)
    for attempt, verdict in rows:
        project = _project(house, attempt)
        review = _blob_text(house, attempt.review_blob, "The review is missing from the store.")
        view = _attempt_view(attempt, verdict, before, project, compared_with, review)
        attempts.append(view if evidence else _for_viewers(view))
        if project is not None:
            before, compared_with = project, f"attempt {attempt.number}"
    prompt = _blob_text(house, trial.prompt_blob, "The prompt is missing from the store.")
    return TrialView(trial, run, agent, prompt, tuple(attempts), _is_here(house, trial))


def _attempt_view(
    attempt: Attempt,
    row: VerdictRow | None,
    before: FileSet | None,
    project: FileSet | None,
    compared_with: str,
    review: str | None,
) -> AttemptView:
    problem = ""
    if project is None:
        problem = "The files of this attempt are missing from the store."
    elif before is None:
        problem = "The files that were handed out are not here any more, so there is nothing to compare with."
    return AttemptView(
        number=attempt.number,
        state=attempt.state,
        created_at=attempt.created_at,
        verdict=Verdict.model_validate(row.body) if row else None,
        reused=bool(row and row.reused_from),
        compared_with=compared_with,
        files=tuple(differences(before, project)) if before is not None and project is not None else (),
        problem=problem,
        last_reason=attempt.last_reason,
        review=review,
    )


def _for_viewers(view: AttemptView) -> AttemptView:
    return replace(view, verdict=redacted(view.verdict) if view.verdict else None, last_reason="")


def _start(house: House, trial: Trial) -> tuple[FileSet | None, str]:
    """The files that were handed out; None if the case is gone or is not what it was."""
    try:
        case = house.library.get(trial.case_id)
        if case.prompt_digest == trial.prompt_digest:
            return handed_out(case, Scenario(trial.scenario)), "the files handed out"
    except (UnknownCaseError, PromptError, SubmissionError):
        pass
    return None, ""


def _project(house: House, attempt: Attempt) -> FileSet | None:
    try:
        return house.store.blobs.get_files(attempt.files_digest)
    except BlobError:
        return None


def _blob_text(house: House, name: str | None, if_missing: str) -> str | None:
    if name is None:
        return None
    try:
        return house.store.blobs.get(name).decode("utf-8", "backslashreplace")
    except BlobError:
        return if_missing


def _is_here(house: House, trial: Trial) -> bool:
    try:
        house.library.get(trial.case_id)
    except UnknownCaseError:
        return False
    return True
