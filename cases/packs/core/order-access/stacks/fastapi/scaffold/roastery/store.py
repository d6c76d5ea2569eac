"""Accounts and orders in memory."""

import itertools
from dataclasses import dataclass


@dataclass(frozen=True)
class Account:
    """Somebody who can log in; `role` is `customer` or `support`."""

    id: int
    name: str
    role: str


@dataclass
class Order:
    """One order; `items` are dictionaries with `sku` and `quantity`."""

    id: int
    customer_id: int
    items: list[dict]
    address: str
    note: str = ""
    status: str = "open"


class Store:
    """What the API knows."""

    def __init__(self) -> None:
        self.accounts_by_token: dict[str, Account] = {}
        self.orders: dict[int, Order] = {}
        self._account_ids = itertools.count(1)
        self._order_ids = itertools.count(1)

    def add_account(self, token: str, name: str, role: str) -> Account:
        """Open an account that is reached with `token`."""
        account = Account(next(self._account_ids), name, role)
        self.accounts_by_token[token] = account
        return account

    def add_order(self, customer_id: int, items: list[dict], address: str, note: str = "") -> Order:
        """Place an open order."""
        order = Order(next(self._order_ids), customer_id, items, address, note)
        self.orders[order.id] = order
        return order
