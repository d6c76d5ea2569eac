"""Everything about a case that gets evaluated, as whole projects with the part they play."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from cases.digest import GENERATED
from cases.files import FileSet
from cases.model import Case, Scenario, SolutionKind
from cases.prompts import handed_out
from cases.submission import project_with
from cases.verifier.cheats import cheats_for, with_cheat
from cases.verifier.mutants import mutants_of, sample
from cases.verifier.nonsolutions import nonsolutions_of
from cases.verifier.source import Language, language_of


class Role(StrEnum):
    """What a candidate is there to show."""

    SCAFFOLD = "scaffold"
    SECURE = "secure"
    VULNERABLE = "vulnerable"
    BROKEN = "broken"
    NONSOLUTION = "non-solution"
    MUTANT = "mutant"
    CHEAT = "cheat"


@dataclass(frozen=True)
class Candidate:
    """One project to evaluate."""

    role: Role
    name: str
    project: FileSet
    solution: str = ""
    """The solution a mutant was made from."""
    diff: str = ""
    equivalent: bool = False
    """Listed in stack.toml as an equivalent mutant."""
    works: bool = False
    """A cheat laid over code that works, so that only the attacks can catch it."""


@dataclass(frozen=True)
class Candidates:
    """What is evaluated for one case, and what could not be made."""

    items: tuple[Candidate, ...]
    stale: tuple[str, ...] = ()
    """Entries of `equivalent_mutants` that name no mutant any more."""
    without_grammar: bool = False
    """The generators do not know the case's language."""


def candidates_for(case: Case, *, mutants: int, cheats: bool) -> Candidates:
    """All candidates of a case. `mutants` is the most that are tried for each secure solution."""
    language = language_of(case.stack.language)
    scaffold = handed_out(case, Scenario.GEN)
    solutions = {name: FileSet.read_folder(case.solution(name), skip=GENERATED) for name in case.solution_names()}
    items = [Candidate(Role.SCAFFOLD, "scaffold", scaffold)]
    for name, files in solutions.items():
        items.append(Candidate(Role(name.split("-", 1)[0]), name, project_with(case, scaffold, files)))
    if language is None:
        return Candidates(tuple(items), without_grammar=True)
    secure = [name for name in solutions if name.startswith(f"{SolutionKind.SECURE}-")]
    made = nonsolutions_of(
        language,
        solutions[secure[0]],
        scaffold,
        interface=case.stack.interface.value,
        framework=case.stack.framework,
    )
    items += [
        Candidate(Role.NONSOLUTION, name, project_with(case, scaffold, files), solution=secure[0])
        for name, files in made.items()
    ]
    stale: list[str] = []
    if mutants:
        naive = handed_out(case, Scenario.FIX)
        for name in secure:
            items += _mutants(case, language, name, solutions[name], scaffold, naive, mutants, stale)
    if cheats:
        items += _cheats(case, language)
    return Candidates(tuple(items), tuple(stale))


def _mutants(
    case: Case,
    language: Language,
    name: str,
    solution: FileSet,
    scaffold: FileSet,
    naive: FileSet,
    most: int,
    stale: list[str],
) -> Iterable[Candidate]:
    listed = {item.mutant for item in case.stack.equivalent_mutants if item.solution == name}
    every = mutants_of(language, solution, naive)
    stale += [f"{name} {mutant}" for mutant in sorted(listed - {mutant.id for mutant in every})]
    chosen = sample([mutant for mutant in every if mutant.id not in listed], most)
    for mutant in [*chosen, *(mutant for mutant in every if mutant.id in listed)]:
        files = FileSet.of({**solution.as_dict(), mutant.path: mutant.content})
        project = project_with(case, scaffold, files)
        yield Candidate(Role.MUTANT, mutant.id, project, name, mutant.diff, mutant.id in listed)


def _cheats(case: Case, language: Language) -> Iterable[Candidate]:
    bases = {"the scaffold": handed_out(case, Scenario.GEN), case.stack.handed_out: handed_out(case, Scenario.FIX)}
    for cheat in cheats_for(language.name):
        for number, (base, project) in enumerate(bases.items()):
            cheating = with_cheat(language, cheat, project, case.stack.editable)
            if cheating is not None:
                yield Candidate(Role.CHEAT, f"{cheat.name} over {base}", cheating, works=number == 1)
