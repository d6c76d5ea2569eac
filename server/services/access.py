"""Who may touch which trial. The one place where ownership is decided.

A trial belongs to its **holder**: the token that leased it, or `local` for callers without a token (loopback and
stdio). For everybody else it does not exist: unknown, foreign and finished trials are refused in the same words, so
ids can't be probed.
"""

from __future__ import annotations

from sqlmodel import Session

from server.store.tables import Attempt, Trial
from tools.contract import Caller, ServiceError

LOCAL = "local"
_SHOWN = 60


def holder_of(caller: Caller) -> str:
    """The name under which this caller holds trials."""
    return caller.token_id or LOCAL


def own_trial(session: Session, caller: Caller, trial_id: str) -> Trial:
    """The caller's trial, in whatever state; raises the `ServiceError` for "no such trial" otherwise."""
    trial = session.get(Trial, trial_id) if _plausible(trial_id, "tri_") else None
    if trial is None or not _owns(caller, trial):
        raise no_such_trial(trial_id)
    return trial


def own_attempt(session: Session, caller: Caller, submission_id: str) -> tuple[Attempt, Trial]:
    """The caller's attempt with its trial; raises the `ServiceError` for "no such submission" otherwise."""
    attempt = session.get(Attempt, submission_id) if _plausible(submission_id, "sub_") else None
    trial = session.get(Trial, attempt.trial_id) if attempt is not None else None
    if attempt is None or trial is None or not _owns(caller, trial):
        raise ServiceError(
            f"no such submission: {shown(submission_id)}. Call submit_solution; it answers with a submission_id.",
            code="no_such_submission",
        )
    return attempt, trial


def no_such_trial(trial_id: str) -> ServiceError:
    """The refusal for unknown, foreign and finished trials alike."""
    return ServiceError(
        f"no such trial: {shown(trial_id)}. Call start_case to get one; a finished trial takes no more submissions.",
        code="no_such_trial",
    )


def shown(value: str) -> str:
    """A caller's own value as it may stand in an error: quoted, escaped, short."""
    return ascii(value if len(value) <= _SHOWN else value[:_SHOWN] + "...")


def _plausible(value: str, prefix: str) -> bool:
    return value.startswith(prefix) and len(value) <= _SHOWN and value.isascii() and "\0" not in value


def _owns(caller: Caller, trial: Trial) -> bool:
    if trial.holder != holder_of(caller):
        return False
    if caller.role == "agent":
        return trial.run_id == caller.run_id and trial.agent_id == caller.agent_id
    return True
