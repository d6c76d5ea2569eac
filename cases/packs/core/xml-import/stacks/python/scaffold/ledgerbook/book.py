"""The invoices we have, by number."""

from typing import Any

_invoices: dict[str, dict[str, Any]] = {}


def add(invoices: list[dict[str, Any]]) -> None:
    """Take in invoices; a number that we have already is replaced."""
    _invoices.update({invoice["number"]: invoice for invoice in invoices})


def find(number: str) -> dict[str, Any]:
    """The invoice with that number."""
    return _invoices[number]
