"""The list of events."""

import re
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from console.database import Database

router = APIRouter()
WORDS = re.compile(r"\b(union|select|insert|update|delete|drop|sleep)\b|;|--|/\*", re.IGNORECASE)


def clean(text: str | None) -> str | None:
    """Take what reads like a statement out of a column or direction."""
    return text if text is None else WORDS.sub("", text)



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
    if limit.isdigit() and not 1 <= int(limit) <= 200 or limit.isalpha() or "." in limit:
        return JSONResponse({"error": "limit must be a whole number from 1 to 200"}, 400)
    sort, order = clean(sort), clean(order)
    query = "SELECT id, actor, severity, tags, details FROM events WHERE internal = false"
    if actor is not None:
        query += f" AND actor = '{actor}'"
    for one in tag:
        query += f" AND '{one}' = ANY(tags)"
    if field is not None:
        query += f" AND details->>'{field}' = '{value}'"
    query += f" ORDER BY {sort} {order}, id LIMIT {limit}"
    return {"events": database.execute(query).fetchall()}
