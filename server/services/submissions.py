"""`submit_solution` and `get_verdict`: attempts are stored before anything else happens, within the budget.

While an attempt is being judged no other is taken: racing several solutions to keep the best one is no strategy. The
same files again are the same attempt, whatever has happened since, so a client may repeat a call whose answer it
lost.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlmodel import Session, col, select

from cases.errors import SubmissionError, UnknownCaseError
from cases.files import FileSet
from cases.model import Scenario
from cases.prompts import handed_out
from cases.submission import REVIEW_FILE, project_with
from sandbox.verdict import Verdict
from server.services import feedback
from server.services.access import no_such_trial, own_attempt, own_trial
from server.store.engine import changed
from server.store.tables import Attempt, AttemptState, FeedbackPolicy, Run, Trial, TrialState, VerdictRow
from tools.contract import Caller, Feedback, ServiceError, Submission

if TYPE_CHECKING:
    from server.house import House

POLL_AFTER_S = 2.0


def submit(house: House, caller: Caller, trial_id: str, files: dict[str, str]) -> Submission:
    """As `AgentService.submit_solution`."""
    with house.store.read() as session:
        trial = own_trial(session, caller, trial_id)
        policy = session.get_one(Run, trial.run_id).feedback
    attempt = _checked(house, trial, files)
    with house.store.read() as session:
        earlier = _same(session, attempt)
    if earlier is None and trial.state is TrialState.OPEN:
        house.store.blobs.put_files(attempt.project)
        if attempt.review is not None:
            house.store.blobs.put(attempt.review)
        stored = _enter(house, attempt, policy)
        if stored is not None:
            house.wake()
            return show(house, caller, stored)
        with house.store.read() as session:
            earlier = _same(session, attempt)
    if earlier is not None:
        return show(house, caller, earlier.id).model_copy(update={"duplicate": True})
    raise _refusal(house, caller, trial_id)


def show(house: House, caller: Caller, submission_id: str) -> Submission:
    """The submission as it stands, told as far as the run's policy lets the agent know."""
    with house.store.read() as session:
        attempt, trial = own_attempt(session, caller, submission_id)
        policy = session.get_one(Run, trial.run_id).feedback
        row = session.get(VerdictRow, attempt.id)
    is_open = trial.state is TrialState.OPEN
    left = trial.attempts_allowed - trial.attempts if is_open else 0
    shape = Submission(
        submission_id=attempt.id, trial_id=trial.id, state="queued", attempts_left=left, trial_open=is_open
    )
    if policy is FeedbackPolicy.NONE:
        return shape.model_copy(update={"state": "done", "feedback": feedback.accepted()})
    if policy is FeedbackPolicy.FUNCTIONAL and attempt.tests_passed is not None:
        return shape.model_copy(update={"state": "done", "feedback": feedback.works(attempt.tests_passed)})
    if row is None:
        state = "running" if attempt.state is AttemptState.RUNNING else "queued"
        return shape.model_copy(update={"state": state, "poll_after_s": POLL_AFTER_S})
    told = _told(caller, policy, attempt, Verdict.model_validate(row.body), is_open, left)
    return shape.model_copy(update={"state": str(attempt.state), "feedback": told})


def _told(
    caller: Caller, policy: FeedbackPolicy, attempt: Attempt, verdict: Verdict, is_open: bool, left: int
) -> Feedback:
    if attempt.state is AttemptState.NO_VERDICT:
        return feedback.no_verdict(verdict.reason if caller.role in {"admin", "operator"} else "")
    return feedback.feedback(policy, verdict, trial_open=is_open, attempts_left=left)


class _Checked:
    """A submission that may be stored: the whole project, and the written review where there is one."""

    def __init__(self, trial: Trial, project: FileSet, review: bytes | None) -> None:
        self.trial_id = trial.id
        self.project = project
        self.review = review
        self.review_blob = hashlib.sha256(review).hexdigest() if review is not None else None
        self.sent_digest = hashlib.sha256(f"{project.digest} {self.review_blob}".encode()).hexdigest()


def _checked(house: House, trial: Trial, files: dict[str, str]) -> _Checked:
    if not files:
        raise ServiceError("no files were sent: send the path and the whole text of what you changed", code="no_files")
    try:
        case = house.library.get(trial.case_id)
        scenario = Scenario(trial.scenario)
        sent = FileSet.of_text(files)
        project = project_with(case, handed_out(case, scenario), sent)
    except SubmissionError as error:
        raise ServiceError(
            f"the files are refused: {error}. Nothing was stored and no attempt was used; mend it and call "
            "submit_solution again.",
            code="bad_files",
        ) from None
    except UnknownCaseError:
        raise no_such_trial(trial.id) from None
    return _Checked(trial, project, sent.as_dict().get(REVIEW_FILE) if scenario is Scenario.REVIEW else None)


def _same(session: Session, sent: _Checked) -> Attempt | None:
    return session.exec(
        select(Attempt).where(Attempt.trial_id == sent.trial_id, Attempt.sent_digest == sent.sent_digest)
    ).first()


def _enter(house: House, sent: _Checked, policy: FeedbackPolicy) -> str | None:
    """Attempt and trial in one transaction; None if the trial takes none now, or has this one already."""
    now = house.now()
    with house.store.write() as session:
        if _same(session, sent) is not None:
            return None
        trial = session.get_one(Trial, sent.trial_id)
        attempt = Attempt(
            trial_id=trial.id,
            number=trial.attempts + 1,
            files_digest=sent.project.digest,
            review_blob=sent.review_blob,
            sent_digest=sent.sent_digest,
            created_at=now,
            not_before=now,
        )
        over = policy is FeedbackPolicy.NONE
        taken = changed(
            session,
            update(Trial)
            .where(
                col(Trial.id) == trial.id,
                col(Trial.state) == TrialState.OPEN,
                col(Trial.holder) == trial.holder,
                col(Trial.pending).is_(None),
                col(Trial.attempts) == trial.attempts,
                col(Trial.attempts) < col(Trial.attempts_allowed),
            )
            .values(
                attempts=attempt.number,
                pending=attempt.id,
                seconds=now - (trial.started_at or now),
                lease_expires_at=now + house.settings.trial_lease_s,
                state=TrialState.CLOSED if over else TrialState.OPEN,
                closed_at=now if over else None,
            ),
        )
        if taken == 0:
            return None
        session.add(attempt)
        return attempt.id


def _refusal(house: House, caller: Caller, trial_id: str) -> ServiceError:
    with house.store.read() as session:
        trial = own_trial(session, caller, trial_id)
    if trial.state is TrialState.OPEN and trial.pending is not None:
        return ServiceError(
            f"the submission {trial.pending} of this trial is still being judged; call get_verdict with it first",
            code="still_judging",
        )
    return no_such_trial(trial_id)
