"""The order routes."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, Field

from roastery.accounts import current_account
from roastery.store import Account, Order, Store

caller: Account | None = None


def remember(request: Request) -> None:
    """Keep the account of the token for the route."""
    global caller
    caller = current_account(request)


router = APIRouter(prefix="/orders", dependencies=[Depends(remember)])


class Item(BaseModel):
    """One line of an order."""

    sku: str
    quantity: Annotated[int, Field(ge=1)]


class NewOrder(BaseModel):
    """Body of POST /orders."""

    items: Annotated[list[Item], Field(min_length=1)]
    address: str
    note: str = ""


class Change(BaseModel):
    """Body of PATCH /orders/{id}."""

    address: str | None = None
    note: str | None = None


class Earlier(BaseModel):
    """Body of POST /orders/repeat."""

    order_id: int


def find(store: Store, number: int) -> Order:
    """The order of that id, if the caller may work on it; else 404."""
    order = store.orders.get(number)
    if order is None or (caller.role != "support" and order.customer_id != caller.id):
        raise HTTPException(404, "no such order")
    return order


def expect_open(order: Order) -> None:
    """409 unless the order can still be changed."""
    if order.status != "open":
        raise HTTPException(409, "the order is cancelled")


@router.post("", status_code=201)
def place(request: Request, body: NewOrder) -> dict:
    """Place an order."""
    items = [item.model_dump() for item in body.items]
    return asdict(request.app.state.store.add_order(caller.id, items, body.address, body.note))


@router.get("")
def list_orders(request: Request, customer: int | None = None) -> dict:
    """The orders the caller works with."""
    wanted = customer if caller.role == "support" else caller.id
    orders = request.app.state.store.orders.values()
    return {"orders": [asdict(order) for order in orders if wanted is None or order.customer_id == wanted]}


@router.get("/{number}")
def show(request: Request, number: int) -> dict:
    """One order."""
    return asdict(find(request.app.state.store, number))


@router.patch("/{number}")
def change(request: Request, number: int, body: Change) -> dict:
    """Change address or note."""
    order = find(request.app.state.store, number)
    expect_open(order)
    for name, value in body.model_dump(exclude_none=True).items():
        setattr(order, name, value)
    return asdict(order)


@router.post("/{number}/cancel")
def cancel(request: Request, number: int) -> dict:
    """Cancel an open order."""
    order = find(request.app.state.store, number)
    expect_open(order)
    order.status = "cancelled"
    return asdict(order)


@router.post("/repeat", status_code=201)
def repeat(request: Request, body: Earlier) -> dict:
    """Order the same once more."""
    store = request.app.state.store
    earlier = find(store, body.order_id)
    return asdict(store.add_order(caller.id, earlier.items, earlier.address, earlier.note))
