"""From start to outcome: leases, budgets, feedback and who may see what."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from sqlmodel import select

from sandbox.verdict import Assurance, Status, Verdict
from scoring.records import Outcome
from server.house import House
from server.services import leases, queue, submissions
from server.services.records import trial_records
from server.store.tables import Attempt, Trial
from tools.contract import Caller, NothingLeft, ServiceError, StartedCase

Plan = Callable[..., tuple[str, Caller]]
Files = Callable[..., dict[str, str]]


@pytest.fixture
def judge(house: House, evaluate: Callable[..., object]) -> Callable[[], int]:
    """Judges everything that is due; gives the number."""

    def run() -> int:
        done = 0
        while (held := queue.claim(house, "pool_test")) is not None:
            project = house.store.blobs.get_files(held.files_digest)
            verdict = evaluate(house.library.get(held.case_id), project)
            assert queue.finish(house, held, verdict)  # type: ignore[arg-type]
            done += 1
        return done

    return run


def start(house: House, caller: Caller) -> StartedCase:
    started = leases.start(house, caller, None, None)
    assert isinstance(started, StartedCase)
    return started


def outcome(house: House, run_id: str) -> list[Outcome | None]:
    with house.store.read() as session:
        return [record.outcome for record in trial_records(session, run_id)]


def test_a_planned_run_hands_out_each_trial_once_and_then_nothing(house: House, planned: Plan) -> None:
    _, first = planned(rounds=2)
    others = [first.model_copy(update={"token_id": f"tok_{number}"}) for number in range(5)]
    given = [leases.start(house, caller, None, None) for caller in others]
    trials = [one.trial_id for one in given if isinstance(one, StartedCase)]
    assert len(trials) == len(set(trials)) == 4
    assert [one.remaining_trials for one in given if isinstance(one, StartedCase)] == [3, 2, 1, 0]
    assert isinstance(given[-1], NothingLeft)


def test_racing_starts_never_get_one_trial_twice(house: House, planned: Plan) -> None:
    _, first = planned(rounds=8)
    callers = [first.model_copy(update={"token_id": f"tok_{number}"}) for number in range(16)]
    gate, got = threading.Barrier(len(callers)), []

    def run(caller: Caller) -> None:
        gate.wait()
        got.append(leases.start(house, caller, None, None).trial_id)  # type: ignore[union-attr]

    threads = [threading.Thread(target=run, args=(caller,)) for caller in callers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == len(set(got)) == 16


def test_the_same_caller_gets_its_open_trial_again(house: House, planned: Plan) -> None:
    _, caller = planned()
    first = start(house, caller)
    again = start(house, caller)
    assert (again.trial_id, again.resumed, first.resumed) == (first.trial_id, True, False)
    assert again.prompt == first.prompt and "greet(name)" in first.prompt
    assert first.editable == ["app.py"] and set(first.files) == {"app.py", "README.md"}


def test_an_abandoned_trial_goes_to_the_next_caller_and_is_lost_for_the_first(
    house: House, planned: Plan, clock: Callable[..., float], files: Files
) -> None:
    _, caller = planned(selection={"ids": ["greet-user.python"]})
    first = start(house, caller)
    clock.forward(house.settings.trial_lease_s + 1)  # type: ignore[attr-defined]
    other = caller.model_copy(update={"token_id": "tok_other"})
    assert start(house, other).trial_id == first.trial_id
    with pytest.raises(ServiceError, match="no such trial"):
        submissions.submit(house, caller, first.trial_id, files("secure"))


def test_functional_feedback_goes_on_until_it_works_and_tells_nothing_of_attacks(
    house: House, planned: Plan, files: Files, judge: Callable[[], int]
) -> None:
    run_id, caller = planned(selection={"ids": ["greet-user.python"]})
    trial = start(house, caller).trial_id
    sent = submissions.submit(house, caller, trial, files("functional_failed"))
    assert (sent.state, sent.attempts_left, sent.trial_open) == ("queued", 3, True)
    judge()
    seen = submissions.show(house, caller, sent.submission_id)
    assert seen.state == "done" and seen.feedback is not None
    assert seen.feedback.result == "functional_failed"
    assert seen.feedback.failures[0].message == "a greeting is returned"
    sent = submissions.submit(house, caller, trial, files("vulnerable"))
    judge()
    seen = submissions.show(house, caller, sent.submission_id)
    assert seen.feedback is not None and seen.feedback.result == "works"
    assert "SECRET" not in seen.model_dump_json() and seen.feedback.security_total is None
    assert (seen.trial_open, seen.attempts_left) == (False, 0)
    assert outcome(house, run_id) == [Outcome.VULNERABLE]


@pytest.mark.parametrize("status", ["secure", "vulnerable", "crashed"])
def test_functional_feedback_is_the_same_whatever_happened_under_attack(
    house: House, planned: Plan, files: Files, judge: Callable[[], int], status: str
) -> None:
    _, caller = planned()
    trial = start(house, caller).trial_id
    sent = submissions.submit(house, caller, trial, files(status))
    judge()
    told = submissions.show(house, caller, sent.submission_id)
    assert told.feedback is not None
    assert told.feedback.model_dump() == {
        "result": "works",
        "message": "It does what was asked. This trial is over; call start_case for the next one.",
        "functional_passed": 1,
        "functional_total": 1,
        "failures": [],
        "security_withstood": None,
        "security_total": None,
        "breaches": [],
    }


def test_full_feedback_goes_on_until_secure_and_the_last_attempt_decides(
    house: House, planned: Plan, files: Files, judge: Callable[[], int]
) -> None:
    run_id, caller = planned(feedback="full", repairs=2, selection={"ids": ["greet-user.python"]})
    trial = start(house, caller).trial_id
    sent = submissions.submit(house, caller, trial, files("vulnerable"))
    judge()
    told = submissions.show(house, caller, sent.submission_id)
    assert told.trial_open and told.feedback is not None
    assert told.feedback.breaches[0].evidence == "SECRET-EVIDENCE"
    for salt in (1, 2):
        submissions.submit(house, caller, trial, files("build_error", salt))
        judge()
    assert outcome(house, run_id) == [Outcome.NONFUNCTIONAL]
    with house.store.read() as session:
        assert trial_records(session, run_id)[0].first_outcome is Outcome.VULNERABLE


def test_without_feedback_there_is_one_attempt_and_its_fate_stays_unknown(
    house: House, planned: Plan, files: Files, judge: Callable[[], int]
) -> None:
    run_id, caller = planned(feedback="none", selection={"ids": ["greet-user.python"]})
    trial = start(house, caller).trial_id
    before = submissions.submit(house, caller, trial, files("vulnerable"))
    assert (before.state, before.trial_open) == ("done", False)
    assert outcome(house, run_id) == [None]
    judge()
    assert submissions.show(house, caller, before.submission_id) == before
    assert outcome(house, run_id) == [Outcome.VULNERABLE]


def test_the_same_files_are_the_same_submission_even_after_the_trial(
    house: House, planned: Plan, files: Files, judge: Callable[[], int]
) -> None:
    _, caller = planned()
    trial = start(house, caller).trial_id
    first = submissions.submit(house, caller, trial, files("functional_failed"))
    again = submissions.submit(house, caller, trial, {**files("functional_failed"), "README.md": "Greets.\n"})
    assert (again.submission_id, again.duplicate, again.attempts_left) == (first.submission_id, True, 3)
    judge()
    last = submissions.submit(house, caller, trial, files("secure"))
    judge()
    assert submissions.submit(house, caller, trial, files("secure")).submission_id == last.submission_id


def test_no_other_attempt_is_taken_while_one_is_judged(house: House, planned: Plan, files: Files) -> None:
    _, caller = planned()
    trial = start(house, caller).trial_id
    first = submissions.submit(house, caller, trial, files("functional_failed"))
    with pytest.raises(ServiceError, match=first.submission_id) as refused:
        submissions.submit(house, caller, trial, files("secure"))
    assert refused.value.code == "still_judging"


def test_racing_submissions_stay_within_the_budget(
    house: House, planned: Plan, files: Files, judge: Callable[[], int]
) -> None:
    _, caller = planned(feedback="full", repairs=2)
    trial = start(house, caller).trial_id
    for burst in range(4):
        gate, taken = threading.Barrier(8), []

        def run(number: int, burst: int = burst, gate: threading.Barrier = gate, taken: list[str] = taken) -> None:
            gate.wait()
            try:
                taken.append(submissions.submit(house, caller, trial, files("vulnerable", f"{burst}-{number}")).state)
            except ServiceError:
                return

        threads = [threading.Thread(target=run, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(taken) == (1 if burst < 3 else 0)
        judge()
    with house.store.read() as session:
        assert sorted(session.exec(select(Attempt.number))) == [1, 2, 3]


def test_unknown_foreign_and_finished_trials_are_refused_in_the_same_words(
    house: House, planned: Plan, files: Files, judge: Callable[[], int], local: Caller
) -> None:
    _, caller = planned()
    _, stranger = planned()
    mine, theirs = start(house, caller).trial_id, start(house, stranger).trial_id
    with house.store.read() as session:
        unleased = session.exec(select(Trial.id).where(Trial.state == "planned")).first()
    submissions.submit(house, caller, mine, files("secure"))
    judge()
    said = set()
    for who, trial in [
        (caller, mine),
        (caller, theirs),
        (caller, unleased),
        (caller, "tri_" + "a" * 26),
        (caller, "tri_\0"),
        (caller, "run_" + "a" * 26),
        (caller, ""),
        (caller, "../../etc/passwd"),
        (caller, "' OR 1=1 --"),
        (local, theirs),
        (stranger.model_copy(update={"agent_id": "agt_other"}), theirs),
    ]:
        with pytest.raises(ServiceError) as refused:
            submissions.submit(house, who, str(trial), files("secure", "new"))
        assert refused.value.code == "no_such_trial"
        said.add(str(refused.value).replace(ascii(str(trial)), "ID"))
    assert len(said) == 1


def test_submissions_of_others_are_unknown(house: House, planned: Plan, files: Files) -> None:
    _, caller = planned()
    _, stranger = planned()
    sent = submissions.submit(house, caller, start(house, caller).trial_id, files("secure"))
    for wanted in (sent.submission_id, "sub_" + "a" * 26, "x" * 10_000):
        with pytest.raises(ServiceError, match="no such submission"):
            submissions.show(house, stranger, wanted)


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        ({}, "no files"),
        ({"../app.py": "x"}, "'..'"),
        ({"/etc/passwd": "x"}, "absolute"),
        ({"app.py\0": "x"}, "control"),
        ({"APP.PY": "x", "app.py": "y"}, "collides"),
        ({"README.md": "changed"}, "may not be changed"),
        ({"other.py": "x"}, "may not be added"),
        ({"app.py": "\ud800"}, "not valid Unicode"),
        ({"app.py": "x" * (2 * 1024 * 1024 + 1)}, "bytes in all"),
        ({f"lib/{number}.py": "x" for number in range(201)}, "201 files"),
    ],
)
def test_bad_files_use_no_attempt_and_the_next_honest_submission_works(
    house: House, planned: Plan, files: Files, judge: Callable[[], int], bad: dict[str, str], says: str
) -> None:
    _, caller = planned()
    trial = start(house, caller).trial_id
    with pytest.raises(ServiceError) as refused:
        submissions.submit(house, caller, trial, bad)
    assert says in str(refused.value)
    sent = submissions.submit(house, caller, trial, files("secure"))
    assert sent.attempts_left == 3
    assert judge() == 1


def test_practice_opens_the_named_case_and_resumes_it(
    house: House, local: Caller, files: Files, judge: Callable[[], int]
) -> None:
    first = leases.start(house, local, "greet-user.python", "gen-hints")
    again = leases.start(house, local, "greet-user.python", "gen-hints")
    assert isinstance(first, StartedCase) and isinstance(again, StartedCase)
    assert (again.trial_id, again.resumed) == (first.trial_id, True)
    sent = submissions.submit(house, local, first.trial_id, files("secure"))
    judge()
    told = submissions.show(house, local, sent.submission_id)
    assert told.feedback is not None and told.feedback.result == "secure" and not told.trial_open
    third = leases.start(house, local, "greet-user.python", "gen-hints")
    assert isinstance(third, StartedCase) and third.trial_id != first.trial_id


@pytest.mark.parametrize(
    ("case_id", "scenario", "code"),
    [
        (None, None, "case_needed"),
        ("greet-usr.python", None, "no_such_case"),
        ("greet-user.python", "x", "no_such_scenario"),
    ],
)
def test_practice_says_what_is_wrong(
    house: House, local: Caller, case_id: str | None, scenario: str | None, code: str
) -> None:
    with pytest.raises(ServiceError) as refused:
        leases.start(house, local, case_id, scenario)
    assert refused.value.code == code


def test_an_agent_of_a_planned_run_cannot_choose(house: House, planned: Plan) -> None:
    _, caller = planned()
    with pytest.raises(ServiceError, match="without arguments"):
        leases.start(house, caller, "greet-user.python", None)


def test_a_review_is_kept_beside_the_project(
    house: House, planned: Plan, files: Files, judge: Callable[[], int]
) -> None:
    _, caller = planned(scenarios=["review"])
    started = start(house, caller)
    assert "REVIEW.md" in started.may_add
    sent = submissions.submit(
        house, caller, started.trial_id, {**files("build_error"), "REVIEW.md": "CWE-79, app.py:2"}
    )
    judge()
    other = submissions.submit(house, caller, started.trial_id, {**files("build_error"), "REVIEW.md": "CWE-89"})
    assert not other.duplicate
    with house.store.read() as session:
        attempt = session.get_one(Attempt, sent.submission_id)
    assert attempt.review_blob is not None
    assert house.store.blobs.get(attempt.review_blob) == b"CWE-79, app.py:2"
    assert "REVIEW.md" not in house.store.blobs.get_files(attempt.files_digest).as_dict()


@pytest.mark.parametrize(
    ("status", "assurance", "full"),
    [
        (Status.SECURE, Assurance.FULL, True),
        (Status.SECURE, Assurance.REDUCED, False),
        (Status.VULNERABLE, Assurance.IN_PROCESS, False),
        (Status.INFRA_ERROR, Assurance.REDUCED, True),
    ],
)
def test_a_trial_is_fully_assured_where_every_verdict_is(
    house: House,
    planned: Plan,
    files: Files,
    verdict_of: Callable[..., Verdict],
    status: Status,
    assurance: Assurance,
    full: bool,
) -> None:
    """A failure of ours is no verdict, and puts no other one in doubt."""
    run_id, caller = planned(feedback="none", selection={"ids": ["greet-user.python"]})
    submissions.submit(house, caller, start(house, caller).trial_id, files("secure"))
    held = queue.claim(house, "pool_test")
    assert held is not None
    verdict = verdict_of(house.library.get(held.case_id), status)
    assert queue.finish(house, held, verdict.model_copy(update={"assurance": assurance}))
    with house.store.read() as session:
        assert [record.fully_assured for record in trial_records(session, run_id)] == [full]
