"""Whose fault it is when the judge or a hidden test stumbles over what the target did.

A test that raises has shown nothing. If that were always our fault, a submission could turn a case that it would lose
into `no_verdict`: by an answer that an attack cannot read, a page that ends the browser, a flood that ends the judge.
If it were always the submission's, a mistake in a hidden test would be scored against whoever met it. So the same is
tried again, and then the case's first secure solution is judged: where that one is `secure`, our parts work, and it was
the submission.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from cases.digest import GENERATED
from cases.files import FileSet
from cases.model import Case, Scenario, SolutionKind
from cases.prompts import handed_out
from cases.submission import project_with
from sandbox.verdict import Status, Verdict

UNUSABLE = "the feature answers in a form that cannot be used"
"""Public message of a submission that was found to be the cause."""


@dataclass(frozen=True)
class Judged:
    """A verdict, and whether the judge or a test stumbled (the verdict is `infra_error` then)."""

    verdict: Verdict
    stumbled: bool = False


def adjudicate(judge: Callable[[FileSet], Judged], case: Case, project: FileSet) -> Verdict:
    """Judge a project at which the judge or a test stumbled anew: the verdict, or `crashed`, or still `infra_error`.

    `judge` evaluates one project. At most two evaluations.
    """
    again = judge(project)
    if not again.stumbled:
        return again.verdict
    reference = reference_project(case)
    if reference is None:
        return again.verdict
    control = judge(reference).verdict
    if control.status is not Status.SECURE:
        reason = f"{again.verdict.reason}; the secure solution beside it was {control.status} {control.reason}".strip()
        return again.verdict.model_copy(update={"reason": reason})
    reason = f"twice, while the secure solution was found secure: {again.verdict.reason}"
    return again.verdict.model_copy(update={"status": Status.CRASHED, "message": UNUSABLE, "reason": reason})


def reference_project(case: Case) -> FileSet | None:
    """The case's project with its first secure solution; None where it has none.

    Raises:
        CaseError, SubmissionError, OSError: the case's files are not usable.
    """
    names = case.solution_names(SolutionKind.SECURE)
    if not names:
        return None
    solution = FileSet.read_folder(case.solution(names[0]), skip=GENERATED)
    return project_with(case, handed_out(case, Scenario.GEN), solution)
