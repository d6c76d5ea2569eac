"""The queue is the attempts table: claim, renew, finish, retry, give back, and take from the dead.

A claim carries a **fence**, a random word. Only the holder of an attempt's present fence can finish it, so a worker
that was thought dead and comes back late changes nothing. Everything that follows from a verdict is written in the
transaction that stores it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import update
from sqlmodel import Session, col, select

from sandbox.verdict import Assurance, Status, ToolchainRef, Verdict
from server.services.trials import settle
from server.store.engine import changed
from server.store.ids import new_id
from server.store.tables import Attempt, AttemptState, FeedbackPolicy, Finding, Run, Trial, TrialState, VerdictRow

if TYPE_CHECKING:
    from server.house import House


@dataclass(frozen=True)
class Claim:
    """An attempt in a worker's hands."""

    attempt_id: str
    fence: str
    case_id: str
    case_digest: str
    files_digest: str
    backend: str | None
    waited_s: float


def claim(house: House, pool: str) -> Claim | None:
    """Take the attempt that waits longest, if any is due."""
    now = house.now()
    due = (col(Attempt.state) == AttemptState.QUEUED, col(Attempt.not_before) <= now)
    next_one = select(Attempt).where(*due).order_by(col(Attempt.not_before), col(Attempt.id)).limit(1)
    with house.store.read() as session:
        if session.exec(next_one).first() is None:
            return None
    with house.store.write() as session:
        while (attempt := session.exec(next_one.execution_options(populate_existing=True)).first()) is not None:
            fence = new_id("fen")
            taken = changed(
                session,
                update(Attempt)
                .where(col(Attempt.id) == attempt.id, *due)
                .values(
                    state=AttemptState.RUNNING,
                    worker=pool,
                    fence=fence,
                    claims=attempt.claims + 1,
                    started_at=now,
                    lease_expires_at=now + house.settings.attempt_lease_s,
                ),
            )
            if taken:
                return _claim_of(session, attempt, fence, now)
        return None


def renew(house: House, fences: Collection[str]) -> None:
    """Say that these claims are alive."""
    if fences:
        with house.store.write() as session:
            expires = house.now() + house.settings.attempt_lease_s
            changed(session, update(Attempt).where(col(Attempt.fence).in_(fences)).values(lease_expires_at=expires))


def works(house: House, held: Claim, tests: int) -> None:
    """All `tests` functional tests have passed; what attacks do to it is not known yet.

    Where that is all the agent may know, its trial is over now: it learns nothing from how long the attacks take. The
    verdict decides the outcome all the same, also one of a retry that disagrees.
    """
    with house.store.write() as session:
        attempt = _held(session, held)
        if attempt is None:
            return
        trial = session.get_one(Trial, attempt.trial_id)
        if session.get_one(Run, trial.run_id).feedback is not FeedbackPolicy.FUNCTIONAL:
            return
        attempt.tests_passed = tests
        trial.closed_at = trial.closed_at or house.now()
        trial.state = TrialState.CLOSED
        session.add_all([attempt, trial])


def finish(
    house: House,
    held: Claim,
    verdict: Verdict,
    *,
    reused_from: str | None = None,
    rechecks: str | None = None,
    retry: bool = True,
) -> bool:
    """Store the verdict and what follows from it; False if the claim was lost meanwhile, and nothing is stored.

    An `infra_error` goes back to the queue until the retries are used (or `retry` is False), and then stands as "no
    verdict".
    """
    now = house.now()
    with house.store.write() as session:
        attempt = _held(session, held)
        if attempt is None:
            return False
        ours = verdict.status is Status.INFRA_ERROR
        failures = attempt.failures + ours
        if ours and retry and failures <= house.settings.retries:
            due = now + house.settings.retry_backoff_s * 2 ** (failures - 1)
            return _leave(
                session,
                held,
                state=AttemptState.QUEUED,
                not_before=due,
                failures=failures,
                last_reason=verdict.reason,
            )
        state = AttemptState.NO_VERDICT if ours else AttemptState.DONE
        if not _leave(session, held, state=state, finished_at=now, failures=failures, last_reason=verdict.reason):
            return False
        session.expire(attempt)
        _store(session, attempt, verdict, now, reused_from, rechecks)
        trial = session.get_one(Trial, attempt.trial_id)
        settle(session, session.get_one(Run, trial.run_id).feedback, trial, attempt, verdict, now)
        trial.lease_expires_at = now + house.settings.trial_lease_s
        return True


def give_back(house: House, held: Iterable[Claim]) -> None:
    """Put attempts back that this process will not finish; it counts neither as a failure nor as a claim."""
    for one in held:
        with house.store.write() as session:
            _leave(session, one, state=AttemptState.QUEUED, claims=Attempt.claims - 1)


def take_from_dead(house: House, is_dead: Iterable[str]) -> int:
    """Requeue attempts of the named pools, and all whose lease ran out; gives their number.

    An attempt that was claimed very often and never finished kills its workers: it ends without a verdict.
    """
    now = house.now()
    lost = (col(Attempt.state) == AttemptState.RUNNING) & (
        col(Attempt.worker).in_(list(is_dead)) | (col(Attempt.lease_expires_at) < now)
    )
    with house.store.read() as session:
        found = session.exec(select(Attempt).where(lost)).all()
    for attempt in found:
        with house.store.read() as session:
            held = _claim_of(session, attempt, attempt.fence or "", now)
        if attempt.claims >= house.settings.attempt_claims:
            reason = f"claimed {attempt.claims} times; no worker came back from it"
            finish(house, held, infra_error(held, reason), retry=False)
        else:
            with house.store.write() as session:
                _leave(session, held, state=AttemptState.QUEUED)
    return len(found)


def pools_at_work(house: House) -> list[str]:
    """The pools that hold attempts."""
    with house.store.read() as session:
        found = session.exec(select(Attempt.worker).where(Attempt.state == AttemptState.RUNNING).distinct()).all()
    return [pool for pool in found if pool is not None]


def reusable(house: House, held: Claim, toolchain_digest: str, assurance: Assurance) -> VerdictRow | None:
    """A verdict reached for these very files under these very conditions; None if such verdicts ever disagreed."""
    with house.store.read() as session:
        found = session.exec(
            select(VerdictRow)
            .where(
                VerdictRow.files_digest == held.files_digest,
                VerdictRow.case_digest == held.case_digest,
                VerdictRow.toolchain_digest == toolchain_digest,
                VerdictRow.assurance == assurance,
                VerdictRow.status != Status.INFRA_ERROR,
                col(VerdictRow.reused_from).is_(None),
            )
            .order_by(col(VerdictRow.created_at).desc())
            .limit(100)
        ).all()
    return found[0] if found and len({row.status for row in found}) == 1 else None


def _claim_of(session: Session, attempt: Attempt, fence: str, now: float) -> Claim:
    trial = session.get_one(Trial, attempt.trial_id)
    return Claim(
        attempt_id=attempt.id,
        fence=fence,
        case_id=trial.case_id,
        case_digest=trial.case_digest,
        files_digest=attempt.files_digest,
        backend=session.get_one(Run, trial.run_id).backend,
        waited_s=now - attempt.created_at,
    )


def _held(session: Session, held: Claim) -> Attempt | None:
    attempt = session.get(Attempt, held.attempt_id)
    if attempt is None or attempt.state is not AttemptState.RUNNING or attempt.fence != held.fence:
        return None
    return attempt


def _leave(session: Session, held: Claim, **values: object) -> bool:
    """End a claim, if it is still this one."""
    mine = (col(Attempt.id) == held.attempt_id, col(Attempt.fence) == held.fence)
    leave = update(Attempt).where(*mine, col(Attempt.state) == AttemptState.RUNNING)
    return changed(session, leave.values(worker=None, fence=None, lease_expires_at=None, **values)) == 1


def infra_error(held: Claim, reason: str) -> Verdict:
    """The verdict for a failure of ours that happened outside the evaluator."""
    return Verdict(
        case=held.case_id,
        case_digest=held.case_digest,
        status=Status.INFRA_ERROR,
        assurance=Assurance.REDUCED,
        backend=held.backend or "",
        toolchain=ToolchainRef(name="", digest=""),
        reason=reason,
    )


def _store(
    session: Session, attempt: Attempt, verdict: Verdict, now: float, reused_from: str | None, rechecks: str | None
) -> None:
    session.add(
        VerdictRow(
            attempt_id=attempt.id,
            status=verdict.status,
            case_id=verdict.case,
            case_digest=verdict.case_digest,
            files_digest=attempt.files_digest,
            toolchain=verdict.toolchain.name,
            toolchain_digest=verdict.toolchain.digest,
            assurance=verdict.assurance,
            backend=verdict.backend,
            functional_passed=verdict.functional.passed,
            functional_total=verdict.functional.total,
            withstood=verdict.security.withstood,
            attacks=verdict.security.total,
            body=verdict.model_dump(mode="json"),
            reused_from=reused_from,
            rechecks=rechecks,
            created_at=now,
        )
    )
    session.flush()
    session.add_all(
        Finding(attempt_id=attempt.id, position=at, test=breach.test, cwe=breach.cwe, evidence=breach.evidence)
        for at, breach in enumerate(verdict.security.breaches)
    )
