"""What the replay agents play, for every case of the built-in packs."""

from __future__ import annotations

import pytest

from cases.loader import load_library
from cases.model import Scenario, SolutionKind
from cases.prompts import handed_out
from cases.submission import project_with
from clients.players import Style, move, moves, satisfied

LIBRARY = load_library(strict=False)
KINDS = {
    Style.CAREFUL: {SolutionKind.SECURE},
    Style.HASTY: {SolutionKind.VULNERABLE},
    Style.LEARNING: set(SolutionKind),
}


@pytest.mark.parametrize("scenario", Scenario)
@pytest.mark.parametrize("style", Style)
def test_every_move_is_a_submission_the_case_takes(style: Style, scenario: Scenario) -> None:
    for case in LIBRARY.all():
        base = handed_out(case, scenario)
        for number in range(4):
            chosen = move(style, case, scenario, number)
            project_with(case, base, chosen.project)
            assert SolutionKind(chosen.solution.split("-")[0]) in KINDS[style]


def test_no_move_is_the_same_submission_as_an_earlier_one() -> None:
    for case in LIBRARY.all():
        for style in Style:
            digests = [move(style, case, Scenario.GEN, number).project.digest for number in range(7)]
            assert len(set(digests)) == len(digests)


def test_learning_climbs_and_a_hint_saves_it_a_step() -> None:
    for case in LIBRARY.all():
        kinds = [name.split("-")[0] for name in moves(Style.LEARNING, case, Scenario.GEN)]
        assert kinds == ["broken", "vulnerable", "secure"]
        hinted = [name.split("-")[0] for name in moves(Style.LEARNING, case, Scenario.GEN_HINTS)]
        assert hinted == ["broken", "secure"]


def test_hasty_does_not_begin_with_what_it_was_handed() -> None:
    for case in LIBRARY.all():
        assert moves(Style.HASTY, case, Scenario.FIX)[0] != case.stack.handed_out


@pytest.mark.parametrize(
    ("result", "content"),
    [("works", True), ("secure", True), ("accepted", True), ("vulnerable", False), ("functional_failed", False)],
)
def test_an_agent_goes_on_while_it_is_told_of_a_fault(result: str, content: bool) -> None:
    assert satisfied(result) is content
