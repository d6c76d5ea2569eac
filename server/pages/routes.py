"""The addresses of the pages. Each handler asks a view for what it shows and renders one template."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from server.pages import catalogue, runs, trials
from server.pages.answers import PageRoute
from server.pages.identity import Viewer, house_of, viewer
from server.pages.rendering import HEADERS, page
from server.pages.sign_in import router as sign_in_router
from server.store.tables import Mode

router = APIRouter(include_in_schema=False, route_class=PageRoute)
router.include_router(sign_in_router)

Caller = Annotated[Viewer, Depends(viewer)]
Text = Annotated[str, Query(max_length=200)]

_STATIC = {"vetloop.css": "text/css; charset=utf-8", "icon.svg": "image/svg+xml"}


@router.get("/", name="leaderboard")
def leaderboard(request: Request, caller: Caller, run: Text = "") -> Response:
    """The newest benchmark, or the run that is asked for."""
    house = house_of(request)
    lines = runs.run_lines(house, with_practice=False)
    benchmarks = [line for line in lines if line.run.mode is Mode.BENCHMARK and line.planned] or lines
    chosen = next((line for line in lines if line.run.id == run), None) if run else next(iter(benchmarks), None)
    if chosen is None:
        return page(request, "no_runs.html") if not run else not_found(request, "run", run)
    report = runs.run_report(house, chosen.run)
    return page(request, "leaderboard.html", line=chosen, lines=lines, report=report)


@router.get("/runs", name="runs")
def run_list(request: Request, caller: Caller) -> Response:
    """Every run, the newest first."""
    return page(request, "runs.html", lines=runs.run_lines(house_of(request), with_practice=caller.sees_evidence))


@router.get("/runs/{run_id}", name="run")
def run_page(
    request: Request,
    caller: Caller,
    run_id: str,
    agent: Text = "",
    variant: Text = "",
    outcome: Text = "",
    number: Annotated[int, Query(ge=1, le=1_000_000, alias="page")] = 1,
) -> Response:
    """One run: settings, rates and trials."""
    house = house_of(request)
    line = runs.run_line(house, run_id)
    if line is None or (line.run.mode is Mode.PRACTICE and not caller.sees_evidence):
        return not_found(request, "run", run_id)
    report = runs.run_report(house, line.run)
    listed = runs.trial_page(house, line.run, runs.Wanted(agent, variant, outcome, number))
    return page(
        request,
        "run.html",
        line=line,
        report=report,
        comparisons=runs.comparisons(report),
        listed=listed,
        outcomes=runs.OUTCOMES,
    )


@router.get("/trials/{trial_id}", name="trial")
def trial_page(request: Request, caller: Caller, trial_id: str) -> Response:
    """One trial: prompt, attempts, changes, verdicts. Evidence and flags for operators only."""
    view = trials.trial_view(house_of(request), trial_id, evidence=caller.sees_evidence)
    if view is None or (view.run.mode is Mode.PRACTICE and not caller.sees_evidence):
        return not_found(request, "trial", trial_id)
    return page(request, "trial.html", view=view, sees_evidence=caller.sees_evidence)


@router.get("/cases", name="cases")
def case_list(
    request: Request,
    caller: Caller,
    language: Text = "",
    framework: Text = "",
    family: Text = "",
    severity: Text = "",
    q: Text = "",
) -> Response:
    """Every case, or those that match."""
    chosen = {"language": language, "framework": framework, "family": family, "severity": severity}
    return page(request, "cases.html", listed=catalogue.case_list(house_of(request), chosen, q))


@router.get("/cases/{case_id}", name="case")
def case_page(request: Request, caller: Caller, case_id: str) -> Response:
    """One case as people read it."""
    view = catalogue.case_view(house_of(request), case_id, with_tests=caller.sees_evidence)
    return page(request, "case.html", view=view) if view else not_found(request, "case", case_id)


@router.get("/static/{name}", name="static")
def static(name: str) -> Response:
    """The style sheet and the icon; open to everybody, as the sign-in page needs them."""
    if name not in _STATIC:
        return Response(status_code=404, headers=HEADERS)
    content = (files("server.pages") / "static" / name).read_bytes()
    return Response(content, media_type=_STATIC[name], headers={**HEADERS, "Cache-Control": "no-cache"})


def not_found(request: Request, what: str, asked: str) -> Response:
    """The page for an id that names nothing one may see."""
    return page(request, "not_found.html", 404, what=what, asked=asked)
