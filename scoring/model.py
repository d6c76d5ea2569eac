"""The shape of a report: what `build_report` returns, `render` prints and REST serves as JSON."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from scoring.intervals import Method
from scoring.records import Outcome

DRAFT_NOTICE = "draft, not for publication"


class Metric(StrEnum):
    """Every rate a report may hold. `SECURE_PASS` is the primary one."""

    SECURE_PASS = "secure-pass@1"
    """Functional and secure after the last attempt."""
    PASS = "pass@1"
    """Functional after the last attempt."""
    FIRST_SECURE_PASS = "first-attempt secure-pass@1"
    FIRST_PASS = "first-attempt pass@1"
    SECURE_BY_DEFAULT = "secure-by-default"
    """Secure among `gen` trials under the `baseline` variant."""
    WEIGHTED = "weighted overall"
    """SecCodeBench-V2, eq. 1–4, on secure-pass@1."""
    UNWEIGHTED = "unweighted overall"
    """The same cells, each counting once."""


PRIMARY = Metric.SECURE_PASS


class Dimension(StrEnum):
    """What a section is sliced by."""

    SCENARIO = "scenario"
    LANGUAGE = "language"
    FRAMEWORK = "framework"
    FAMILY = "family"
    CWE = "cwe"
    OWASP = "owasp"
    SEVERITY = "severity"
    CASE = "case"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Rate(_Part):
    """A share between 0 and 1, its 95 % interval and its denominator.

    `value`, `low`, `high` are None when nothing counts yet, or when they are withheld because more than 1 % of the
    section's trials ended without a verdict; `worst` and `best` then still bound the truth.
    """

    value: float | None
    low: float | None
    high: float | None
    worst: float | None = Field(description="had every trial without a result failed")
    best: float | None = Field(description="had every trial without a result succeeded")
    method: Method | None
    trials: int = Field(description="the denominator: planned trials that have a verdict")
    cases: int
    clusters: int = Field(description="tasks")
    effective_n: float | None = Field(description="Kish's n over the weights of the tasks")
    detectable: float | None = Field(description="minimum detectable effect between two agents, 80 % power")


class Count(_Part):
    """How the planned trials of a section or slice ended."""

    planned: int
    unfinished: int
    outcomes: dict[Outcome, int] = Field(description="every outcome, 0 included")

    @property
    def counted(self) -> int:
        """The denominator: planned less `no_verdict` and unfinished."""
        return self.planned - self.unfinished - self.outcomes[Outcome.NO_VERDICT]

    @property
    def no_verdict_share(self) -> float:
        """Share of planned trials that ended without a verdict through our fault."""
        return self.outcomes[Outcome.NO_VERDICT] / self.planned if self.planned else 0.0


class Slice(_Part):
    """One value of one dimension."""

    dimension: Dimension
    label: str
    count: Count
    rates: dict[Metric, Rate]


class ScenarioScore(_Part):
    """Severity-weighted score of one scenario (SecCodeBench-V2), a term of the weighted overall."""

    scenario: str
    score: float
    weight: float


class Section(_Part):
    """One agent under one variant."""

    agent: str
    variant: str
    count: Count
    rounds: int = Field(description="fewest rounds planned for any case and scenario")
    withheld: bool = Field(description="more than 1 % no_verdict: only bounds are shown")
    rates: dict[Metric, Rate]
    scenario_scores: tuple[ScenarioScore, ...] = ()
    slices: tuple[Slice, ...]
    rank: int | None = Field(default=None, description="by the primary metric; only in a published report")
    rank_low: int | None = Field(default=None, description="95 % bootstrap interval of the rank")
    rank_high: int | None = None

    def by(self, dimension: Dimension) -> tuple[Slice, ...]:
        """The slices of one dimension, in the order they are printed."""
        return tuple(part for part in self.slices if part.dimension == dimension)


class Condition(_Part):
    """One condition of the publication gate."""

    name: str
    met: bool
    detail: str


class Report(_Part):
    """Everything that is said of one run."""

    run: str
    seed: int = Field(description="of the rank bootstrap")
    draft: bool
    partial: bool = Field(description="some trials are not finished")
    ranked: bool = Field(description="sections carry ranks: published, complete, and nothing withheld")
    gate: tuple[Condition, ...]
    count: Count
    sections: tuple[Section, ...] = Field(description="highest primary rate first; by name where withheld")
    detectable: float | None = Field(description="largest minimum detectable effect of the primary metric")

    @property
    def notices(self) -> tuple[str, ...]:
        """What every rendering must say before any number."""
        said = [DRAFT_NOTICE] if self.draft else []
        if self.partial:
            said.append(f"partial: {self.count.unfinished} of {self.count.planned} trials are not finished")
        if any(section.withheld for section in self.sections):
            said.append("more than 1 % of trials without a verdict: no ranking, only bounds from worst to best case")
        return tuple(said)
