"""`start_case`: leasing planned trials, opening practice trials, and handing out prompt and project.

Every change of hands is an UPDATE that names the state it starts from; of two racing calls one changes a row and the
other looks for the next. A holder that calls again while it has an open trial gets that trial, so a dropped answer
costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from cases.errors import PromptError, UnknownCaseError
from cases.model import Case, Scenario
from cases.prompts import compose, handed_out
from cases.submission import may_add
from scoring.records import Outcome
from server.services.access import holder_of, shown
from server.services.practice import open_practice_trial
from server.services.trials import close
from server.store.engine import changed
from server.store.tables import Mode, Run, Trial, TrialState
from tools.contract import Caller, NothingLeft, ServiceError, StartedCase

if TYPE_CHECKING:
    from server.house import House

_STALE = "the case is missing or was changed since the run was planned"


def start(house: House, caller: Caller, case_id: str | None, scenario: str | None) -> StartedCase | NothingLeft:
    """As `AgentService.start_case`."""
    if caller.role == "viewer":
        raise ServiceError("a viewer's token can't start cases; ask for an agent token", code="forbidden")
    house.library  # noqa: B018  (load the cases before a transaction is open)
    with house.store.write() as session:
        run = session.get(Run, caller.run_id) if caller.run_id else None
        if caller.run_id and run is None:
            raise ServiceError("the run of this token is gone; ask the operator for a new token", code="no_run")
        if run is None or run.mode is Mode.PRACTICE:
            case, asked = _wanted(house, case_id), _scenario(scenario)
            trial, resumed = open_practice_trial(house, session, caller, run, case, asked)
            remaining = None
        elif case_id is not None or scenario is not None:
            raise ServiceError(
                "this token is for a planned run, which chooses the cases itself: call start_case without arguments",
                code="planned_run",
            )
        else:
            found = None if run.cancelled_at else _lease(house, session, caller, run)
            if found is None:
                return NothingLeft(message=_cancelled_or_done(run))
            trial, resumed = found
            remaining = _remaining(session, trial)
        run = session.get_one(Run, trial.run_id)
    return _hand_out(house, run, trial, resumed, remaining)


def renewed(house: House) -> float:
    """When a lease that is taken or used now runs out."""
    return house.now() + house.settings.trial_lease_s


def _cancelled_or_done(run: Run) -> str:
    return "This run was cancelled." if run.cancelled_at else "Every trial of this run is done or in other hands."


def _wanted(house: House, case_id: str | None) -> Case:
    if case_id is None:
        raise ServiceError("name a case: start_case(case_id=…). list_cases shows them.", code="case_needed")
    try:
        return house.library.get(case_id)
    except UnknownCaseError as error:
        raise ServiceError(f"{error}. list_cases shows all.", code="no_such_case") from None


def _scenario(name: str | None) -> Scenario:
    try:
        return Scenario(name) if name is not None else Scenario.GEN
    except ValueError:
        known = ", ".join(Scenario)
        raise ServiceError(f"no scenario {shown(name or '')}; there are {known}", code="no_such_scenario") from None


def _lease(house: House, session: Session, caller: Caller, run: Run) -> tuple[Trial, bool] | None:
    ours = (col(Trial.run_id) == run.id, col(Trial.agent_id) == caller.agent_id)
    held = session.exec(
        select(Trial).where(*ours, Trial.holder == holder_of(caller), Trial.state == TrialState.OPEN)
    ).first()
    if held is not None:
        held.lease_expires_at = renewed(house)
        session.add(held)
        return held, True
    while (trial := session.exec(_free(house, ours)).first()) is not None:
        if not _still_as_planned(house, trial):
            _close_stale(house, session, trial)
        elif _take(house, session, caller, trial):
            session.refresh(trial)
            return trial, False
    return None


def _free(house: House, ours: tuple[ColumnElement[bool], ...]) -> SelectOfScalar[Trial]:
    """Planned trials in order, then (`open` sorts last) those whose holder vanished before it submitted anything."""
    abandoned = (
        (col(Trial.state) == TrialState.OPEN)
        & (col(Trial.attempts) == 0)
        & (col(Trial.lease_expires_at) < house.now())
        & (col(Trial.leases) < house.settings.trial_leases)
    )
    return (
        select(Trial)
        .where(*ours, (col(Trial.state) == TrialState.PLANNED) | abandoned)
        .order_by(col(Trial.state).desc(), col(Trial.position))
        .limit(1)
        .execution_options(populate_existing=True)
    )


def _take(house: House, session: Session, caller: Caller, trial: Trial) -> bool:
    now = house.now()
    taken = changed(
        session,
        update(Trial)
        .where(col(Trial.id) == trial.id, col(Trial.state) == trial.state, col(Trial.leases) == trial.leases)
        .values(
            state=TrialState.OPEN,
            holder=holder_of(caller),
            leases=trial.leases + 1,
            lease_expires_at=renewed(house),
            started_at=now,
            client_name=caller.client_name,
            client_version=caller.client_version,
        ),
    )
    return taken == 1


def _still_as_planned(house: House, trial: Trial) -> bool:
    try:
        case = house.library.get(trial.case_id)
    except UnknownCaseError:
        return False
    return (case.digest, case.prompt_digest) == (trial.case_digest, trial.prompt_digest)


def _close_stale(house: House, session: Session, trial: Trial) -> None:
    close(session, trial, house.now(), Outcome.NO_VERDICT, note=_STALE)
    session.flush()


def _remaining(session: Session, trial: Trial) -> int:
    return session.exec(
        select(func.count())
        .select_from(Trial)
        .where(Trial.run_id == trial.run_id, Trial.agent_id == trial.agent_id, Trial.state == TrialState.PLANNED)
    ).one()


def _hand_out(house: House, run: Run, trial: Trial, resumed: bool, remaining: int | None) -> StartedCase:
    case = house.library.get(trial.case_id)
    scenario = Scenario(trial.scenario)
    return StartedCase(
        trial_id=trial.id,
        case_id=trial.case_id,
        scenario=trial.scenario,
        variant=trial.variant,
        prompt=_prompt(house, run, trial, case, scenario),
        files=_texts(case, scenario),
        editable=list(case.stack.editable),
        may_add=list(may_add(case, scenario)),
        attempts_left=trial.attempts_allowed - trial.attempts,
        remaining_trials=remaining,
        resumed=resumed,
    )


def _prompt(house: House, run: Run, trial: Trial, case: Case, scenario: Scenario) -> str:
    """The prompt, kept as a blob when first handed out, so that a trial can always show what the agent was told."""
    if trial.prompt_blob is not None:
        return house.store.blobs.get(trial.prompt_blob).decode()
    try:
        prompt = compose(case, scenario, trial.variant, language=run.language, rules=run.rules_for(trial.variant))
    except PromptError as error:
        raise ServiceError(f"the prompt of {case.id} can't be composed: {error}", code="broken_case") from error
    blob = house.store.blobs.put(prompt.text.encode())
    with house.store.write() as session:
        session.execute(
            update(Trial)
            .where(col(Trial.id) == trial.id)
            .values(prompt_blob=blob, template_version=prompt.template_version)
        )
    return prompt.text


def _texts(case: Case, scenario: Scenario) -> dict[str, str]:
    try:
        return {path: content.decode("utf-8") for path, content in handed_out(case, scenario)}
    except UnicodeDecodeError:
        raise ServiceError(f"the project of {case.id} holds a file that is not text", code="broken_case") from None
