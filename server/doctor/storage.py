"""Checks of the data folder, what lies in it, and the database."""

from __future__ import annotations

import shlex
import shutil
import tempfile
from pathlib import Path

from sandbox.data_folder import closed_to_sandboxes, make_readable_folder
from sandbox.toolchains import registry
from server.doctor.model import Finding, State

NEEDED_BYTES = 1 << 30
"""The toolchains take 300 MB, a run of some thousand attempts as much again."""


def data(folder: Path) -> Finding:
    """Whether the data folder takes files, lets other users read them, and has room."""
    try:
        make_readable_folder(folder)
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".doctor-"):
            free = shutil.disk_usage(folder).free
    except OSError as error:
        return Finding(
            name="data folder",
            state=State.MISSING,
            detail=str(folder),
            cause=f"cannot be written: {error.strerror or error}",
            command="export VETLOOP_DATA=/a/folder/you/own",
        )
    detail = f"{folder}, {free / (1 << 30):.1f} GiB free"
    closed = closed_to_sandboxes(folder)
    if closed is not None:
        return Finding(
            name="data folder",
            state=State.MISSING,
            detail=detail,
            cause=f"sandboxes, which have uids of their own, cannot enter {closed}",
            command=f"chmod o+x {shlex.quote(str(closed))}",
        )
    if free < NEEDED_BYTES:
        return Finding(
            name="data folder",
            state=State.LIMITED,
            detail=detail,
            cause=f"less than {NEEDED_BYTES >> 30} GiB is free",
            command="vetloop toolchains prune",
        )
    return Finding(name="data folder", state=State.OK, detail=detail)


def toolchains(folder: Path) -> list[Finding]:
    """One finding per toolchain there is a recipe for. With none of them nothing can be judged."""
    states = list(registry.states(folder))
    absent = State.LIMITED if any(state.installed for state in states) else State.MISSING
    return [
        Finding(name=f"toolchain {state.name}", state=State.OK, detail=f"{state.version}: {state.detail}")
        if state.installed
        else Finding(
            name=f"toolchain {state.name}",
            state=absent,
            detail="not usable",
            cause=f"{state.detail}; its cases get no verdict",
            command=state.command,
        )
        for state in states
    ]


def database(url: str) -> Finding:
    """Whether the database opens and answers. SQLite files are not made by asking."""
    from sqlalchemy import create_engine, make_url, text
    from sqlalchemy.exc import SQLAlchemyError

    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite" and not Path(parsed.database or "").is_file():
            return Finding(name="database", state=State.OK, detail=f"{url}, made at first use")
        engine = create_engine(parsed)
        try:
            with engine.connect() as connection:
                connection.execute(text("select 1"))
        finally:
            engine.dispose()
    except (SQLAlchemyError, ImportError) as error:
        return Finding(
            name="database",
            state=State.MISSING,
            detail=_without_password(url),
            cause=str(error).splitlines()[0],
            command="check VETLOOP_DATABASE_URL",
        )
    return Finding(name="database", state=State.OK, detail=parsed.render_as_string(hide_password=True))


def _without_password(url: str) -> str:
    scheme, found, rest = url.partition("://")
    return f"{scheme}{found}{rest.rpartition('@')[2]}"
