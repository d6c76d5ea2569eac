"""From rows to what scoring takes: one `TrialRecord` per planned trial, in one SELECT."""

from __future__ import annotations

from sqlmodel import Session, col, select

from sandbox.verdict import Assurance, Status
from scoring.records import Outcome, TrialRecord
from server.store.tables import Agent, Attempt, Trial, VerdictRow


def trial_records(session: Session, run_id: str, agent_id: str | None = None) -> list[TrialRecord]:
    """All trials of a run, or those of one of its agents, finished or not. Agents go by their names."""
    doubtful = (
        select(VerdictRow)
        .join(Attempt, col(Attempt.id) == col(VerdictRow.attempt_id))
        .where(
            col(Attempt.trial_id) == col(Trial.id),
            col(VerdictRow.assurance) != Assurance.FULL,
            col(VerdictRow.status) != Status.INFRA_ERROR,
        )
        .exists()
    )
    wanted = select(Trial, Agent.name, doubtful).join(Agent, col(Agent.id) == col(Trial.agent_id))
    wanted = wanted.where(Trial.run_id == run_id)
    if agent_id is not None:
        wanted = wanted.where(Trial.agent_id == agent_id)
    return [_record(trial, agent, fully_assured=not doubted) for trial, agent, doubted in session.exec(wanted)]


def _record(trial: Trial, agent: str, *, fully_assured: bool) -> TrialRecord:
    return TrialRecord(
        run=trial.run_id,
        agent=agent,
        case=trial.case_id,
        task=trial.task,
        language=trial.language,
        framework=trial.framework,
        family=trial.family,
        cwe=trial.cwe,
        owasp=trial.owasp,
        severity=trial.severity,
        scenario=trial.scenario,
        variant=trial.variant,
        round=trial.round,
        outcome=Outcome(trial.outcome) if trial.outcome else None,
        first_outcome=Outcome(trial.first_outcome) if trial.first_outcome else None,
        attempts=trial.attempts,
        functional_passed=trial.functional_passed,
        functional_total=trial.functional_total,
        fully_assured=fully_assured,
        tokens=trial.tokens,
        money=trial.money,
        seconds=trial.seconds,
        turns=trial.turns,
    )
