"""The order routes."""

from fastapi import APIRouter, HTTPException, Request

from roastery.accounts import Caller
from roastery.store import Order, Store

router = APIRouter(prefix="/orders")


@router.post("", status_code=201)
def place(request: Request, account: Caller) -> dict:
    """Place an order; the store is `request.app.state.store`."""
    raise NotImplementedError
