"""How a trial ends: by a verdict, by being given up, or because its holder vanished."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from sandbox.verdict import Status, Verdict
from scoring.records import Outcome
from server.services.access import no_such_trial, own_trial
from server.services.outcomes import closes, outcome_of
from server.store.tables import Attempt, FeedbackPolicy, Trial, TrialState, VerdictRow
from tools.contract import Caller

if TYPE_CHECKING:
    from server.house import House


def settle(
    session: Session, policy: FeedbackPolicy, trial: Trial, attempt: Attempt, verdict: Verdict, now: float
) -> None:
    """Enter a verdict into its trial: nothing is pending now, and the trial may be over."""
    outcome = outcome_of(verdict.status)
    trial.pending = None
    trial.functional_passed, trial.functional_total = verdict.functional.passed, verdict.functional.total
    if attempt.number == 1:
        trial.first_outcome = outcome
    if trial.state is TrialState.CLOSED or closes(policy, verdict, trial.attempts, trial.attempts_allowed):
        trial.closed_at = trial.closed_at or now
        trial.state, trial.outcome = TrialState.CLOSED, outcome
    session.add(trial)


def close(session: Session, trial: Trial, now: float, without_attempt: Outcome, note: str = "") -> None:
    """Take no more attempts. The last attempt decides, once it is judged; `without_attempt` if there was none."""
    if trial.state is TrialState.CLOSED:
        return
    trial.state, trial.closed_at, trial.note = TrialState.CLOSED, now, note
    if trial.attempts == 0:
        trial.outcome = trial.first_outcome = without_attempt
    elif trial.pending is None:
        last = session.exec(
            select(VerdictRow.status)
            .join(Attempt, col(Attempt.id) == col(VerdictRow.attempt_id))
            .where(Attempt.trial_id == trial.id, Attempt.number == trial.attempts)
        ).one()
        trial.outcome = outcome_of(Status(last))
    session.add(trial)


def close_abandoned(house: House) -> int:
    """Close open trials whose lease ran out and that nobody may take over; gives their number.

    Those are trials with attempts (their next attempt must come from the same agent session) and trials that were
    leased and dropped too often. A trial with an attempt in judgement is left alone.
    """
    now = house.now()
    with house.store.read() as session:
        found = session.exec(_abandoned(house, now)).all()
    if not found:
        return 0
    with house.store.write() as session:
        trials = session.exec(_abandoned(house, now)).all()
        for trial in trials:
            close(session, trial, now, Outcome.NO_SUBMISSION, note="its lease ran out")
    return len(trials)


def _abandoned(house: House, now: float) -> SelectOfScalar[Trial]:
    return select(Trial).where(
        Trial.state == TrialState.OPEN,
        col(Trial.pending).is_(None),
        col(Trial.lease_expires_at) < now,
        (col(Trial.attempts) > 0) | (col(Trial.leases) >= house.settings.trial_leases),
    )


def give_up(house: House, caller: Caller, trial_id: str, how: Outcome, note: str = "") -> None:
    """End a trial by saying that the agent refused it or handed nothing in; attempts that were made still count.

    The holder may do so, and whoever operates the server, for any trial.

    Raises:
        ServiceError: the caller has no such open trial.
    """
    with house.store.write() as session:
        if caller.role in {"admin", "operator"}:
            trial = session.get(Trial, trial_id)
        else:
            trial = own_trial(session, caller, trial_id)
        if trial is None or trial.state is TrialState.CLOSED:
            raise no_such_trial(trial_id)
        trial.given_up = True
        close(session, trial, house.now(), how, note)
