"""Brings the database to the schema this version needs: one SELECT if it is there already, Alembic otherwise."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect, text

HEAD = "0002"
"""Revision of the newest migration."""

MIGRATIONS = Path(__file__).parent / "migrations"


class SchemaError(RuntimeError):
    """The database can't be brought to this version's schema: says why and what to do."""


def ensure_schema(engine: Engine, lock_folder: Path) -> None:
    """Migrate `engine` to `HEAD` if it is not there; processes of one machine take turns.

    Raises:
        SchemaError: the database was written by a newer version.
    """
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    lock_folder.mkdir(parents=True, exist_ok=True)
    with _locked(lock_folder / "migration.lock"):
        with engine.connect() as connection:
            if _revision(connection) == HEAD:
                return
        _upgrade(engine)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()
    return None if found is None else str(found)


def _upgrade(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.execution_options(vetloop_write=True).connect() as connection, connection.begin():
        found = _revision(connection)
        known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
        if found is not None and found not in known:
            raise SchemaError(
                f"the database has schema {found!r}, which this version of vetloop does not know; it was written by a "
                "newer version: update vetloop, or point VETLOOP_DATA or VETLOOP_DATABASE_URL at another place"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield
