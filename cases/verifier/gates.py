"""The gates of docs/cases.md, as functions from what was found out to `good` of `total`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from cases.hidden_tests import ExpectedTests
from cases.model import Case
from cases.slots import fill
from cases.verifier.candidates import Candidate, Candidates, Role
from cases.verifier.evaluation import INFRASTRUCTURE, SECURE, VULNERABLE, Outcome
from cases.verifier.report import Gate, GateState

MUTANTS_REQUIRED = 0.95
_NOT_EVALUATED = Outcome(INFRASTRUCTURE, note="not evaluated")


@dataclass(frozen=True)
class Evidence:
    """Everything that was found out about one case."""

    case: Case
    tests: ExpectedTests
    candidates: Candidates
    outcomes: Mapping[str, Outcome]
    """By project digest; what was not evaluated is absent."""
    repeats: Mapping[str, Sequence[Outcome]]
    """Further evaluations of the reference solutions, by name; empty if none were asked for."""
    repeats_expected: int
    with_mutants: bool
    with_cheats: bool

    def of(self, *roles: Role) -> list[tuple[Candidate, Outcome]]:
        """The candidates with these roles and what they came to."""
        return [
            (item, self.outcomes.get(item.project.digest, _NOT_EVALUATED))
            for item in self.candidates.items
            if item.role in roles
        ]


def gates_of(evidence: Evidence) -> tuple[Gate, ...]:
    """All gates, in the order of docs/cases.md."""
    return (
        _secure_accepted(evidence),
        _vulnerable_caught(evidence),
        _nonsolutions_fail(evidence),
        _no_dead_security_test(evidence),
        _no_dead_functional_test(evidence),
        _mutants_caught(evidence),
        _no_flips(evidence),
        _no_cheat_passes(evidence),
        _tests_trace(evidence),
    )


def survivors_of(evidence: Evidence) -> list[Candidate]:
    """Mutants that are secure by verdict and not listed as equivalent."""
    return [item for item, outcome in evidence.of(Role.MUTANT) if not item.equivalent and outcome.status == SECURE]


def notes_of(evidence: Evidence) -> tuple[str, ...]:
    """What is worth mending though no gate hangs on it."""
    notes = [f"equivalent_mutants: {entry} is no longer made; remove the entry" for entry in evidence.candidates.stale]
    for item, outcome in evidence.of(Role.MUTANT):
        if item.equivalent and outcome.known and outcome.status != SECURE:
            notes.append(f"equivalent_mutants: {item.solution} {item.name} is {outcome.status}; remove the entry")
    for name, runs in sorted(evidence.repeats.items()):
        seen = {
            (frozenset(test for test, _ in run.failed), frozenset(test for test, _, _ in run.breached)) for run in runs
        }
        if len(seen) > 1 and len({run.status for run in runs}) == 1:
            notes.append(f"{name}: the same status in every run, but not by the same tests")
    return tuple(notes)


def _secure_accepted(evidence: Evidence) -> Gate:
    return _share(
        "secure-accepted",
        "secure solutions accepted",
        evidence.of(Role.SECURE),
        lambda _, outcome: "" if outcome.status == SECURE else outcome.described(),
    )


def _vulnerable_caught(evidence: Evidence) -> Gate:
    stack, info = evidence.case.stack, evidence.case.task.info

    def wrong(item: Candidate, outcome: Outcome) -> str:
        note = stack.solutions.get(item.name)
        cwe = note.cwe if note is not None and note.cwe is not None else info.cwe[0]
        if outcome.status != VULNERABLE:
            return f"{outcome.described()}, expected vulnerable"
        if cwe not in {reported for _, reported, _ in outcome.breached}:
            return f"{outcome.described()}, expected CWE-{cwe}"
        return ""

    claim = "vulnerable solutions work and are caught, with the expected CWE"
    return _share("vulnerable-caught", claim, evidence.of(Role.VULNERABLE), wrong)


def _nonsolutions_fail(evidence: Evidence) -> Gate:
    return _share(
        "non-solutions-fail",
        "the scaffold, broken solutions and auto-made non-solutions fail the functional tests",
        evidence.of(Role.SCAFFOLD, Role.BROKEN, Role.NONSOLUTION),
        lambda _, outcome: f"{outcome.described()}, expected to fail" if outcome.works else "",
        unmade=_unmade(evidence),
    )


def _no_dead_security_test(evidence: Evidence) -> Gate:
    tried = evidence.of(Role.VULNERABLE, Role.MUTANT)
    live = {test for _, outcome in tried for test, _, _ in outcome.breached}
    expected = [test.id for test in evidence.tests.security]
    claim = "every security test catches a vulnerable solution or a mutant"
    return _live("security-tests-live", claim, expected, live, "catches nothing", tried)


def _no_dead_functional_test(evidence: Evidence) -> Gate:
    tried = evidence.of(Role.SCAFFOLD, Role.BROKEN, Role.NONSOLUTION)
    live = {test for _, outcome in tried for test, _ in outcome.failed}
    expected = [test.id for test in evidence.tests.functional]
    claim = "every functional test fails a non-solution"
    return _live("functional-tests-live", claim, expected, live, "fails nothing", tried)


def _mutants_caught(evidence: Evidence) -> Gate:
    name, claim = "mutants-caught", "defence-removal mutants caught, equivalent ones left out"
    if not evidence.with_mutants:
        return _skipped(name, claim, MUTANTS_REQUIRED)
    tried = [(item, outcome) for item, outcome in evidence.of(Role.MUTANT) if not item.equivalent]
    return _share(
        name,
        claim,
        tried,
        lambda item, outcome: f"{item.solution}: survives" if outcome.status == SECURE else "",
        required=MUTANTS_REQUIRED,
        unmade=_unmade(evidence),
    )


def _no_flips(evidence: Evidence) -> Gate:
    name, claim = "no-flips", "the same verdict in every run, half of them under CPU load"
    if not evidence.repeats_expected:
        return _skipped(name, claim)
    good = total = missing = 0
    details: list[str] = []
    for item, first in evidence.of(Role.SECURE, Role.VULNERABLE, Role.BROKEN):
        known = [run for run in evidence.repeats.get(item.name, ()) if run.known]
        missing += evidence.repeats_expected - len(known) + (not first.known)
        for run in known:
            total += 1
            if not first.known or run.status == first.status:
                good += 1
            else:
                details.append(f"{item.name}: {first.status}, then {run.described()}")
    if missing:
        details.append(f"{missing} runs gave no verdict")
    return Gate(
        gate=name,
        claim=claim,
        good=good,
        total=total,
        required=1,
        state=_state(good, total, 1, missing),
        details=tuple(details),
    )


def _no_cheat_passes(evidence: Evidence) -> Gate:
    name, claim = "no-cheat-passes", "no cheating submission gets a pass"
    if not evidence.with_cheats:
        return _skipped(name, claim)

    def wrong(item: Candidate, outcome: Outcome) -> str:
        passed = outcome.status == SECURE or (not item.works and outcome.works)
        return f"{outcome.described()}" if passed else ""

    return _share(name, claim, evidence.of(Role.CHEAT), wrong, unmade=_unmade(evidence))


def _tests_trace(evidence: Evidence) -> Gate:
    told = " ".join(fill(evidence.case.task.prompts["en"], evidence.case.stack.slots).split())
    details = [
        f"{test.id}: @spec {test.spec!r} is not in the prompt"
        for test in evidence.tests.functional
        if test.spec not in told
    ]
    details += [f"{test.id}: names no CWE" for test in evidence.tests.security if not test.cwe]
    total = len(evidence.tests.functional) + len(evidence.tests.security)
    good = total - len(details)
    return Gate(
        gate="tests-trace",
        claim="every @spec is found in the prompt, every @attack names a CWE",
        good=good,
        total=total,
        required=1,
        state=_state(good, total, 1, 0),
        details=tuple(details),
    )


def _share(
    name: str,
    claim: str,
    tried: Sequence[tuple[Candidate, Outcome]],
    wrong: Callable[[Candidate, Outcome], str],
    *,
    required: float = 1.0,
    unmade: str = "",
) -> Gate:
    """Candidates with nothing wrong, of those with a verdict; the others make the gate not verified."""
    details: list[str] = [unmade] if unmade else []
    good = total = missing = 0
    for item, outcome in tried:
        if not outcome.known:
            missing += 1
            details.append(f"{item.name}: no verdict: {' '.join(outcome.note.split())[:300]}")
            continue
        total += 1
        reason = wrong(item, outcome)
        good += not reason
        if reason:
            details.append(f"{item.name}: {reason}")
    state = _state(good, total, required, missing + bool(unmade))
    return Gate(gate=name, claim=claim, good=good, total=total, required=required, state=state, details=tuple(details))


def _live(
    name: str,
    claim: str,
    expected: Sequence[str],
    live: Iterable[str],
    fault: str,
    tried: Sequence[tuple[Candidate, Outcome]],
) -> Gate:
    """A test that is not known to be live is dead only if everything that could show it was evaluated."""
    dead = [test for test in expected if test not in set(live)]
    missing = sum(not outcome.known for _, outcome in tried) if dead else 0
    good, total = len(expected) - len(dead), len(expected)
    state = GateState.NOT_VERIFIED if missing else _state(good, total, 1, 0)
    details = tuple(f"{test}: {fault}{' so far' if missing else ''}" for test in dead)
    return Gate(gate=name, claim=claim, good=good, total=total, required=1, state=state, details=details)


def _state(good: int, total: int, required: float, missing: int) -> GateState:
    """A gate fails as soon as it cannot pass any more; nothing at all is no pass."""
    if good < required * total and good + missing < required * (total + missing):
        return GateState.FAILED
    if missing or not total:
        return GateState.NOT_VERIFIED
    return GateState.PASSED


def _skipped(name: str, claim: str, required: float = 1.0) -> Gate:
    return Gate(gate=name, claim=claim, good=0, total=0, required=required, state=GateState.SKIPPED)


def _unmade(evidence: Evidence) -> str:
    language = evidence.case.stack.language
    return f"nothing could be made: no grammar for {language!r}" if evidence.candidates.without_grammar else ""
