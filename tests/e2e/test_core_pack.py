"""The core pack judged on real sandboxes: a sample of every case here, every gate of every case behind `heavy`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache

import pytest

from cases.digest import GENERATED
from cases.files import FileSet
from cases.library import Library
from cases.loader import load_library
from cases.model import Case, Scenario, SolutionKind
from cases.prompts import handed_out
from cases.submission import project_with
from cases.verifier.report import GateState
from cases.verifier.run import Options, verify
from sandbox.evaluator import Evaluator
from sandbox.planning import needs_of
from sandbox.toolchains.model import ToolchainError
from sandbox.verdict import NONFUNCTIONAL, Status, Verdict


@lru_cache
def library() -> Library:
    return load_library()


CASES = [case.id for case in library().all()]


def case_for(evaluator: Evaluator, case_id: str) -> Case:
    """The case, if this machine has what it is judged with; else the test is skipped and says what is missing."""
    case = library().get(case_id)
    try:
        evaluator.toolchain(case)
    except ToolchainError as error:
        pytest.skip(str(error))
    if not evaluator.can_judge(case):
        pytest.skip(f"{evaluator.backend_name} here lacks something of {', '.join(sorted(needs_of(case)))}")
    return case


def judged(evaluator: Evaluator, case: Case, *solutions: str) -> dict[str, Verdict]:
    """Verdicts by solution name; the empty name is the scaffold as it is."""
    base = handed_out(case, Scenario.GEN)
    projects = {
        name: project_with(case, base, FileSet.read_folder(case.solution(name), skip=GENERATED)) if name else base
        for name in solutions
    }
    with ThreadPoolExecutor(2) as pool:
        verdicts = pool.map(lambda project: evaluator.evaluate(case, project), projects.values())
        return dict(zip(projects, verdicts, strict=True))


def test_the_pack_is_as_large_as_it_says() -> None:
    cases = library().all()
    assert len(cases) >= 67
    assert len({case.task.name for case in cases}) >= 34
    frameworks = {"plain", "flask", "django", "fastapi", "express", "echo", "spring", "rails", "react", "nextjs"}
    assert frameworks <= {case.stack.framework for case in cases}
    assert len(library().demo()) >= 6


@pytest.mark.parametrize("case_id", CASES)
def test_reference_solutions_are_found_to_be_what_they_are(complete: Evaluator, case_id: str) -> None:
    case = case_for(complete, case_id)
    secure = case.solution_names(SolutionKind.SECURE)[0]
    verdicts = judged(complete, case, secure, case.stack.handed_out, "")
    found = {name: verdict.status for name, verdict in verdicts.items()}
    for verdict in verdicts.values():
        if "to tell CPU times" in verdict.reason:
            pytest.skip(verdict.reason)  # Docker 20.10, in cases that measure often
    assert found[secure] is Status.SECURE, verdicts[secure].model_dump_json(indent=1)
    naive = verdicts[case.stack.handed_out]
    assert naive.status is Status.VULNERABLE, naive.model_dump_json(indent=1)
    note = case.stack.solutions.get(case.stack.handed_out)
    expected = note.cwe if note and note.cwe else case.task.info.cwe[0]
    assert expected in {breach.cwe for breach in naive.security.breaches}
    assert found[""] in NONFUNCTIONAL, "the scaffold alone is no solution"


@pytest.mark.parametrize("case_id", [case.id for case in library().demo()])
def test_the_demo_is_judged_alike_without_namespaces(evaluator: Evaluator, case_id: str) -> None:
    if evaluator.backend_name == "bubblewrap":
        pytest.skip("judged on bubblewrap by the test above")
    case = library().get(case_id)
    secure = case.solution_names(SolutionKind.SECURE)[0]
    verdicts = judged(evaluator, case, secure, case.stack.handed_out)
    assert [verdict.status for verdict in verdicts.values()] == [Status.SECURE, Status.VULNERABLE]


@pytest.mark.heavy
@pytest.mark.timeout(7200)
@pytest.mark.parametrize("case_id", CASES)
def test_every_gate_holds(bubblewrap: Evaluator, case_id: str) -> None:
    case = case_for(bubblewrap, case_id)
    report = verify([case], bubblewrap.evaluate, Options(mutants=30, flips=20, cheats=True))
    assert report.state is GateState.PASSED, report.model_dump_json(indent=1)
