"""What the run list, the run page and the leaderboard show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import func
from sqlmodel import Session, col, select

from scoring.model import Dimension, Report, Slice
from scoring.records import Outcome
from server.pages.charts import UNFINISHED
from server.services.reports import full_report
from server.store.tables import Agent, Mode, Run, Trial

if TYPE_CHECKING:
    from server.house import House

TRIALS_PER_PAGE = 50
RUNS_SHOWN = 200


@dataclass(frozen=True)
class RunLine:
    """A run in a list, with how far it is."""

    run: Run
    planned: int
    finished: int
    agents: int

    @property
    def share(self) -> str:
        """How much is finished, in percent, as a width."""
        return f"{100 * self.finished / self.planned if self.planned else 0:.2f}%"


@dataclass(frozen=True)
class Wanted:
    """Which trials of a run are listed; empty texts want everything."""

    agent: str = ""
    variant: str = ""
    outcome: str = ""
    page: int = 1


@dataclass(frozen=True)
class TrialPage:
    """One page of a run's trials with the agents' names, and what can be chosen from."""

    trials: tuple[tuple[Trial, str], ...]
    wanted: Wanted
    total: int
    agents: tuple[Agent, ...]
    variants: tuple[str, ...]

    @property
    def pages(self) -> int:
        """Number of pages, at least 1."""
        return max(1, -(-self.total // TRIALS_PER_PAGE))


@dataclass(frozen=True)
class Comparison:
    """One dimension over all sections: label to that label's slice in each section, None where it has none."""

    dimension: Dimension
    rows: tuple[tuple[str, tuple[Slice | None, ...]], ...]


OUTCOMES = (*(outcome.value for outcome in Outcome), UNFINISHED)


def run_lines(house: House, *, with_practice: bool) -> list[RunLine]:
    """The newest runs first."""
    with house.store.read() as session:
        found = select(Run).order_by(col(Run.created_at).desc()).limit(RUNS_SHOWN)
        if not with_practice:
            found = found.where(Run.mode != Mode.PRACTICE)
        return [_line(session, run) for run in session.exec(found)]


def run_line(house: House, run_id: str) -> RunLine | None:
    """One run; None if there is none of that id."""
    with house.store.read() as session:
        run = session.get(Run, run_id)
        return _line(session, run) if run else None


def run_report(house: House, run: Run) -> Report:
    """The run's report, as everywhere else."""
    return full_report(house, run)


def trial_page(house: House, run: Run, wanted: Wanted) -> TrialPage:
    """One page of the trials that are wanted, by agent, case, scenario, variant and round."""
    conditions = [col(Trial.run_id) == run.id]
    if wanted.agent:
        conditions.append(col(Trial.agent_id) == wanted.agent)
    if wanted.variant:
        conditions.append(col(Trial.variant) == wanted.variant)
    if wanted.outcome == UNFINISHED:
        conditions.append(col(Trial.outcome).is_(None))
    elif wanted.outcome:
        conditions.append(col(Trial.outcome) == wanted.outcome)
    order = [col(c) for c in (Agent.name, Trial.case_id, Trial.scenario, Trial.variant)] + [col(Trial.round)]
    with house.store.read() as session:
        total = session.exec(select(func.count()).select_from(Trial).where(*conditions)).one()
        trials = session.exec(
            select(Trial, Agent.name)
            .join(Agent, col(Agent.id) == col(Trial.agent_id))
            .where(*conditions)
            .order_by(*order)
            .offset((wanted.page - 1) * TRIALS_PER_PAGE)
            .limit(TRIALS_PER_PAGE)
        ).all()
        agents = session.exec(
            select(Agent)
            .where(col(Agent.id).in_(select(Trial.agent_id).where(Trial.run_id == run.id)))
            .order_by(Agent.name)
        ).all()
        variants = session.exec(select(Trial.variant).where(Trial.run_id == run.id).distinct()).all()
    return TrialPage(tuple(trials), wanted, total, tuple(agents), tuple(sorted(variants)))


def comparisons(report: Report) -> list[Comparison]:
    """Every dimension with more than nothing to say, as tables over all sections."""
    found = []
    for dimension in Dimension:
        columns = [{part.label: part for part in section.by(dimension)} for section in report.sections]
        labels = list(dict.fromkeys(label for column in columns for label in column))
        rows = tuple((label, tuple(column.get(label) for column in columns)) for label in labels)
        found.append(Comparison(dimension, rows))
    return found


def _line(session: Session, run: Run) -> RunLine:
    planned, finished, agents = session.exec(
        select(func.count(), func.count(col(Trial.outcome)), func.count(col(Trial.agent_id).distinct())).where(
            Trial.run_id == run.id
        )
    ).one()
    return RunLine(run, planned, finished, agents)
