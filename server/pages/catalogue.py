"""What the case list and the case page show."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cases.errors import CaseError, UnknownCaseError
from cases.files import FileSet
from cases.hidden_tests import ExpectedTests, expected_tests
from cases.model import Case, Constraint, Scenario
from cases.prompts import compose, constraints_of, handed_out

if TYPE_CHECKING:
    from server.house import House

_FACETS: dict[str, Callable[[Case], str]] = {
    "language": lambda case: case.stack.language,
    "framework": lambda case: case.stack.framework,
    "family": lambda case: str(case.task.info.family),
    "severity": lambda case: str(case.task.info.severity),
}


@dataclass(frozen=True)
class Facet:
    """One thing the list can be narrowed by."""

    name: str
    values: tuple[str, ...]
    chosen: str


@dataclass(frozen=True)
class CaseList:
    """The cases that match, and what can be chosen."""

    cases: tuple[Case, ...]
    total: int
    facets: tuple[Facet, ...]
    search: str


@dataclass(frozen=True)
class CaseView:
    """A case as people read it. `tests` only for operators: their names tell the attacks."""

    case: Case
    prompt: str
    files: tuple[tuple[str, str], ...]
    constraints: tuple[Constraint, ...]
    tests: ExpectedTests | None


def case_list(house: House, chosen: dict[str, str], search: str) -> CaseList:
    """The cases with every chosen value and with `search` in their id or title."""
    every = house.library.all()
    needle = search.casefold().strip()
    found = [
        case
        for case in every
        if all(not chosen.get(name) or read(case) == chosen[name] for name, read in _FACETS.items())
        and (needle in case.id.casefold() or needle in case.task.info.title.casefold())
    ]
    facets = tuple(
        Facet(name, tuple(sorted({read(case) for case in every})), chosen.get(name, ""))
        for name, read in _FACETS.items()
    )
    return CaseList(tuple(found), len(every), facets, search)


def case_view(house: House, case_id: str, *, with_tests: bool) -> CaseView | None:
    """The case of that id; None if there is none."""
    try:
        case = house.library.get(case_id)
    except UnknownCaseError:
        return None
    return CaseView(
        case=case,
        prompt=compose(case, Scenario.GEN).text,
        files=_texts(handed_out(case, Scenario.GEN)),
        constraints=constraints_of(case),
        tests=_tests(case) if with_tests else None,
    )


def _texts(files: FileSet) -> tuple[tuple[str, str], ...]:
    return tuple((path, content.decode("utf-8", "backslashreplace")) for path, content in files)


def _tests(case: Case) -> ExpectedTests | None:
    try:
        return expected_tests(case)
    except CaseError:
        return None
