"""The order routes."""

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, HTTPException, Request
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


def visible(request: Request, account: Account) -> dict[int, Order]:
    """The orders the caller works with, by id."""
    orders = request.app.state.store.orders
    if account.role == "support":
        return dict(orders)
    return {number: order for number, order in orders.items() if order.customer_id == account.id}


def pick(orders: dict[int, Order], number: int) -> Order:
    """One of these orders; else 404."""
    try:
        return orders[number]
    except KeyError:
        raise HTTPException(404, "no such order") from None


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
    orders = visible(request, account).values()
    if customer is not None:
        orders = [order for order in orders if order.customer_id == customer]
    return {"orders": [asdict(order) for order in orders]}


@router.get("/{number}")
def show(request: Request, account: Caller, number: int) -> dict:
    """One order."""
    return asdict(pick(visible(request, account), number))


@router.patch("/{number}")
def change(request: Request, account: Caller, number: int, body: Change) -> dict:
    """Change address or note."""
    order = pick(visible(request, account), number)
    expect_open(order)
    for name, value in body.model_dump(exclude_none=True).items():
        setattr(order, name, value)
    return asdict(order)


@router.post("/{number}/cancel")
def cancel(request: Request, account: Caller, number: int) -> dict:
    """Cancel an open order."""
    order = pick(visible(request, account), number)
    expect_open(order)
    order.status = "cancelled"
    return asdict(order)


@router.post("/repeat", status_code=201)
def repeat(request: Request, account: Caller, body: Earlier) -> dict:
    """Order the same once more."""
    earlier = pick(visible(request, account), body.order_id)
    return asdict(request.app.state.store.add_order(account.id, earlier.items, earlier.address, earlier.note))
