"""How commands open the house, end on errors, and print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from scoring.inert import visible

if TYPE_CHECKING:
    from server.house import House

USAGE, NO_VERDICT = 2, 3

Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@contextmanager
def open_house(**given: Any) -> Iterator[House]:
    """The house on this machine's settings, `given` ones over them; if they are wrong the command ends with code 2."""
    from pydantic import ValidationError

    from cases.errors import CaseError
    from sandbox.data_folder import DataFolderError
    from server.house import House
    from server.settings import Settings
    from server.store.schema import SchemaError

    try:
        house = House(Settings(**given))
    except ValidationError as error:
        first = error.errors()[0]
        key = "_".join(str(part) for part in first["loc"]).upper()
        fail(f"VETLOOP_{key}: {first['msg']}")
    except (DataFolderError, SchemaError) as error:
        fail(str(error))
    try:
        yield house
    except CaseError as error:
        fail(str(error))
    finally:
        house.close()


def fail(message: str, code: int = USAGE) -> NoReturn:
    """Say on standard error what is wrong, and end."""
    typer.echo(f"vetloop: {visible(message, multiline=True, limit=4000)}", err=True)
    raise typer.Exit(code)


def print_json(content: Any) -> None:
    """One JSON document; pure ASCII, so nothing in it can act on a terminal."""
    json.dump(content, sys.stdout, indent=2, ensure_ascii=True, allow_nan=False)
    sys.stdout.write("\n")


def moment(seconds: float | None) -> str:
    """A time as people read it, in UTC; a dash for none."""
    return "-" if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M")


def print_table(head: list[str], rows: list[list[str]]) -> None:
    """A plain table, as wide as it needs to be; every cell made inert."""
    cells = [[visible(cell, limit=120) for cell in row] for row in (head, *rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    for row in cells:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
