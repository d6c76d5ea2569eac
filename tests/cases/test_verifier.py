"""The verifier on a scripted evaluator: which answers make which gate pass, fail, or stay open."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from cases.files import FileSet
from cases.loader import load_library
from cases.model import Case
from cases.verifier.cheats import cheats_for, with_cheat
from cases.verifier.report import CaseReport, Gate, GateState, Report
from cases.verifier.run import Options, verify
from cases.verifier.source import language_of

MakePack = Callable[[Mapping[str, str | None]], Path]
STACK = "notes/stacks/python/stack.toml"


@dataclass(frozen=True)
class Failure:
    test: str
    message: str = "expected something else"


@dataclass(frozen=True)
class Breach:
    test: str
    cwe: int = 22
    evidence: str = "read it"


@dataclass(frozen=True)
class Functional:
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class Security:
    breaches: tuple[Breach, ...] = ()


@dataclass(frozen=True)
class Verdict:
    status: str
    functional: Functional = field(default_factory=Functional)
    security: Security = field(default_factory=Security)
    message: str = ""
    reason: str = ""


SECURE = Verdict("secure")
CAUGHT = Verdict("vulnerable", security=Security((Breach("test_parent_is_out_of_reach"),)))
FAILED = Verdict("functional_failed", Functional((Failure("test_reads_a_note"), Failure("test_unknown_name"))))
TROUBLE = Verdict("infra_error", reason="the pod did not start")


def judged(case: Case, project: FileSet) -> Verdict:
    """What a real judge finds out about the small pack's programs, told from their text."""
    text = project.as_dict()["notes.py"].decode()
    if (
        "_os" in text
        or "SystemExit" in text
        or "AssertionError" in text
        or "_Agreeable" in text
        or "_threading" in text
    ):
        return FAILED
    if "read_text" not in text or "read_note" not in text or "not in {}" in text:
        return FAILED
    guarded = '"/" in name or name == ".."' in text and "raise LookupError" in text and "not (" not in text
    listed = "if name not in {path" in text and "raise LookupError" in text
    return SECURE if guarded or listed else CAUGHT


def gate(report: Report | CaseReport, name: str) -> Gate:
    case = report.cases[0] if isinstance(report, Report) else report
    return next(item for item in case.gates if item.gate == name)


def only(**changes: Verdict) -> Callable[[Case, FileSet], Verdict]:
    """As `judged`, but programs that are exactly the named solution get another verdict."""

    def evaluate(case: Case, project: FileSet) -> Verdict:
        for name, verdict in changes.items():
            solution = case.solution(name.replace("_", "-")) / "notes.py"
            if project.as_dict()["notes.py"] == solution.read_bytes():
                return verdict
        return judged(case, project)

    return evaluate


QUICK = Options(mutants=0, cheats=False, jobs=2)


def test_a_sound_case_passes_every_gate(small_case: Case) -> None:
    report = verify([small_case], judged, Options(mutants=30, flips=2, jobs=2))
    assert report.state is GateState.PASSED, report.model_dump_json(indent=1)
    numbers = {item.gate: (item.good, item.total) for item in report.cases[0].gates}
    assert numbers["secure-accepted"] == (2, 2)
    assert numbers["vulnerable-caught"] == (3, 3)
    assert numbers["security-tests-live"] == (1, 1)
    assert numbers["functional-tests-live"] == (2, 2)
    assert numbers["no-flips"] == (14, 14)
    assert numbers["tests-trace"] == (3, 3)
    assert numbers["no-cheat-passes"] == (2 * len(cheats_for("python")),) * 2
    assert numbers["non-solutions-fail"][1] > 3
    assert [total.state for total in report.totals] == [item.state for item in report.cases[0].gates]
    assert Report.model_validate_json(report.model_dump_json()) == report


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({"secure_listed": CAUGHT}, "secure-accepted", "secure-listed: vulnerable (test_parent_is_out_of_reach"),
        ({"secure_listed": FAILED}, "secure-accepted", "secure-listed: functional_failed (test_reads_a_note"),
        ({"vulnerable_dots": SECURE}, "vulnerable-caught", "vulnerable-dots: secure, expected vulnerable"),
        ({"vulnerable_dots": FAILED}, "vulnerable-caught", "vulnerable-dots: functional_failed"),
        (
            {"vulnerable_dots": Verdict("vulnerable", security=Security((Breach("t", 89),)))},
            "vulnerable-caught",
            "expected CWE-22",
        ),
        ({"broken_empty": SECURE}, "non-solutions-fail", "broken-empty: secure, expected to fail"),
        ({"broken_empty": CAUGHT}, "non-solutions-fail", "broken-empty: vulnerable"),
    ],
)
def test_one_wrong_verdict_fails_its_gate(small_case: Case, changes: dict[str, Verdict], name: str, words: str) -> None:
    report = verify([small_case], only(**changes), QUICK)
    assert report.state is GateState.FAILED
    assert gate(report, name).state is GateState.FAILED
    assert any(words in detail for detail in gate(report, name).details)
    assert gate(report, name).good == gate(report, name).total - 1


def test_a_noted_cwe_is_the_one_expected(make_pack: MakePack) -> None:
    pack = make_pack({})
    with (pack / STACK).open("a") as stream:
        stream.write("\n[solutions.vulnerable-dots]\ncwe = 23\n")
    report = verify([load_library([pack]).get("notes.python")], judged, QUICK)
    assert gate(report, "vulnerable-caught").details == (
        "vulnerable-dots: vulnerable (test_parent_is_out_of_reach: CWE-22, read it), expected CWE-23",
    )


def test_dead_tests_are_named(small_case: Case) -> None:
    def evaluate(case: Case, project: FileSet) -> Verdict:
        verdict = judged(case, project)
        if verdict is FAILED:
            return Verdict("functional_failed", Functional((Failure("test_reads_a_note"),)))
        return Verdict("vulnerable", security=Security((Breach("another"),))) if verdict is CAUGHT else verdict

    report = verify([small_case], evaluate, QUICK)
    assert gate(report, "functional-tests-live").details == ("test_unknown_name: fails nothing",)
    assert gate(report, "security-tests-live").details == ("test_parent_is_out_of_reach: catches nothing",)
    assert gate(report, "security-tests-live").state is GateState.FAILED


def test_surviving_mutants_fail_the_gate_with_their_diff(small_case: Case) -> None:
    def blind(case: Case, project: FileSet) -> Verdict:
        verdict = judged(case, project)
        return SECURE if verdict is CAUGHT and b"raise" not in project.as_dict()["notes.py"] else verdict

    report = verify([small_case], blind, Options(mutants=30, cheats=False, jobs=2))
    assert gate(report, "mutants-caught").state is GateState.FAILED
    survivors = report.cases[0].survivors
    assert {item.solution for item in survivors} == {"secure-guarded", "secure-listed"}
    assert all(item.diff.startswith("--- notes.py") for item in survivors)


def test_listed_equivalent_mutants_are_left_out_and_watched(make_pack: MakePack) -> None:
    pack = make_pack({})
    case = load_library([pack]).get("notes.python")
    survivor = verify([case], lambda *_: SECURE, Options(mutants=30, cheats=False, jobs=1)).cases[0].survivors[0]
    entry = '\n[[equivalent_mutants]]\nsolution = "{}"\nmutant = "{}"\nreason = "changes nothing"\n'
    with (pack / STACK).open("a") as stream:
        stream.write(entry.format(survivor.solution, survivor.mutant))
        stream.write(entry.format("secure-listed", "drop-guard:notes.py:00000000"))
    listed = load_library([pack]).get("notes.python")

    accepted = verify([listed], lambda *_: SECURE, Options(mutants=30, cheats=False, jobs=1)).cases[0]
    assert survivor.mutant not in {item.mutant for item in accepted.survivors if item.solution == survivor.solution}
    assert any("drop-guard:notes.py:00000000 is no longer made" in note for note in accepted.notes)

    caught = verify([listed], lambda *_: CAUGHT, Options(mutants=30, cheats=False, jobs=1)).cases[0]
    assert any(f"{survivor.mutant} is vulnerable; remove the entry" in note for note in caught.notes)


@pytest.mark.parametrize("role", ["secure_listed", "vulnerable_dots", "broken_empty"])
def test_infrastructure_trouble_is_never_a_pass(small_case: Case, role: str) -> None:
    report = verify([small_case], only(**{role: TROUBLE}), QUICK)
    assert report.state is GateState.NOT_VERIFIED
    details = [detail for item in report.cases[0].gates for detail in item.details]
    assert any("no verdict: the pod did not start" in detail for detail in details)


def test_an_evaluator_that_raises_is_infrastructure_trouble(small_case: Case) -> None:
    def evaluate(case: Case, project: FileSet) -> Verdict:
        raise OSError("no space left")

    report = verify([small_case], evaluate, QUICK)
    assert report.state is GateState.NOT_VERIFIED
    assert any("OSError: no space left" in detail for detail in gate(report, "secure-accepted").details)


def test_a_failure_is_a_failure_even_if_other_verdicts_are_missing(small_case: Case) -> None:
    report = verify([small_case], only(secure_listed=TROUBLE, secure_guarded=CAUGHT), QUICK)
    assert gate(report, "secure-accepted").state is GateState.FAILED


def test_flips_are_counted_per_run(small_case: Case) -> None:
    runs: Counter[str] = Counter()
    lock = threading.Lock()

    def unsteady(case: Case, project: FileSet) -> Verdict:
        text = project.as_dict()["notes.py"]
        with lock:
            runs[project.digest] += 1
            number = runs[project.digest]
        return (
            CAUGHT
            if text == (case.solution("secure-listed") / "notes.py").read_bytes() and number == 3
            else judged(case, project)
        )

    report = verify([small_case], unsteady, Options(mutants=0, cheats=False, flips=3, jobs=2))
    flips = gate(report, "no-flips")
    assert (flips.good, flips.total, flips.state) == (20, 21, GateState.FAILED)
    assert flips.details[0].startswith("secure-listed: secure, then vulnerable")
    assert set(runs.values()) >= {4}


def test_repetitions_by_other_tests_are_noted(small_case: Case) -> None:
    turns = iter(range(10_000))

    def wavering(case: Case, project: FileSet) -> Verdict:
        if judged(case, project) is not CAUGHT:
            return judged(case, project)
        return Verdict("vulnerable", security=Security((Breach(f"attack_{next(turns) % 2}"),)))

    report = verify([small_case], wavering, Options(mutants=0, cheats=False, flips=4, jobs=1))
    assert gate(report, "no-flips").state is GateState.PASSED
    assert any("not by the same tests" in note for note in report.cases[0].notes)


@pytest.mark.parametrize("status", ["secure", "vulnerable"])
def test_a_cheat_that_gets_a_pass_fails_the_gate(small_case: Case, status: str) -> None:
    def fooled(case: Case, project: FileSet) -> Verdict:
        text = project.as_dict()["notes.py"].decode()
        return Verdict(status) if "PASSED" in text and "NotImplementedError" in text else judged(case, project)

    report = verify([small_case], fooled, Options(mutants=0, jobs=2))
    assert gate(report, "no-cheat-passes").state is GateState.FAILED
    assert gate(report, "no-cheat-passes").details == (f"print-passed over the scaffold: {status}",)


@pytest.mark.parametrize("language", ["python", "javascript"])
def test_every_cheat_is_valid_source_where_it_is_put(language: str) -> None:
    known = language_of(language)
    assert known is not None
    file, text = {
        "python": ("a.py", '"""Doc."""\nfrom __future__ import annotations\n\n\ndef f():\n    return 1\n'),
        "javascript": ("a.js", "'use strict';\nimport x from 'y';\nexport const f = () => 1;\n"),
    }[language]
    cheats = cheats_for(language)
    assert len(cheats) >= 5
    for cheat in cheats:
        made = with_cheat(known, cheat, FileSet.of_text({file: text, "b.txt": "x"}), [file, "b.txt"])
        assert made is not None
        content = made.as_dict()[file]
        assert cheat.text.encode() in content
        if language == "python":
            compile(content, file, "exec")


def test_a_language_without_grammar_is_not_verified(make_pack: MakePack) -> None:
    pack = make_pack({})
    path = pack / STACK
    path.write_text(path.read_text().replace('language = "python"', 'language = "cobol"'))
    report = verify([load_library([pack]).get("notes.python")], judged, Options(mutants=5, jobs=1))
    assert gate(report, "mutants-caught").state is GateState.NOT_VERIFIED
    assert "no grammar for 'cobol'" in gate(report, "mutants-caught").details[0]
    assert gate(report, "secure-accepted").state is GateState.PASSED


def test_an_interruption_keeps_what_was_done(small_case: Case) -> None:
    interrupted = threading.Event()

    def slow_once_interrupted(case: Case, project: FileSet) -> Verdict:
        if interrupted.is_set():
            threading.Event().wait(0.2)
        return judged(case, project)

    def interrupt(done: int, expected: int, case_id: str) -> None:
        if done == 1:
            interrupted.set()
            raise KeyboardInterrupt

    report = verify([small_case], slow_once_interrupted, Options(flips=50, jobs=1), progress=interrupt)
    assert report.interrupted
    assert 1 <= report.evaluations < 350
    assert report.state is GateState.NOT_VERIFIED
    assert gate(report, "no-flips").state is GateState.NOT_VERIFIED


def test_the_same_project_is_evaluated_once(small_case: Case) -> None:
    seen: list[str] = []

    def evaluate(case: Case, project: FileSet) -> Verdict:
        seen.append(project.digest)
        return judged(case, project)

    verify([small_case], evaluate, Options(mutants=30, jobs=1))
    assert len(seen) == len(set(seen))
