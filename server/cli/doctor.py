"""`vetloop doctor`: what works on this machine, what is missing, and the command that brings it; and the drill."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from server.doctor.examination import examine
from server.doctor.model import Examination, State

app = typer.Typer(add_completion=False)

_MARKS = {State.OK: ("ok", typer.colors.GREEN), State.LIMITED: ("--", typer.colors.YELLOW)}
_MISSING = ("!!", typer.colors.RED)


@app.command()
def doctor(
    attack: Annotated[
        bool, typer.Option("--attack", help="Run hostile submissions in the sandbox and say what holds.")
    ] = False,
    backend: Annotated[str | None, typer.Option(help="With --attack: the sandbox backend to try.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object on standard output.")] = False,
) -> None:
    """Say what works here, what is missing and why, and the command that brings it.

    Exit 0 if the main job works, else 1. With --attack: 0 if everything holds, 1 if something does not, 3 if the drill
    could not be judged.
    """
    if attack:
        from server.cli.drill import run_drill

        sys.exit(run_drill(backend, json))
    examination = examine()
    if json:
        typer.echo(examination.model_dump_json(indent=2))
    else:
        _show(examination)
    sys.exit(0 if examination.works else 1)


def _show(examination: Examination) -> None:
    width = max(len(finding.name) for finding in examination.findings)
    for finding in examination.findings:
        mark, colour = _MARKS.get(finding.state, _MISSING)
        typer.echo(f"{typer.style(mark, fg=colour)}  {finding.name:<{width}}  {finding.detail}")
        margin = " " * (width + 6)
        if finding.cause:
            typer.echo(f"{margin}{finding.cause}")
        if finding.command:
            typer.echo(f"{margin}→ {finding.command}")
    typer.echo()
    typer.echo(
        "Vetloop works here." if examination.works else "Vetloop does not work here yet: see the lines marked !!"
    )
