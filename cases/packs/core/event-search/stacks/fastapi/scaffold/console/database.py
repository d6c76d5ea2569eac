"""The connection to PostgreSQL. It may be used by several threads: psycopg lets them take turns."""

from pathlib import Path
from typing import Annotated, Any

import psycopg
from fastapi import Depends, Request
from psycopg.rows import DictRow, dict_row

SCHEMA = Path(__file__).parent.parent / "schema.sql"


def open_database(url: str) -> psycopg.Connection[DictRow]:
    """Connect, and make the tables if they are missing."""
    database = psycopg.connect(url, autocommit=True, row_factory=dict_row)
    database.execute(SCHEMA.read_text())
    return database


def _database(request: Request) -> Any:
    return request.app.state.database


Database = Annotated[psycopg.Connection[DictRow], Depends(_database)]
