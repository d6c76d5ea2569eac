"""The list of events."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from console.database import Database

router = APIRouter()


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
    if not limit.isdigit() or not 1 <= int(limit) <= 200:
        return JSONResponse({"error": "limit must be a whole number from 1 to 200"}, 400)
    query = "SELECT id, actor, severity, tags, details FROM events WHERE internal = false"
    if actor is not None:
        query += " AND actor = '" + actor.replace("'", "''") + "'"
    for one in tag:
        query += " AND '" + one.replace("'", "''") + "' = ANY(tags)"
    if field is not None:
        query += " AND details->>'" + field.replace("'", "''") + "' = '" + value.replace("'", "''") + "'"
    if ";" in sort or ";" in order:
        sort, order = "id", "asc"
    query += f" ORDER BY {sort} {order}, id LIMIT {limit}"
    return {"events": database.execute(query).fetchall()}
