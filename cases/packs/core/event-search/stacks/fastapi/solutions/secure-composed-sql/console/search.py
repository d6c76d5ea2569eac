"""The list of events."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from psycopg import sql

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
    number = int(limit) if limit.isdigit() else 0
    if not 0 < number < 201:
        return JSONResponse({"error": "limit must be a whole number from 1 to 200"}, 400)
    clauses = [sql.SQL("internal = false")]
    clauses += [sql.SQL("{} = ANY(tags)").format(sql.Literal(one)) for one in tag]
    if actor is not None:
        clauses.append(sql.SQL("actor = {}").format(sql.Literal(actor)))
    if field is not None:
        clauses.append(sql.SQL("details->>{} = {}").format(sql.Literal(field), sql.Literal(value)))
    statement = sql.SQL("SELECT id, actor, severity, tags, details FROM events WHERE {} ORDER BY {} {}, id LIMIT {}").format(
        sql.SQL(" AND ").join(clauses),
        sql.Identifier(sort),
        sql.SQL("DESC" if order == "desc" else "ASC"),
        sql.Literal(number),
    )
    return {"events": database.execute(statement).fetchall()}
