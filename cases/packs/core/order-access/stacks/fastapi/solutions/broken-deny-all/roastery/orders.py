"""The order routes."""

from fastapi import APIRouter, HTTPException

from roastery.accounts import Caller

router = APIRouter(prefix="/orders")


@router.api_route("{path:path}", methods=["GET", "POST", "PATCH"])
def refuse(account: Caller, path: str) -> dict:
    """Nobody may do anything."""
    raise HTTPException(403, "not allowed")
