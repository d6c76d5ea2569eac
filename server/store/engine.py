"""The database connection: reading and writing transactions, and whatever only SQLite needs.

SQLite runs with WAL, foreign keys on and full sync; a write begins with `BEGIN IMMEDIATE`, so it waits for its turn
at the start and never fails halfway. On other databases a write is a plain transaction; the services guard every change
of state by a condition in the UPDATE, so both are safe.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Connection, CursorResult, Engine, Update, event
from sqlalchemy.engine import make_url
from sqlmodel import Session, create_engine

from server.store.blobs import BlobStore

_BUSY_TIMEOUT_MS = 30_000


class Store:
    """The database and the blobs. Thread-safe; one per process."""

    def __init__(self, url: str, blob_folder: Path) -> None:
        self.engine = open_engine(url)
        self.blobs = BlobStore(blob_folder)
        self._writing = self.engine.execution_options(vetloop_write=True)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A consistent view; nothing is written."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction: commits at the end of the block, rolls back if it raises."""
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def changed(session: Session, statement: Update) -> int:
    """Run an UPDATE and give the number of rows it changed: how the services find out who won a race."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    return cast(CursorResult[Any], result).rowcount


def open_engine(url: str) -> Engine:
    """An engine for `url`; the folder of a SQLite file is created."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, pool_size=8, max_overflow=56, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transaction handling would begin late and without IMMEDIATE; `_begin_sqlite` does it instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("vetloop_write", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
