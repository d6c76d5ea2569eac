"""`vetloop run`: plan, show, list and cancel runs."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from server.cli.opening import Json, fail, moment, open_house, print_json, print_table

if TYPE_CHECKING:
    from server.house import House
    from server.services.views import RunView

app = typer.Typer(no_args_is_help=True, help="Plan, show, list and cancel runs.")

Texts = Annotated[list[str] | None, typer.Option()]


@app.command()
def plan(
    file: Annotated[
        Path | None, typer.Argument(help="The plan as TOML; see docs/runs.md. Left out: the options.")
    ] = None,
    agent: Annotated[list[str] | None, typer.Option(help="Name of an agent; repeat for several.")] = None,
    name: Annotated[str, typer.Option(help="Name of the run. Default: the time.")] = "",
    case: Annotated[list[str] | None, typer.Option(help="Id of a case, or a glob over id and title.")] = None,
    language: Texts = None,
    framework: Texts = None,
    family: Texts = None,
    severity: Texts = None,
    cwe: Annotated[list[int] | None, typer.Option(help="Number only: 22.")] = None,
    demo: Annotated[bool, typer.Option("--demo", help="The packs' demo selection.")] = False,
    scenario: Texts = None,
    variant: Texts = None,
    rounds: int = 1,
    repairs: int = 3,
    feedback: Annotated[str | None, typer.Option(help="none, functional or full.")] = None,
    mode: Annotated[str, typer.Option(help="benchmark or selfcheck.")] = "benchmark",
    seed: int = 0,
    backend: Annotated[str | None, typer.Option(help="Sandbox backend. Default: the strongest of the worker.")] = None,
    tokens: Annotated[bool, typer.Option("--tokens", help="Make a token for each agent and print it.")] = False,
    json: Json = False,
) -> None:
    """Plan a run: every trial is fixed now. The same plan under the same name gives the same run."""
    from server.services.planning import plan_run
    from server.services.plans import PlanError, parse_plan, read_plan
    from server.services.views import run_view

    globs = [text for text in case or [] if set(text) & set("*?[")]
    selection = {
        "ids": [text for text in case or [] if text not in globs],
        "globs": globs,
        "languages": language or [],
        "frameworks": framework or [],
        "families": family or [],
        "severities": severity or [],
        "cwes": cwe or [],
    }
    try:
        if file is not None:
            if agent or name or case or demo:
                fail("give a FILE or options, not both")
            wanted = read_plan(file)
        else:
            wanted = parse_plan(
                {
                    "name": name or f"run {datetime.now(UTC):%Y-%m-%d %H:%M:%S}",
                    "mode": mode,
                    "feedback": feedback,
                    "repairs": repairs,
                    "rounds": rounds,
                    "seed": seed,
                    "backend": backend,
                    "demo": demo,
                    "selection": {key: value for key, value in selection.items() if value},
                    "scenarios": scenario or ["gen"],
                    "variants": variant or ["baseline"],
                    "agents": [{"name": text} for text in agent or []],
                },
                "options",
            )
        with open_house() as house:
            run, made = plan_run(house, wanted, str(file) if file is not None else "options")
            view = run_view(house, run.id)
            assert view is not None
            made_tokens = _tokens(house, view) if tokens else {}
    except PlanError as error:
        fail(str(error))
    if json:
        print_json({**view.model_dump(mode="json"), "created": made, "tokens": made_tokens})
        return
    typer.echo(f"{'Planned' if made else 'Already planned'}: {view.id}, {view.trials} trials")
    _describe(view)
    for label, token in made_tokens.items():
        typer.echo(f"token of {label}: {token}")


@app.command()
def show(run: Annotated[str, typer.Argument(help="Id or name.")], json: Json = False) -> None:
    """Settings of a run and how far it is."""
    with open_house() as house:
        view = _found(house, run)
    if json:
        print_json(view.model_dump(mode="json"))
    else:
        typer.echo(view.id)
        _describe(view)


@app.command("list")
def list_runs(limit: Annotated[int, typer.Option(min=1, max=500)] = 50, json: Json = False) -> None:
    """Runs, the newest first."""
    from server.services.views import run_page

    with open_house() as house:
        page = run_page(house, 0, limit)
    if json:
        print_json(page.model_dump(mode="json"))
        return
    rows = [
        [run.id, run.name, run.mode, run.feedback, f"{run.finished}/{run.trials}", moment(run.created_at)]
        for run in page.runs
    ]
    print_table(["RUN", "NAME", "MODE", "FEEDBACK", "DONE", "PLANNED AT (UTC)"], rows)


@app.command()
def cancel(run: Annotated[str, typer.Argument(help="Id or name.")], json: Json = False) -> None:
    """Hand out nothing more and close open trials; what was submitted is still judged."""
    from server.services.planning import cancel_run

    with open_house() as house:
        cancel_run(house, _found(house, run).id)
        view = _found(house, run)
    if json:
        print_json(view.model_dump(mode="json"))
    else:
        typer.echo(f"Cancelled: {view.id}, {view.finished} of {view.trials} trials finished")


def _found(house: House, run: str) -> RunView:
    from server.services.views import run_view

    view = run_view(house, run)
    if view is None:
        fail(f"no such run: {run!r}; `vetloop run list` shows all")
    return view


def _tokens(house: House, view: RunView) -> dict[str, str]:
    from server.services.tokens import create

    return {
        agent.name: create(house, name=f"{agent.name} in {view.name}", role="agent", run=view.id, agent=agent.id)[1]
        for agent in view.agents
    }


def _describe(view: RunView) -> None:
    facts: dict[str, Any] = {
        "name": view.name,
        "mode": f"{view.mode}, feedback {view.feedback}",
        "settings": f"{view.repairs} repairs, {view.rounds} rounds, seed {view.seed}",
        "packs": ", ".join(f"{pack} {digest[:12]}" for pack, digest in view.packs.items()) or "-",
        "planned": f"{moment(view.created_at)} UTC",
        "cancelled": f"{moment(view.cancelled_at)} UTC" if view.cancelled_at else None,
        "trials": f"{view.finished} of {view.trials} finished",
        "outcomes": ", ".join(f"{number} {outcome}" for outcome, number in view.outcomes.items()) or None,
    }
    print_table(["", ""], [[key, value] for key, value in facts.items() if value])
    typer.echo()
    print_table(
        ["AGENT", "ID", "CLIENT", "MODEL", "TRIALS"],
        [
            [agent.name, agent.id, f"{agent.client} {agent.client_version}".strip(), agent.model, str(agent.trials)]
            for agent in view.agents
        ],
    )
