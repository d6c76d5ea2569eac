"""What operators and viewers read: runs, trials and attempts as shapes for REST, the terminal and the pages.

Evidence (what an attack found, why we failed, signs of tampering) is for operators; `redacted` takes it out for others.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, func, select

from sandbox.verdict import Verdict
from server.store.tables import Agent, Attempt, Run, Trial, TrialState, VerdictRow

if TYPE_CHECKING:
    from server.house import House

MAX_PAGE = 500


class View(BaseModel):
    """Base of what is read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class AgentView(View):
    """An agent of a run, with the number of its trials."""

    id: str
    name: str
    client: str
    client_version: str
    model: str
    settings: dict[str, Any]
    trials: int


class RunView(View):
    """A run and how far it is."""

    id: str
    name: str
    mode: str
    feedback: str
    repairs: int
    rounds: int
    seed: int
    backend: str | None
    packs: dict[str, str]
    created_at: float
    cancelled_at: float | None
    trials: int
    finished: int
    outcomes: dict[str, int]
    agents: list[AgentView]


class TrialView(View):
    """A trial. `agent` is the agent's name."""

    id: str
    run_id: str
    agent: str
    agent_id: str
    case_id: str
    scenario: str
    variant: str
    round: int
    state: str
    outcome: str | None
    first_outcome: str | None
    attempts: int
    attempts_allowed: int
    functional_passed: int
    functional_total: int
    client_name: str
    client_version: str
    template_version: str | None
    started_at: float | None
    closed_at: float | None
    note: str


class AttemptView(View):
    """An attempt with its verdict, if there is one."""

    id: str
    trial_id: str
    number: int
    state: str
    files_digest: str
    created_at: float
    finished_at: float | None
    claims: int
    failures: int
    last_reason: str
    reused_from: str | None
    rechecks: str | None
    verdict: Verdict | None


class Page(View):
    """Some rows of many."""

    total: int
    offset: int


class RunPage(Page):
    """Runs, newest first."""

    runs: list[RunView]


class TrialPage(Page):
    """Trials in the order they are handed out."""

    trials: list[TrialView]


def run_page(house: House, offset: int = 0, limit: int = 50) -> RunPage:
    """Runs, newest first."""
    with house.store.read() as session:
        rows = session.exec(
            select(Run).order_by(col(Run.created_at).desc(), col(Run.id)).offset(offset).limit(min(limit, MAX_PAGE))
        ).all()
        total = session.exec(select(func.count()).select_from(Run)).one()
        return RunPage(total=total, offset=offset, runs=[_run(session, row) for row in rows])


def run_view(house: House, run: str) -> RunView | None:
    """One run, by id or name."""
    with house.store.read() as session:
        row = session.get(Run, run) or session.exec(select(Run).where(Run.name == run)).first()
        return None if row is None else _run(session, row)


def trial_page(
    house: House,
    run_id: str,
    *,
    agent: str | None = None,
    state: TrialState | None = None,
    outcome: str | None = None,
    offset: int = 0,
    limit: int = 100,
) -> TrialPage:
    """Trials of a run; `agent` is an agent's id or name."""
    wanted = select(Trial, Agent.name).join(Agent, col(Agent.id) == col(Trial.agent_id)).where(Trial.run_id == run_id)
    if agent is not None:
        wanted = wanted.where((col(Agent.id) == agent) | (col(Agent.name) == agent))
    if state is not None:
        wanted = wanted.where(Trial.state == state)
    if outcome is not None:
        wanted = wanted.where(Trial.outcome == outcome)
    ordered = wanted.order_by(col(Agent.name), col(Trial.position)).offset(offset).limit(min(limit, MAX_PAGE))
    with house.store.read() as session:
        total = session.exec(select(func.count()).select_from(wanted.subquery())).one()
        rows = session.exec(ordered).all()
    return TrialPage(total=total, offset=offset, trials=[_trial(trial, name) for trial, name in rows])


def trial_view(house: House, trial_id: str) -> TrialView | None:
    """One trial."""
    with house.store.read() as session:
        trial = session.get(Trial, trial_id)
        return None if trial is None else _trial(trial, session.get_one(Agent, trial.agent_id).name)


def attempts_of(house: House, trial_id: str, *, evidence: bool) -> list[AttemptView]:
    """The attempts of a trial, first to last."""
    with house.store.read() as session:
        rows = session.exec(select(Attempt).where(Attempt.trial_id == trial_id).order_by(col(Attempt.number))).all()
        return [_attempt(session, row, evidence) for row in rows]


def attempt_view(house: House, attempt_id: str, *, evidence: bool) -> AttemptView | None:
    """One attempt."""
    with house.store.read() as session:
        row = session.get(Attempt, attempt_id)
        return None if row is None else _attempt(session, row, evidence)


def attempt_files(house: House, attempt_id: str) -> dict[str, str] | None:
    """The whole project that was judged, as text; bytes that are no UTF-8 are shown as replacement characters."""
    with house.store.read() as session:
        row = session.get(Attempt, attempt_id)
    if row is None:
        return None
    return {path: content.decode("utf-8", "replace") for path, content in house.store.blobs.get_files(row.files_digest)}


def prompt_of(house: House, trial_id: str) -> str | None:
    """The prompt as it was handed out; None if it was not yet."""
    with house.store.read() as session:
        trial = session.get(Trial, trial_id)
    return house.store.blobs.get(trial.prompt_blob).decode() if trial is not None and trial.prompt_blob else None


def redacted(verdict: Verdict) -> Verdict:
    """Without what only operators may see."""
    breaches = tuple(breach.model_copy(update={"evidence": ""}) for breach in verdict.security.breaches)
    security = verdict.security.model_copy(update={"breaches": breaches})
    return verdict.model_copy(update={"security": security, "reason": "", "flags": ()})


def _run(session: Session, run: Run) -> RunView:
    counted = session.exec(
        select(Trial.agent_id, Trial.outcome, func.count())
        .where(Trial.run_id == run.id)
        .group_by(col(Trial.agent_id), col(Trial.outcome))
    ).all()
    per_agent: Counter[str] = Counter()
    outcomes: Counter[str] = Counter()
    for agent_id, outcome, number in counted:
        per_agent[agent_id] += number
        if outcome is not None:
            outcomes[outcome] += number
    agents = session.exec(select(Agent).where(col(Agent.id).in_(per_agent)).order_by(col(Agent.name))).all()
    return RunView(
        **{field: getattr(run, field) for field in RunView.model_fields if hasattr(run, field)},
        trials=per_agent.total(),
        finished=outcomes.total(),
        outcomes=dict(sorted(outcomes.items())),
        agents=[
            AgentView(**agent.model_dump(exclude={"digest", "created_at"}), trials=per_agent[agent.id])
            for agent in agents
        ],
    )


def _trial(trial: Trial, agent: str) -> TrialView:
    facts = trial.model_dump(include=set(TrialView.model_fields) - {"agent"})
    return TrialView(**facts, agent=agent)


def _attempt(session: Session, attempt: Attempt, evidence: bool) -> AttemptView:
    row = session.get(VerdictRow, attempt.id)
    verdict = Verdict.model_validate(row.body) if row is not None else None
    facts = attempt.model_dump(include=set(AttemptView.model_fields) - {"last_reason"})
    return AttemptView(
        **facts,
        last_reason=attempt.last_reason if evidence else "",
        reused_from=row.reused_from if row is not None else None,
        rechecks=row.rechecks if row is not None else None,
        verdict=verdict if verdict is None or evidence else redacted(verdict),
    )
