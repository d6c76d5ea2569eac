"""What the replay agents know: which stored solution to play, and when they think they are done. Pure.

They are not clever, and they are known: whoever sees their scores knows what the numbers must look like.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cases.files import FileSet
from cases.model import Case, Scenario, SolutionKind
from cases.submission import REVIEW_FILE

SKIPPED = frozenset({"__pycache__", "node_modules", ".venv"})
_HINTED = frozenset({Scenario.GEN_HINTS, Scenario.FIX_HINTS})


class Style(StrEnum):
    """A replay agent."""

    CAREFUL = "careful"
    """Plays secure solutions."""
    HASTY = "hasty"
    """Plays code that works and can be attacked, and never learns."""
    LEARNING = "learning"
    """Begins broken, and improves by what it is told: works after functional feedback, secure after it was told of the
    attacks, or of the weakness by a hint in the prompt. So its result shows the run's feedback policy."""


@dataclass(frozen=True)
class Move:
    """One submission: the name of the solution it comes from, and the whole project it makes."""

    solution: str
    project: FileSet


def moves(style: Style, case: Case, scenario: Scenario) -> list[str]:
    """The solutions a style plays, in order; the last one again, in other clothes, if it is asked for more."""
    secure = case.solution_names(SolutionKind.SECURE)
    vulnerable = case.solution_names(SolutionKind.VULNERABLE)
    # Handing back what was handed out is no attempt: in fix and review it comes last.
    vulnerable.sort(key=lambda name: (name == case.stack.handed_out and scenario not in _BUILDS, name))
    if style is Style.CAREFUL:
        return secure
    if style is Style.HASTY:
        return vulnerable
    broken = case.solution_names(SolutionKind.BROKEN)
    return [*broken[:1], *(() if scenario in _HINTED else vulnerable[:1]), *secure[:1]]


def move(style: Style, case: Case, scenario: Scenario, number: int) -> Move:
    """Submission `number`, from 0 on, of a style.

    Raises:
        ValueError: the case has no solution of the kind this style plays.
    """
    names = moves(style, case, scenario)
    if not names:
        raise ValueError(f"{case.id} has no solution that {style} could play")
    name = names[min(number, len(names) - 1)]
    scaffold = FileSet.read_folder(case.scaffold, skip=SKIPPED)
    solution = FileSet.read_folder(case.solution(name), skip=SKIPPED)
    again = max(0, number - len(names) + 1)
    if again:
        solution = _in_other_clothes(solution, again, case.stack.editable)
    if scenario is Scenario.REVIEW:
        solution = FileSet.of({**solution.as_dict(), REVIEW_FILE: _review(style, case).encode()})
    return Move(solution=name, project=solution.over(scaffold))


def satisfied(result: str) -> bool:
    """Whether feedback gives an agent no reason to go on."""
    return result in {"accepted", "works", "secure", "no_verdict"}


_BUILDS = frozenset({Scenario.GEN, Scenario.GEN_HINTS})


def _in_other_clothes(solution: FileSet, times: int, editable: Sequence[str]) -> FileSet:
    """The same code with blank lines at its end: the same files again would be the same submission."""
    files = solution.as_dict()
    path = next((path for path in editable if path in files), solution.items[0][0])
    return FileSet.of({**files, path: files[path] + b"\n" * times})


def _review(style: Style, case: Case) -> str:
    if style is Style.HASTY:
        return "I found no weakness.\n"
    return f"CWE-{case.task.info.cwe[0]}: {case.task.info.title}, in {case.stack.editable[0]}.\n"
