"""Runs: plan, list, show, cancel, and their trials and reports."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response

from server.api.access import HouseOf, Operating, Reading
from server.house import House
from server.services import planning, views
from server.services.plans import RunPlan
from server.services.reports import full_report
from server.services.views import RunPage, RunView, TrialPage
from server.store.tables import Run, TrialState
from tools.contract import ServiceError

router = APIRouter(prefix="/runs", tags=["runs"])

Offset = Annotated[int, Query(ge=0, le=10_000_000)]
Limit = Annotated[int, Query(ge=1, le=views.MAX_PAGE)]

_MEDIA = {
    "json": "application/json",
    "table": "text/plain; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}


@router.post("", status_code=201)
def plan(body: RunPlan, house: HouseOf, caller: Operating) -> RunView:
    """Plan a run; the same plan again gives the same run."""
    run, _made = planning.plan_run(house, body)
    return _found(house, run.id)


@router.get("")
def listed(house: HouseOf, caller: Reading, offset: Offset = 0, limit: Limit = 50) -> RunPage:
    """Runs, newest first."""
    return views.run_page(house, offset, limit)


@router.get("/{run_id}")
def show(run_id: str, house: HouseOf, caller: Reading) -> RunView:
    """One run, by id or name."""
    return _found(house, run_id)


@router.post("/{run_id}/cancel")
def cancel(run_id: str, house: HouseOf, caller: Operating) -> RunView:
    """Hand out nothing more; what was submitted is still judged."""
    planning.cancel_run(house, _found(house, run_id).id)
    return _found(house, run_id)


@router.get("/{run_id}/trials")
def trials(
    run_id: str,
    house: HouseOf,
    caller: Reading,
    agent: Annotated[str | None, Query(max_length=200)] = None,
    state: TrialState | None = None,
    outcome: Annotated[str | None, Query(max_length=40)] = None,
    offset: Offset = 0,
    limit: Limit = 100,
) -> TrialPage:
    """The trials of a run."""
    run = _found(house, run_id)
    return views.trial_page(house, run.id, agent=agent, state=state, outcome=outcome, offset=offset, limit=limit)


@router.get(
    "/{run_id}/report", responses={200: {"content": {media.partition(";")[0]: {} for media in _MEDIA.values()}}}
)
def report(
    run_id: str, house: HouseOf, caller: Reading, format: Literal["table", "json", "md", "html", "csv"] = "json"
) -> Response:
    """The report in one of five formats; the JSON is that of `vetloop report --format json`."""
    from scoring.formats import render

    found = _found(house, run_id)
    with house.store.read() as session:
        run = session.get_one(Run, found.id)
    headers = (
        {"Content-Disposition": f'attachment; filename="{run.id}.{format}"'} if format in {"csv", "html"} else None
    )
    return Response(render(full_report(house, run), format), media_type=_MEDIA[format], headers=headers)


def _found(house: House, run_id: str) -> RunView:
    run = views.run_view(house, run_id) if "\0" not in run_id else None
    if run is None:
        raise ServiceError(f"no such run: {run_id[:60]!a}; GET /api/v1/runs lists all", code="no_such_run")
    return run
