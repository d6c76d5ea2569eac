"""The list of events."""

from fastapi import APIRouter

from console.database import Database

router = APIRouter()


@router.get("/events")
def list_events(database: Database):
    """Filter and sort the events that are not internal."""
    raise NotImplementedError
