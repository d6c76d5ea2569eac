"""From a plan to rows: all trials at once, so that the denominator of every rate is fixed before the first answer."""

from __future__ import annotations

import random
from itertools import product
from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from cases.errors import PromptError, UnknownCaseError
from cases.model import Case
from cases.prompts import compose
from scoring.records import Outcome
from server.services.facts import case_facts
from server.services.plans import PlanError, RunPlan
from server.services.practice import agent_row
from server.services.trials import close
from server.store.engine import changed
from server.store.ids import new_id
from server.store.tables import Agent, Run, Trial, TrialState

if TYPE_CHECKING:
    from server.house import House

MAX_TRIALS = 200_000


def plan_run(house: House, plan: RunPlan, source: str = "plan") -> tuple[Run, bool]:
    """The run of this plan, and whether it was made now; planning the same again gives the run there is.

    Raises:
        PlanError: no case is selected, a prompt can't be composed, there are too many trials, or the name belongs to a
            run with another content.
    """
    cases = _cases(house, plan, source)
    total = len(cases) * len(plan.scenarios) * len(plan.variants) * plan.rounds * len(plan.agents)
    if total > MAX_TRIALS:
        raise PlanError(source, "", f"makes {total} trials; at most {MAX_TRIALS} go into one run")
    _check_prompts(plan, cases, source)
    packs = {name: house.library.pack_digest(name) for name in sorted({case.pack for case in cases})}
    try:
        with house.store.write() as session:
            there = session.exec(select(Run).where(Run.name == plan.name)).first()
            if there is None:
                return _make(house, session, plan, cases, packs), True
    except (
        IntegrityError
    ):  # Another process planned it since we looked; only databases without our write lock get here.
        with house.store.read() as session:
            there = session.exec(select(Run).where(Run.name == plan.name)).one()
    if there.plan_digest != plan.digest or there.packs != packs:
        what = "the plan" if there.plan_digest != plan.digest else "the packs"
        raise PlanError(
            source, "name", f"{plan.name!r} is the run {there.id}, and {what} changed since: use a new name"
        )
    return there, False


def cancel_run(house: House, run_id: str) -> bool:
    """Hand out nothing more and close what is open; what was submitted is still judged. False: no such run."""
    now = house.now()
    with house.store.write() as session:
        run = session.get(Run, run_id)
        if run is None:
            return False
        changed(
            session, update(Run).where(col(Run.id) == run_id, col(Run.cancelled_at).is_(None)).values(cancelled_at=now)
        )
        for trial in session.exec(select(Trial).where(Trial.run_id == run_id, Trial.state == TrialState.OPEN)):
            close(session, trial, now, Outcome.NO_SUBMISSION, note="the run was cancelled")
    return True


def _cases(house: House, plan: RunPlan, source: str) -> list[Case]:
    try:
        cases = house.library.demo() if plan.demo else house.library.select(plan.selection)
    except UnknownCaseError as error:
        raise PlanError(source, "selection.ids", str(error)) from None
    if not cases:
        raise PlanError(source, "demo" if plan.demo else "selection", "matches no case; see `vetloop cases list`")
    return cases


def _check_prompts(plan: RunPlan, cases: list[Case], source: str) -> None:
    for case, scenario, variant in product(cases, plan.scenarios, plan.variants):
        try:
            compose(case, scenario, variant, language=plan.language, rules=plan.texts.get(variant, ""))
        except PromptError as error:
            raise PlanError(source, "", f"{case.id}, {scenario}, {variant}: {error}") from None


def _make(house: House, session: Session, plan: RunPlan, cases: list[Case], packs: dict[str, str]) -> Run:
    run = Run(
        name=plan.name,
        mode=plan.mode,
        feedback=plan.policy,
        repairs=plan.repairs,
        rounds=plan.rounds,
        seed=plan.seed,
        backend=plan.backend,
        language=plan.language,
        texts=plan.texts,
        plan=plan.model_dump(mode="json"),
        plan_digest=plan.digest,
        packs=packs,
        created_at=house.now(),
    )
    session.add(run)
    session.flush()
    for agent in plan.agents:
        row = agent_row(house, session, **agent.model_dump())
        session.execute(insert(Trial), _trials(run, row, plan, cases))
    return run


def _trials(run: Run, agent: Agent, plan: RunPlan, cases: list[Case]) -> list[dict[str, Any]]:
    """Rows in the order they will be handed out: shuffled within each round, the same for every agent."""
    order = random.Random(plan.seed)
    rows: list[dict[str, Any]] = []
    for round_ in range(1, plan.rounds + 1):
        cells = list(product(cases, plan.scenarios, plan.variants))
        order.shuffle(cells)
        rows += [
            {
                "id": new_id("tri"),
                "run_id": run.id,
                "agent_id": agent.id,
                "position": len(rows) + place,
                "scenario": str(scenario),
                "variant": variant,
                "round": round_,
                "attempts_allowed": plan.attempts,
                **case_facts(case),
            }
            for place, (case, scenario, variant) in enumerate(cells)
        ]
    return rows
