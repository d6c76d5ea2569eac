"""The order routes."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel, Field

from roastery.accounts import Caller
from roastery.store import Account, Order

router = APIRouter(prefix="/orders")


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


def own_order(request: Request, account: Caller, number: int) -> Order:
    """The order in the path. Customers get 403 for those of others."""
    order = request.app.state.store.orders.get(number)
    if order is None:
        raise HTTPException(404, "no such order")
    guard(account, order)
    return order


def guard(account: Account, order: Order) -> None:
    """Refuse customers who are not the owner."""
    if account.role == "support" or order.customer_id == account.id:
        return
    raise HTTPException(403, "this is not your order")


OwnOrder = Annotated[Order, Depends(own_order)]


def expect_open(order: Order) -> None:
    """409 unless the order can still be changed."""
    if order.status != "open":
        raise HTTPException(409, "the order is cancelled")


@router.post("", status_code=201)
def place(request: Request, account: Caller, body: NewOrder) -> dict:
    """Place an order."""
    items = [item.model_dump() for item in body.items]
    return asdict(request.app.state.store.add_order(account.id, items, body.address, body.note))


@router.get("")
def list_orders(request: Request, account: Caller, customer: int | None = None) -> dict:
    """The orders the caller works with."""
    wanted = customer if account.role == "support" else account.id
    orders = request.app.state.store.orders.values()
    return {"orders": [asdict(order) for order in orders if wanted is None or order.customer_id == wanted]}


@router.get("/{number}")
def show(order: OwnOrder) -> dict:
    """One order."""
    return asdict(order)


@router.patch("/{number}")
def change(order: OwnOrder, body: Change) -> dict:
    """Change address or note."""
    expect_open(order)
    if body.address is not None:
        order.address = body.address
    if body.note is not None:
        order.note = body.note
    return asdict(order)


@router.post("/{number}/cancel")
def cancel(order: OwnOrder) -> dict:
    """Cancel an open order."""
    expect_open(order)
    order.status = "cancelled"
    return asdict(order)


@router.post("/repeat", status_code=201)
def repeat(request: Request, account: Caller, body: Earlier) -> dict:
    """Order the same once more."""
    store = request.app.state.store
    earlier = store.orders.get(body.order_id)
    if earlier is None:
        raise HTTPException(404, "no such order")
    guard(account, earlier)
    return asdict(store.add_order(account.id, earlier.items, earlier.address, earlier.note))
