"""`vetloop demo`: three replay agents solve the demo cases over the real path, and a leaderboard shows what came of it.

Everything is as in a ranked run: a planned run with tokens, a server, agents that are MCP clients of
`vetloop mcp --server`, the sandbox. Only the models are missing. The demo has a database of its own beside the store,
so that its tokens lock nobody out of that. What is done stays done: a demo that was stopped goes on where it was.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from server.cli.opening import NO_VERDICT, Json, fail, open_house, print_json, print_table

if TYPE_CHECKING:
    from anyio import CancelScope, Event
    from anyio.abc import TaskStatus
    from rich.progress import Progress

    from cases.model import Case
    from clients.players import Style
    from clients.replay import Played
    from server.house import House
    from server.store.tables import Run

app = typer.Typer(add_completion=False)

_SCENARIOS = ("gen", "gen-hints")
_INTERRUPTED = 130
_LOOK_S = 0.1


@app.command()
def demo(
    keep_serving: Annotated[bool, typer.Option("--keep-serving", help="Go on serving the pages until Ctrl-C.")] = False,
    fresh: Annotated[bool, typer.Option("--fresh", help="Begin a new run even if the last one is complete.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of the pages; 0 takes a free one.")] = 0,
    workers: Annotated[int | None, typer.Option(min=1, max=256, help="Evaluations at a time.")] = None,
    backend: Annotated[str | None, typer.Option(help="Sandbox backend. Default: the strongest that works.")] = None,
    json: Json = False,
) -> None:
    """Run the replay agents over the demo selection and show the leaderboard.

    Stop it with Ctrl-C whenever you like: the next call goes on where this one was.
    """
    started = time.monotonic()
    given: dict[str, Any] = {"workers": workers, "backend": backend, "port": port}
    with open_house(
        database_url=_own_database(), **{key: value for key, value in given.items() if value is not None}
    ) as house:
        cases = house.library.demo() or house.library.all()
        _prepare(house, cases)
        run = _planned(house, fresh)
        left = _unfinished(house, run)
        with _serving(house) if left or keep_serving else nullcontext("") as url:
            try:
                if left:
                    _play(house, run, url, left)
                _show(house, run, url, time.monotonic() - started, as_json=json)
                if keep_serving:
                    _until_interrupted(house, run, url)
            except KeyboardInterrupt:
                typer.echo("\nStopped. Nothing is lost: `vetloop demo` goes on from here.", err=True)
                raise typer.Exit(_INTERRUPTED) from None


def _own_database() -> str:
    from sandbox.data_folder import DataFolderError, data_folder

    try:
        return f"sqlite:///{data_folder() / 'store' / 'demo.db'}"
    except DataFolderError as error:
        fail(str(error))


def _prepare(house: House, cases: list[Case]) -> None:
    """Say early what would else be a `no_verdict` for every trial, and install toolchains that are missing."""
    from sandbox.backends import choose
    from sandbox.backends.base import BackendUnavailableError
    from sandbox.toolchains import registry
    from sandbox.toolchains.model import ToolchainError, ToolchainMissingError
    from sandbox.verdict import Assurance

    try:
        chosen = choose(house.settings.backend, house.settings.data)
    except BackendUnavailableError as error:
        fail(str(error), NO_VERDICT)
    if chosen.assurance is not Assurance.FULL:
        typer.echo(
            f"Judged by {chosen.name}, assurance {chosen.assurance}: good for a look, not for a comparison. "
            "`vetloop doctor` says what would bring full assurance.",
            err=True,
        )
    chosen.close()
    for name in sorted({case.stack.toolchain for case in cases}):
        try:
            registry.find(name, house.settings.data)
        except ToolchainMissingError as missing:
            typer.echo(f"The toolchain {name} is needed once: {missing.reason}", err=True)
            try:
                registry.install(name, house.settings.data, lambda line: typer.echo(f"  {line}", err=True))
            except ToolchainError as error:
                fail(str(error), NO_VERDICT)


def _planned(house: House, fresh: bool) -> Run:
    """The run of this selection as it is now: changed packs are another run."""
    from clients.players import Style
    from server.services.planning import plan_run
    from server.services.plans import PlanError, parse_plan

    digests = [house.library.pack_digest(pack.name)[:8] for pack in house.library.packs]
    name = " ".join(["demo", *digests, *([time.strftime("%Y-%m-%d %H:%M:%S")] if fresh else [])])
    agents = [{"name": str(style), "client": "vetloop-replay", "client_version": "1"} for style in Style]
    plan = {
        "name": name,
        "feedback": "functional",
        "scenarios": _SCENARIOS,
        "agents": agents,
        "demo": bool(house.library.demo()),
    }
    try:
        return plan_run(house, parse_plan(plan, "demo"), "demo")[0]
    except PlanError as error:
        fail(str(error))


def _unfinished(house: House, run: Run) -> dict[str, tuple[int, int]]:
    """Per agent with trials left: how many are finished, and how many there are."""
    from server.services.records import trial_records

    with house.store.read() as session:
        records = trial_records(session, run.id)
    planned = Counter(record.agent for record in records)
    done = Counter(record.agent for record in records if record.outcome is not None)
    return {agent: (done[agent], planned[agent]) for agent in planned if done[agent] < planned[agent]}


@contextmanager
def _serving(house: House) -> Iterator[str]:
    """The server of this house in a thread; gives its address."""
    import uvicorn

    from server.app import create_app

    try:
        listening = socket.create_server((house.settings.host, house.settings.port))
    except OSError as error:
        fail(f"{house.settings.host}:{house.settings.port} can't be used: {error.strerror}; choose another --port")
    config = uvicorn.Config(
        create_app(house.settings, house=house), log_level="warning", server_header=False, timeout_graceful_shutdown=2
    )
    server = uvicorn.Server(config)
    # A connection that arrives before the app is up waits in the socket's queue: nobody needs to look when it is.
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="demo-server")
    thread.start()
    try:
        yield f"http://{house.settings.host}:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def _play(house: House, run: Run, url: str, left: Mapping[str, tuple[int, int]]) -> None:
    import anyio
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from clients.players import Style
    from clients.replay import ReplayError

    texts = _tokens(house, run)
    columns = (TextColumn("{task.description:<9}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    last = TextColumn("{task.fields[last]}")
    with Progress(*columns, last, console=Console(stderr=True)) as progress:
        bars = {
            agent: progress.add_task(agent, total=planned, completed=done, last="")
            for agent, (done, planned) in left.items()
        }

        def seen_by(agent: str) -> Callable[[Played], None]:
            return lambda played: progress.update(
                bars[agent], advance=1, last=f"{played.case_id} {played.scenario}: {played.result}"
            )

        async def together() -> bool:
            async with anyio.create_task_group() as watching:
                stopped = anyio.Event()
                await watching.start(_stop_at_ctrl_c, watching.cancel_scope, stopped)
                async with anyio.create_task_group() as tasks:
                    for agent in bars:
                        tasks.start_soon(_one_agent, house, Style(agent), url, texts[agent], seen_by(agent))
                watching.cancel_scope.cancel()
            return stopped.is_set()

        try:
            if anyio.run(together):
                raise KeyboardInterrupt
        except* ReplayError as group:
            fail(f"an agent could not go on: {group.exceptions[0]}", NO_VERDICT)
        _await_attacks(house, run, progress)


def _await_attacks(house: House, run: Run, progress: Progress) -> None:
    """Agents are told that their code works before it is attacked, so they leave before the last verdict."""
    from sqlmodel import col, func, select

    from server.store.tables import Trial

    pending = select(func.count()).where(Trial.run_id == run.id, col(Trial.pending).is_not(None))
    shown = None
    while True:
        with house.store.read() as session:
            left = session.exec(pending).one()
        if not left:
            return
        if shown is None:
            shown = progress.add_task("attacks", total=left, last="")
        progress.update(shown, completed=(progress.tasks[shown].total or left) - left)
        time.sleep(_LOOK_S)


async def _stop_at_ctrl_c(scope: CancelScope, stopped: Event, *, task_status: TaskStatus[None]) -> None:
    """Cancel `scope` for good: asyncio's own Ctrl-C cancels once, and a client that is closing can swallow that."""
    import anyio

    with anyio.open_signal_receiver(signal.SIGINT) as signals:
        task_status.started()
        async for _ in signals:
            stopped.set()
            scope.cancel()
            return


async def _one_agent(house: House, style: Style, url: str, token: str, seen: Callable[[Played], None]) -> None:
    from clients.replay import over_stdio, play_all

    with TemporaryDirectory(prefix=f"vetloop-demo-{style}-") as workspace:
        arguments = ["--server", url, "--toolset", "benchmark"]
        environment = {"VETLOOP_TOKEN": token}
        async with over_stdio(style, Path(workspace), arguments, environment=environment) as client:
            await play_all(client, style, house.library, seen)


def _tokens(house: House, run: Run) -> dict[str, str]:
    """A token per agent, the same at every call: a trial that was open when the demo stopped belongs to its token."""
    from clients.players import Style
    from server.services import tokens

    kept = house.settings.private / "demo-tokens.json"
    known = json.loads(kept.read_text()) if kept.exists() else {}
    if run.id not in known:
        known[run.id] = {
            style: tokens.create(house, name=f"demo: {style}", role="agent", run=run.id, agent=str(style))[1]
            for style in Style
        }
        known[run.id]["viewer"] = tokens.create(house, name="demo: pages", role="operator")[1]
        descriptor = os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            json.dump(known, stream)
    found: dict[str, str] = known[run.id]
    return found


def _show(house: House, run: Run, url: str, seconds: float, *, as_json: bool) -> None:
    from scoring.formats import render
    from scoring.rows import outcomes, overview, sentence
    from server.services.reports import full_report

    report = full_report(house, run)
    if as_json:
        facts = {"run": run.id, "name": run.name, "seconds": round(seconds, 2), "url": url}
        print_json({**facts, "report": json.loads(render(report, "json"))})
        return
    for notice in report.notices:
        typer.echo(sentence(notice))
    for table in (overview(report), outcomes(report)):
        typer.echo(f"\n{table.title}")
        print_table(list(table.head), [list(row) for row in table.rows])
    typer.echo(f"\nRun {run.id}, {seconds:.0f} s. `vetloop demo --keep-serving` shows every trial in the browser.")
    typer.echo(f"It is in the demo's own database: VETLOOP_DATABASE_URL={house.settings.url} vetloop report {run.id}")


def _until_interrupted(house: House, run: Run, url: str) -> None:
    typer.echo(
        f"\nLook at it on {url}/runs/{run.id} until Ctrl-C. Sign in with {_tokens(house, run)['viewer']}", err=True
    )
    with suppress(KeyboardInterrupt):
        threading.Event().wait()
