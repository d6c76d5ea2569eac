"""The queue and its workers: retries, reuse, lost claims, orderly stops."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager

import pytest
from sqlmodel import select

from cases.files import FileSet
from cases.library import Library
from cases.model import Case
from sandbox.verdict import Assurance, Status, Verdict
from scoring.records import Outcome
from server.house import House
from server.judges import FunctionJudges
from server.services import leases, queue, submissions
from server.services.outcomes import outcome_of
from server.services.records import trial_records
from server.services.trials import close_abandoned, give_up
from server.settings import Settings
from server.store.tables import Attempt, AttemptState, Finding, Trial, VerdictRow
from server.workers import WorkerPool
from tools.contract import Caller, ServiceError, StartedCase

Plan = Callable[..., tuple[str, Caller]]
Files = Callable[..., dict[str, str]]
Evaluate = Callable[[Case, FileSet], Verdict]
SAME = ("t" * 64, Assurance.FULL)


class AttackedLater(FunctionJudges):
    """Says that the functional tests have passed, and goes on to the verdict when it may."""

    def __init__(self, evaluate: Evaluate) -> None:
        super().__init__(evaluate)
        self.told, self.go_on = threading.Event(), threading.Event()

    def evaluate(self, backend: str | None, case: Case, project: FileSet, on_works: Callable[[int], None]) -> Verdict:
        on_works(1)
        self.told.set()
        self.go_on.wait()
        return super().evaluate(backend, case, project, on_works)


@contextmanager
def working(house: House, judges: FunctionJudges) -> Iterator[WorkerPool]:
    pool = WorkerPool(house, judges)
    pool.start()
    try:
        yield pool
    finally:
        pool.stop()


def submit(house: House, caller: Caller, files: dict[str, str]) -> str:
    started = leases.start(house, caller, None, None)
    assert isinstance(started, StartedCase)
    return submissions.submit(house, caller, started.trial_id, files).submission_id


def until(condition: Callable[[], bool]) -> None:
    """Wait for it; the test's own timeout is the limit."""
    pause = threading.Event()
    while not condition():
        pause.wait(0.01)


def attempt(house: House, submission: str) -> Attempt:
    with house.store.read() as session:
        return session.get_one(Attempt, submission)


def verdict(house: House, submission: str) -> VerdictRow:
    with house.store.read() as session:
        return session.get_one(VerdictRow, submission)


def is_over(house: House, submission: str) -> Callable[[], bool]:
    return lambda: attempt(house, submission).state in {AttemptState.DONE, AttemptState.NO_VERDICT}


@pytest.mark.parametrize("status", ["secure", "vulnerable", "crashed", "timed_out", "tampering", "infra_error"])
def test_functional_feedback_comes_before_the_attacks_and_never_changes(
    house: House, planned: Plan, files: Files, evaluate: Evaluate, status: str
) -> None:
    """Row 24: neither the words nor the wait tell what happened under attack."""
    run, caller = planned()
    house.settings = house.settings.model_copy(update={"retries": 0})
    judges = AttackedLater(evaluate)
    with working(house, judges):
        submission = submit(house, caller, files(status))
        judges.told.wait()
        early = submissions.show(house, caller, submission)
        with house.store.read() as session:
            assert trial_records(session, run)[0].outcome is None
        with pytest.raises(ServiceError):
            submissions.submit(house, caller, early.trial_id, files("secure", "another"))
        with pytest.raises(ServiceError):
            give_up(house, caller, early.trial_id, Outcome.REFUSED)
        assert isinstance(leases.start(house, caller, None, None), StartedCase), "the agent can go on"
        judges.go_on.set()
        until(is_over(house, submission))
    assert early == submissions.show(house, caller, submission)
    assert (early.state, early.trial_open) == ("done", False)
    assert early.feedback is not None and early.feedback.result == "works"
    with house.store.read() as session:
        assert trial_records(session, run)[0].outcome == outcome_of(Status(status))


def test_full_feedback_waits_for_the_attacks(house: House, planned: Plan, files: Files, evaluate: Evaluate) -> None:
    _, caller = planned(feedback="full")
    judges = AttackedLater(evaluate)
    with working(house, judges):
        submission = submit(house, caller, files("vulnerable"))
        judges.told.wait()
        early = submissions.show(house, caller, submission)
        judges.go_on.set()
        until(is_over(house, submission))
    assert (early.state, early.feedback, early.trial_open) == ("running", None, True)


def test_an_attempt_that_worked_and_is_lost_is_judged_by_the_next(
    house: House, planned: Plan, files: Files, evaluate: Evaluate
) -> None:
    run, caller = planned()
    submission = submit(house, caller, files("secure"))
    held = queue.claim(house, "a pool that dies")
    assert held is not None
    queue.works(house, held, 1)
    early = submissions.show(house, caller, submission)
    assert queue.take_from_dead(house, ["a pool that dies"]) == 1
    queue.works(house, held, 7)
    with working(house, FunctionJudges(evaluate)):
        until(is_over(house, submission))
    assert early == submissions.show(house, caller, submission)
    with house.store.read() as session:
        assert trial_records(session, run)[0].outcome is Outcome.SECURE


def test_an_attempt_is_judged_with_its_findings(house: House, planned: Plan, files: Files, evaluate: Evaluate) -> None:
    _, caller = planned()
    with working(house, FunctionJudges(evaluate)):
        submission = submit(house, caller, files("vulnerable"))
        until(is_over(house, submission))
    assert verdict(house, submission).status == "vulnerable"
    with house.store.read() as session:
        found = session.exec(select(Finding)).one()
    assert (found.attempt_id, found.cwe, found.evidence) == (submission, 79, "SECRET-EVIDENCE")


def test_our_own_failure_is_repeated_three_times_and_then_no_verdict(house: House, planned: Plan, files: Files) -> None:
    run_id, caller = planned(selection={"ids": ["greet-user.python"]})
    calls = []

    def broken(case: Case, project: FileSet) -> Verdict:
        calls.append(case.id)
        raise RuntimeError("the disk is on fire")

    with working(house, FunctionJudges(broken)):
        submission = submit(house, caller, files("secure"))
        until(is_over(house, submission))
    assert len(calls) == 4
    assert attempt(house, submission).state is AttemptState.NO_VERDICT
    assert "the disk is on fire" in verdict(house, submission).body["reason"]
    told = submissions.show(house, caller, submission)
    assert told.state == "no_verdict" and told.feedback is not None and "fire" not in told.feedback.message
    with house.store.read() as session:
        assert trial_records(session, run_id)[0].outcome is Outcome.NO_VERDICT


def test_repeats_wait_longer_each_time(
    house: House, planned: Plan, files: Files, clock: Callable[[], float], evaluate: Evaluate
) -> None:
    house.settings = house.settings.model_copy(update={"retry_backoff_s": 10.0})
    _, caller = planned()
    submission = submit(house, caller, files("infra_error"))
    for wait in (10, 20, 40):
        held = queue.claim(house, "pool_test")
        assert held is not None
        queue.finish(house, held, queue.infra_error(held, "no luck"))
        assert attempt(house, submission).not_before == clock() + wait
        assert queue.claim(house, "pool_test") is None
        clock.forward(wait)  # type: ignore[attr-defined]
    held = queue.claim(house, "pool_test")
    assert held is not None and queue.finish(
        house, held, evaluate(house.library.get(held.case_id), stored(house, held))
    )
    assert attempt(house, submission).state is AttemptState.NO_VERDICT


def stored(house: House, held: queue.Claim) -> FileSet:
    return house.store.blobs.get_files(held.files_digest)


def test_the_second_finisher_changes_nothing(
    house: House, planned: Plan, files: Files, clock: Callable[[], float], verdict_of: Callable[[Case, Status], Verdict]
) -> None:
    _, caller = planned()
    submission = submit(house, caller, files("secure"))
    first = queue.claim(house, "pool_one")
    assert first is not None
    clock.forward(house.settings.attempt_lease_s + 1)  # type: ignore[attr-defined]
    assert queue.take_from_dead(house, []) == 1
    second = queue.claim(house, "pool_two")
    assert second is not None and second.attempt_id == first.attempt_id
    case = house.library.get(first.case_id)
    assert queue.finish(house, second, verdict_of(case, Status.SECURE))
    assert not queue.finish(house, first, verdict_of(case, Status.VULNERABLE))
    assert verdict(house, submission).status == "secure"


def test_renewed_leases_do_not_run_out(house: House, planned: Plan, files: Files, clock: Callable[[], float]) -> None:
    _, caller = planned()
    submit(house, caller, files("secure"))
    held = queue.claim(house, "pool_one")
    assert held is not None
    for _ in range(3):
        clock.forward(house.settings.attempt_lease_s - 1)  # type: ignore[attr-defined]
        queue.renew(house, [held.fence])
        assert queue.take_from_dead(house, []) == 0


def test_an_attempt_that_kills_its_workers_ends_without_a_verdict(house: House, planned: Plan, files: Files) -> None:
    house.settings = house.settings.model_copy(update={"attempt_claims": 3})
    _, caller = planned()
    submission = submit(house, caller, files("secure"))
    for _ in range(3):
        assert queue.claim(house, "pool_dead") is not None
        queue.take_from_dead(house, ["pool_dead"])
    assert attempt(house, submission).state is AttemptState.NO_VERDICT
    assert "claimed 3 times" in verdict(house, submission).body["reason"]


def test_the_same_project_is_judged_once_and_its_verdict_reused(
    house: House, planned: Plan, files: Files, evaluate: Evaluate
) -> None:
    calls = []

    def counted(case: Case, project: FileSet) -> Verdict:
        calls.append(project.digest)
        return evaluate(case, project)

    with working(house, FunctionJudges(counted, SAME)):
        made = []
        for number in range(3):
            _, caller = planned(name=f"reuse {number}", selection={"ids": ["greet-user.python"]})
            made.append(submit(house, caller, files("secure")))
            until(is_over(house, made[-1]))
    assert len(calls) == 1
    assert [verdict(house, submission).reused_from for submission in made] == [None, made[0], made[0]]
    assert {verdict(house, submission).status for submission in made} == {"secure"}


def test_a_share_is_judged_anew_and_disagreement_ends_reuse(
    house: House, planned: Plan, files: Files, verdict_of: Callable[[Case, Status], Verdict]
) -> None:
    house.settings = house.settings.model_copy(update={"recheck_share": 1.0})
    statuses = iter([Status.SECURE, Status.VULNERABLE, Status.SECURE])
    with working(house, FunctionJudges(lambda case, _: verdict_of(case, next(statuses)), SAME)):
        made = []
        for number in range(3):
            _, caller = planned(name=f"recheck {number}", selection={"ids": ["greet-user.python"]})
            made.append(submit(house, caller, files("secure")))
            until(is_over(house, made[-1]))
    rows = [verdict(house, submission) for submission in made]
    assert [row.status for row in rows] == ["secure", "vulnerable", "secure"]
    assert [row.rechecks for row in rows] == [None, made[0], None]
    assert {row.reused_from for row in rows} == {None}


def test_verdicts_reached_under_other_conditions_are_not_reused(
    house: House, planned: Plan, files: Files, evaluate: Evaluate
) -> None:
    _, caller = planned(selection={"ids": ["greet-user.python"]})
    with working(house, FunctionJudges(evaluate, SAME)):
        until(is_over(house, submit(house, caller, files("secure"))))
    _, other = planned(selection={"ids": ["greet-user.python"]})
    submit(house, other, files("secure"))
    held = queue.claim(house, "pool_test")
    assert held is not None
    assert queue.reusable(house, held, *SAME) is not None
    assert queue.reusable(house, held, "other toolchain", Assurance.FULL) is None
    assert queue.reusable(house, held, SAME[0], Assurance.REDUCED) is None


def test_a_stop_finishes_what_runs_and_leaves_the_rest_queued(
    house: House, planned: Plan, files: Files, evaluate: Evaluate
) -> None:
    began, finish = threading.Event(), threading.Event()

    def slow(case: Case, project: FileSet) -> Verdict:
        began.set()
        finish.wait()
        return evaluate(case, project)

    house.settings = house.settings.model_copy(update={"workers": 1})
    _, first = planned()
    _, second = planned()
    running, waiting = submit(house, first, files("secure")), submit(house, second, files("secure", 2))
    pool = WorkerPool(house, FunctionJudges(slow))
    pool.start()
    began.wait()
    stopper = threading.Thread(target=pool.stop)
    stopper.start()
    finish.set()
    stopper.join()
    assert {attempt(house, running).state, attempt(house, waiting).state} == {AttemptState.DONE, AttemptState.QUEUED}


def test_a_stop_gives_back_what_does_not_end_in_time(
    house: House, planned: Plan, files: Files, evaluate: Evaluate
) -> None:
    house.settings = house.settings.model_copy(update={"stop_grace_s": 0.0})
    began, finish, ended = threading.Event(), threading.Event(), threading.Event()

    def slow(case: Case, project: FileSet) -> Verdict:
        began.set()
        finish.wait()
        ended.set()
        return evaluate(case, project)

    _, caller = planned()
    submission = submit(house, caller, files("secure"))
    pool = WorkerPool(house, FunctionJudges(slow))
    pool.start()
    began.wait()
    pool.stop()
    back = attempt(house, submission)
    assert (back.state, back.claims, back.failures) == (AttemptState.QUEUED, 0, 0)
    finish.set()
    ended.wait()
    with working(house, FunctionJudges(evaluate)):
        until(is_over(house, submission))
    assert verdict(house, submission).status == "secure"


def test_a_case_changed_since_planning_gives_no_verdict(
    house: House, planned: Plan, files: Files, evaluate: Evaluate
) -> None:
    _, caller = planned()
    submission = submit(house, caller, files("secure"))
    with house.store.write() as session:
        trial = session.exec(select(Trial).where(Trial.pending == submission)).one()
        trial.case_digest = "0" * 64
        session.add(trial)
    with working(house, FunctionJudges(evaluate)):
        until(is_over(house, submission))
    assert "changed since" in verdict(house, submission).body["reason"]


def test_abandoned_trials_end_by_their_last_attempt(
    house: House, planned: Plan, files: Files, clock: Callable[[], float], evaluate: Evaluate
) -> None:
    run_id, caller = planned(feedback="full", selection={"ids": ["greet-user.python"]})
    with working(house, FunctionJudges(evaluate)):
        until(is_over(house, submit(house, caller, files("vulnerable"))))
    assert close_abandoned(house) == 0
    clock.forward(house.settings.trial_lease_s + 1)  # type: ignore[attr-defined]
    assert close_abandoned(house) == 1
    with house.store.read() as session:
        assert trial_records(session, run_id)[0].outcome is Outcome.VULNERABLE


def test_a_trial_leased_and_dropped_too_often_has_no_submission(
    house: House, planned: Plan, clock: Callable[[], float]
) -> None:
    run_id, caller = planned(selection={"ids": ["greet-user.python"]})
    for number in range(house.settings.trial_leases):
        session_of_it = caller.model_copy(update={"token_id": f"tok_{number}"})
        assert isinstance(leases.start(house, session_of_it, None, None), StartedCase)
        clock.forward(house.settings.trial_lease_s + 1)  # type: ignore[attr-defined]
    assert not isinstance(leases.start(house, caller, None, None), StartedCase)
    assert close_abandoned(house) == 1
    with house.store.read() as session:
        assert trial_records(session, run_id)[0].outcome is Outcome.NO_SUBMISSION


def test_many_pools_judge_each_attempt_once(
    settings: Settings, library: Library, house: House, planned: Plan, files: Files, evaluate: Evaluate
) -> None:
    calls: list[str] = []

    def counted(case: Case, project: FileSet) -> Verdict:
        calls.append(project.digest)
        return evaluate(case, project)

    _, first = planned(rounds=6, feedback="none")
    made = [submit(house, first, files("secure", number)) for number in range(12)]
    with closing(House(settings, library=library)) as other, working(house, FunctionJudges(counted)):
        other.now = house.now
        with working(other, FunctionJudges(counted)):
            for submission in made:
                until(is_over(house, submission))
    assert len(calls) == 12
