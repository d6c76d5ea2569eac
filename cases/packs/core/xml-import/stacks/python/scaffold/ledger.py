"""The ledger: what the web front end calls."""

from typing import Any

from ledgerbook import book
from ledgerbook.xml_import import read_invoices


def import_invoices(data: bytes) -> list[dict[str, Any]]:
    """Add the invoices of an XML file and return them."""
    invoices = read_invoices(data)
    book.add(invoices)
    return invoices


def total_of(number: str) -> int:
    """Total of an invoice that was imported."""
    return book.find(number)["total"]
