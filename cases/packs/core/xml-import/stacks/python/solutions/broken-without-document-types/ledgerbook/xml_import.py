"""XML to invoices."""

from typing import Any

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from ledgerbook.errors import ImportFailed


def read_invoices(data: bytes) -> list[dict[str, Any]]:
    """The invoices of an XML file; raises ImportFailed if there is anything wrong with it."""
    try:
        root = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException) as error:
        raise ImportFailed(str(error)) from None
    invoices = []
    for element in root.iter("invoice"):
        lines = [{"text": line.text, "amount": int(line.get("amount"))} for line in element.findall("line")]
        invoices.append(
            {
                "number": element.get("number"),
                "customer": element.findtext("customer", ""),
                "note": element.findtext("note", ""),
                "lines": lines,
                "total": sum(line["amount"] for line in lines),
            }
        )
    return invoices
