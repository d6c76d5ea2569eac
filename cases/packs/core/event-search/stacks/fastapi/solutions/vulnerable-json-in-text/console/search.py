"""The list of events."""

import json
import re
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from console.database import Database

router = APIRouter()
COLUMNS = {"id": "id", "actor": "actor", "severity": "severity"}


@router.get("/events")
def list_events(
    database: Database,
    tag: Annotated[list[str], Query()] = [],
    actor: str | None = None,
    field: str | None = None,
    value: str | None = None,
    sort: str = "id",
    order: str = "asc",
    limit: str = "50",
):
    """Filter and sort the events that are not internal."""
    if (field is None) != (value is None):
        return JSONResponse({"error": "field and value come together"}, 400)
    if not re.fullmatch(r"[0-9]{1,3}", limit) or not 1 <= int(limit) <= 200:
        return JSONResponse({"error": "limit must be a whole number from 1 to 200"}, 400)
    clauses, values = ["NOT internal", "tags @> %s::text[]"], [tag]
    if actor is not None:
        clauses.append("actor = %s")
        values.append(actor)
    if field is not None:
        wanted = json.dumps({field: value}).replace("%", "%%")
        clauses.append(f"details @> '{wanted}'::jsonb")
    column = COLUMNS.get(sort, "id")
    direction = "DESC" if order == "desc" else "ASC"
    rows = database.execute(
        f"SELECT id, actor, severity, tags, details FROM events WHERE {' AND '.join(clauses)}"
        f" ORDER BY {column} {direction}, id LIMIT %s",
        [*values, int(limit)],
    )
    return {"events": rows.fetchall()}
