"""`vetloop report`: rates with intervals for a run."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from server.cli.opening import fail, open_house

app = typer.Typer(add_completion=False)


class Format(StrEnum):
    """How a report is written."""

    TABLE = "table"
    JSON = "json"
    MD = "md"
    HTML = "html"
    CSV = "csv"


@app.command()
def report(
    run: Annotated[str, typer.Argument(help="Id or name.")],
    format: Annotated[Format, typer.Option(help="How to write it.")] = Format.TABLE,
    json: Annotated[bool, typer.Option("--json", help="As --format json.")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file. Default: standard output.")] = None,
) -> None:
    """Rates with 95 % intervals, per agent and variant, and by scenario, language, family, CWE and case."""
    from scoring.formats import render
    from server.services.reports import full_report
    from server.services.views import run_view
    from server.store.tables import Run

    with open_house() as house:
        view = run_view(house, run)
        if view is None:
            fail(f"no such run: {run!r}; `vetloop run list` shows all")
        with house.store.read() as session:
            row = session.get_one(Run, view.id)
        text = render(full_report(house, row), "json" if json else format.value)
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, "utf-8")
    except OSError as error:
        fail(f"{output} can't be written: {error.strerror}")
