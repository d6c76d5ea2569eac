"""XML to invoices."""

import io
import xml.parsers.expat
from typing import Any

from lxml import etree

from ledgerbook.errors import ImportFailed
from ledgerbook.settings import MAX_TEXT, SHARED

XINCLUDE = "{http://www.w3.org/2001/XInclude}include"


def check_declarations(data: bytes) -> None:
    """Refuse every declaration that would load something else than our document type."""

    def doctype(name: str, system: str | None, public: str | None, internal: int) -> None:
        if system not in (None, "invoice.dtd"):
            raise ImportFailed(f"the document type {system} is not known")

    def entity(
        name: str, parameter: bool, value: str | None, base: str | None, system: str | None, public: str | None, unparsed: str | None
    ) -> None:
        if parameter or value is None:
            raise ImportFailed(f"{name} is not an abbreviation")

    scanner = xml.parsers.expat.ParserCreate()
    scanner.StartDoctypeDeclHandler = doctype
    scanner.EntityDeclHandler = entity
    scanner.ParseFile(io.BytesIO(data))


def include_texts(root: Any) -> None:
    """Fill in the shared texts."""
    for element in list(root.iter(XINCLUDE)):
        path = SHARED / element.get("href", "")
        if path.parent != SHARED:
            raise ImportFailed("there is no such text")
        for child in list(element):
            element.remove(child)
        element.text = path.read_bytes().decode()


def text_of(element: Any) -> str:
    """All text inside an element."""
    text = "" if element is None else str(element.xpath("string()")).strip()
    if len(text) > MAX_TEXT:
        raise ImportFailed("a text is too long")
    return text


def invoice_of(element: Any) -> dict[str, Any]:
    """One invoice."""
    lines = [{"text": text_of(line), "amount": int(line.attrib["amount"])} for line in element.findall("line")]
    return {
        "number": element.attrib["number"],
        "customer": text_of(element.find("customer")),
        "note": text_of(element.find("note")),
        "lines": lines,
        "total": sum(line["amount"] for line in lines),
    }


def read_invoices(data: bytes) -> list[dict[str, Any]]:
    """The invoices of an XML file; raises ImportFailed if there is anything wrong with it."""
    try:
        check_declarations(data)
        parser = etree.XMLParser(load_dtd=True, resolve_entities=True)
        root = etree.fromstring(data, parser, base_url=f"{SHARED.as_uri()}/")
        include_texts(root)
        if root.tag != "invoices":
            raise ImportFailed("the root element is not invoices")
        return [invoice_of(element) for element in root.findall("invoice")]
    except (xml.parsers.expat.ExpatError, etree.LxmlError, KeyError, ValueError, OSError) as error:
        raise ImportFailed(str(error)) from None
