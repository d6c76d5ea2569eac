"""The door through which events come in."""

from fastapi import APIRouter
from psycopg.types.json import Jsonb
from pydantic import BaseModel

from console.database import Database

router = APIRouter()


class Event(BaseModel):
    """An event as a collector sends it."""

    actor: str
    severity: int
    tags: list[str] = []
    details: dict[str, str] = {}
    internal: bool = False


@router.post("/events", status_code=201)
def take_event(event: Event, database: Database) -> dict[str, int]:
    """Store the event and answer with its id."""
    row = database.execute(
        "INSERT INTO events (actor, severity, tags, details, internal) VALUES (%s, %s, %s, %s, %s) RETURNING id",
        (event.actor, event.severity, event.tags, Jsonb(event.details), event.internal),
    ).fetchone()
    return {"id": row["id"]}
