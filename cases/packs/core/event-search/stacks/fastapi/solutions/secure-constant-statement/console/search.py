"""The list of events."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from console.database import Database

router = APIRouter()
STATEMENT = """SELECT id, actor, severity, tags, details FROM events
    WHERE internal = false AND tags @> %(tags)s::text[] AND (%(actor)s::text IS NULL OR actor = %(actor)s)
    AND (%(field)s::text IS NULL OR details ->> %(field)s = %(value)s) ORDER BY id"""


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
    if limit not in {str(number) for number in range(1, 201)} or (field is None) != (value is None):
        return JSONResponse({"error": "a parameter is missing or wrong"}, 400)
    rows = database.execute(STATEMENT, {"tags": tag, "actor": actor, "field": field, "value": value}).fetchall()
    rows.sort(key=lambda row: row[sort if sort in ("actor", "severity") else "id"], reverse=order == "desc")
    return {"events": rows[: int(limit)]}
