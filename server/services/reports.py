"""Reports: for operators all of scoring's report, for an agent the rates of its own run where it may know them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlmodel import select

from server.services.access import holder_of, shown
from server.services.records import trial_records
from server.store.tables import FeedbackPolicy, Run
from tools.contract import Caller, RateLine, ReportSummary, ServiceError

if TYPE_CHECKING:
    from scoring.model import Rate, Report
    from server.house import House


def full_report(house: House, run: Run) -> Report:
    """The report of a run."""
    from scoring.report import build_report

    with house.store.read() as session:
        records = trial_records(session, run.id)
    return build_report(records, seed=run.seed)


def summary(house: House, caller: Caller, run_id: str | None) -> ReportSummary:
    """As `AgentService.get_report`: the run that is named, the token's run, or the caller's practice run."""
    from scoring.report import build_report

    run = _run(house, caller, run_id)
    if caller.role == "agent" and run.feedback is not FeedbackPolicy.FULL:
        raise ServiceError("the results of this run are not shown to its agents", code="results_hidden")
    with house.store.read() as session:
        records = trial_records(session, run.id, caller.agent_id)
    report = build_report(records, seed=run.seed)
    return ReportSummary(
        run_id=run.id,
        run_name=run.name,
        draft=report.draft,
        trials_planned=report.count.planned,
        trials_done=report.count.planned - report.count.unfinished,
        rates=_lines(report),
        note="Rates are means over cases with 95 % intervals, clustered by task."
        + (" Draft, not for publication." if report.draft else ""),
    )


def _run(house: House, caller: Caller, run_id: str | None) -> Run:
    with house.store.read() as session:
        if run_id is None and caller.run_id is None:
            run = session.exec(select(Run).where(Run.owner == holder_of(caller))).first()
            if run is None:
                raise ServiceError("nothing was practised yet; call start_case first", code="no_run")
            return run
        wanted = run_id or caller.run_id or ""
        run = session.get(Run, wanted)
    if run is None or (caller.role == "agent" and run.id != caller.run_id and run.owner != holder_of(caller)):
        raise ServiceError(f"no such run: {shown(wanted)}; leave it out for your own", code="no_such_run")
    return run


def _lines(report: Report) -> list[RateLine]:
    lines = []
    for section in report.sections:
        whole = f"{section.agent} · {section.variant}"
        lines += [_line(whole, metric, rate) for metric, rate in section.rates.items()]
        for part in section.slices:
            if part.dimension in {"family", "cwe"}:
                label = f"{whole} · {part.dimension} {part.label}"
                lines += [_line(label, metric, rate) for metric, rate in part.rates.items()]
    return lines


def _line(group: str, metric: str, rate: Rate) -> RateLine:
    return RateLine(group=group, metric=str(metric), value=rate.value, low=rate.low, high=rate.high, trials=rate.trials)
