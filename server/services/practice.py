"""Practice: a run per holder that is made when first needed, and trials opened by name. Full feedback, never ranked."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from sqlmodel import Session, col, func, select

from cases.model import Case, Scenario
from scoring.records import Outcome
from server.services.access import holder_of
from server.services.facts import case_facts
from server.services.trials import close
from server.store.ids import new_id
from server.store.tables import Agent, FeedbackPolicy, Mode, Run, Trial, TrialState
from tools.contract import Caller

if TYPE_CHECKING:
    from server.house import House

REPAIRS = 3


def open_practice_trial(
    house: House, session: Session, caller: Caller, run: Run | None, case: Case, scenario: Scenario
) -> tuple[Trial, bool]:
    """The caller's open trial of that case and scenario (and True), or a new one (and False)."""
    run = run or practice_run(house, session, caller)
    holder = holder_of(caller)
    agent = session.get_one(Agent, caller.agent_id) if caller.agent_id else practising_agent(house, session, caller)
    cell = (
        Trial.run_id == run.id,
        Trial.agent_id == agent.id,
        Trial.case_id == case.id,
        Trial.scenario == scenario,
    )
    expires = house.now() + house.settings.trial_lease_s
    held = session.exec(select(Trial).where(*cell, Trial.holder == holder, Trial.state == TrialState.OPEN)).first()
    if held is not None and held.case_digest == case.digest:
        held.lease_expires_at = expires
        session.add(held)
        return held, True
    if held is not None:  # The case was changed while it was practised: begin afresh.
        close(session, held, house.now(), Outcome.NO_SUBMISSION)
    trial = Trial(
        run_id=run.id,
        agent_id=agent.id,
        position=session.exec(select(func.count()).select_from(Trial).where(Trial.run_id == run.id)).one(),
        scenario=scenario,
        variant="baseline",
        round=(session.exec(select(func.max(col(Trial.round))).where(*cell)).one() or 0) + 1,
        state=TrialState.OPEN,
        holder=holder,
        leases=1,
        lease_expires_at=expires,
        started_at=house.now(),
        client_name=caller.client_name,
        client_version=caller.client_version,
        attempts_allowed=1 + run.repairs,
        **case_facts(case),
    )
    session.add(trial)
    session.flush()
    return trial, False


def practice_run(house: House, session: Session, caller: Caller) -> Run:
    """The caller's own practice run."""
    holder = holder_of(caller)
    run = session.exec(select(Run).where(Run.owner == holder)).first()
    if run is None:
        run_id = new_id("run")
        run = Run(
            id=run_id,
            name=f"practice {run_id}",
            mode=Mode.PRACTICE,
            feedback=FeedbackPolicy.FULL,
            repairs=REPAIRS,
            rounds=1,
            seed=0,
            plan={},
            plan_digest="",
            packs={},
            owner=holder,
            created_at=house.now(),
        )
        session.add(run)
        session.flush()
    return run


def practising_agent(house: House, session: Session, caller: Caller) -> Agent:
    """The agent row of whatever client is practising."""
    name = caller.client_name or "practice"
    return agent_row(house, session, name=name, client=caller.client_name, client_version=caller.client_version)


def agent_row(
    house: House,
    session: Session,
    *,
    name: str,
    client: str = "",
    client_version: str = "",
    model: str = "",
    settings: dict[str, object] | None = None,
) -> Agent:
    """The agent with exactly these facts; made if there is none."""
    facts: dict[str, Any] = {
        "name": name,
        "client": client,
        "client_version": client_version,
        "model": model,
        "settings": settings or {},
    }
    digest = hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    agent = session.exec(select(Agent).where(Agent.digest == digest)).first()
    if agent is None:
        agent = Agent(**facts, digest=digest, created_at=house.now())
        session.add(agent)
        session.flush()
    return agent
