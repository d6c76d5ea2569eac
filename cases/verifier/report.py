"""The published result of verifying cases: a number for every gate."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum

from pydantic import Field

from cases.model import Frozen


class GateState(StrEnum):
    """How a gate came out."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_VERIFIED = "not verified"
    """Evaluations are missing: infrastructure trouble, an interruption, or a language without a grammar."""
    SKIPPED = "skipped"
    """Not asked for."""


class Gate(Frozen):
    """One gate of one case: `good` of `total`, of which the share `required` is expected."""

    gate: str
    claim: str
    good: int
    total: int
    required: float = Field(ge=0, le=1)
    state: GateState
    details: tuple[str, ...] = Field(default=(), description="what failed or is missing, one entry each")


class Survivor(Frozen):
    """A mutant that was judged secure and is not listed as equivalent."""

    solution: str
    mutant: str
    diff: str


class CaseReport(Frozen):
    """All gates of one case."""

    case: str
    digest: str
    pack: str
    state: GateState
    gates: tuple[Gate, ...]
    survivors: tuple[Survivor, ...] = ()
    notes: tuple[str, ...] = Field(default=(), description="worth mending, but no gate hangs on it")
    evaluations: int = Field(ge=0, description="projects that were evaluated, repetitions not counted")


class Total(Frozen):
    """One gate over all cases."""

    gate: str
    good: int
    total: int
    passed: int = Field(description="cases that pass")
    cases: int = Field(description="cases in which the gate was asked for")
    state: GateState


class Report(Frozen):
    """`vetloop cases verify --json`."""

    state: GateState
    cases: tuple[CaseReport, ...]
    totals: tuple[Total, ...]
    broken: tuple[str, ...] = Field(default=(), description="cases that do not load, with file, field and reason")
    refused: tuple[str, ...] = Field(default=(), description="cases that cannot be judged here, each with the reason")
    interrupted: bool = False
    evaluations: int = 0
    seconds: float = 0.0
    backend: str = ""
    assurance: str = ""
    options: dict[str, int | bool] = Field(default_factory=dict)


def worst(states: Iterable[GateState]) -> GateState:
    """A failure outweighs what is not verified, that outweighs a pass; only what was asked for counts."""
    found = set(states)
    for state in (GateState.FAILED, GateState.NOT_VERIFIED, GateState.PASSED):
        if state in found:
            return state
    return GateState.SKIPPED


def totals_of(cases: Sequence[CaseReport]) -> tuple[Total, ...]:
    """Every gate summed over the cases, in the order in which the gates stand."""
    names = dict.fromkeys(gate.gate for case in cases for gate in case.gates)
    totals: list[Total] = []
    for name in names:
        gates = [gate for case in cases for gate in case.gates if gate.gate == name]
        asked = [gate for gate in gates if gate.state is not GateState.SKIPPED]
        totals.append(
            Total(
                gate=name,
                good=sum(gate.good for gate in asked),
                total=sum(gate.total for gate in asked),
                passed=sum(gate.state is GateState.PASSED for gate in asked),
                cases=len(asked),
                state=worst(gate.state for gate in gates),
            )
        )
    return tuple(totals)
