"""Verdicts without a sandbox: a project is judged by which reference solution it is. Everything around it is real."""

from __future__ import annotations

from cases.files import FileSet
from cases.model import Case, SolutionKind
from clients.players import SKIPPED
from sandbox.verdict import Assurance, Breach, Failure, Functional, Security, Status, ToolchainRef, Verdict


def judged_by_its_name(case: Case, project: FileSet) -> Verdict:
    """Trailing blank lines do not matter, as they would not to the sandbox."""
    kind = next((kind for kind in SolutionKind if project_is(case, project, kind)), SolutionKind.BROKEN)
    status = {
        SolutionKind.SECURE: Status.SECURE,
        SolutionKind.VULNERABLE: Status.VULNERABLE,
        SolutionKind.BROKEN: Status.FUNCTIONAL_FAILED,
    }[kind]
    works = kind is not SolutionKind.BROKEN
    failures = () if works else (Failure(test="test_it", message="it answers"),)
    breaches = (Breach(test="test_attack", cwe=1, evidence="leaked"),) if kind is SolutionKind.VULNERABLE else ()
    return Verdict(
        case=case.id,
        case_digest=case.digest,
        status=status,
        functional=Functional(passed=int(works), total=1, failures=failures),
        security=Security(withstood=int(kind is SolutionKind.SECURE), total=1, breaches=breaches),
        assurance=Assurance.FULL,
        backend="none",
        toolchain=ToolchainRef(name="none", digest="0"),
    )


def project_is(case: Case, project: FileSet, kind: SolutionKind) -> bool:
    scaffold = FileSet.read_folder(case.scaffold, skip=SKIPPED)
    wanted = _plain(project)
    solutions = (FileSet.read_folder(case.solution(name), skip=SKIPPED) for name in case.solution_names(kind))
    return any(_plain(solution.over(scaffold)) == wanted for solution in solutions)


def _plain(files: FileSet) -> dict[str, bytes]:
    return {path: content.rstrip() for path, content in files if path != ".gitkeep"}
