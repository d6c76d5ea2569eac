"""One SQLite connection per request."""

import sqlite3
from pathlib import Path

from flask import current_app, g

SCHEMA = Path(__file__).parent.parent / "schema.sql"


def create_tables(path: str) -> None:
    """Make a fresh database file with the tables of schema.sql."""
    Path(path).unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.executescript(SCHEMA.read_text())
    connection.commit()
    connection.close()


def database() -> sqlite3.Connection:
    """The connection of the current request; rows can be read by column name."""
    if "database" not in g:
        g.database = sqlite3.connect(current_app.config["DATABASE"])
        g.database.row_factory = sqlite3.Row
    return g.database


def close_database(_error: BaseException | None = None) -> None:
    """Close the request's connection, if it was opened."""
    connection = g.pop("database", None)
    if connection is not None:
        connection.close()
