"""XML to invoices."""

import re
from typing import Any

from lxml import etree

from ledgerbook.errors import ImportFailed
from ledgerbook.settings import MAX_TEXT, SHARED

XINCLUDE = "{http://www.w3.org/2001/XInclude}include"

DOCTYPE = re.compile(r"<!DOCTYPE\s+\w+\s+(SYSTEM|PUBLIC)\s+(?![\"']invoice\.dtd[\"'])")
EXTERNAL = re.compile(r"<!ENTITY\s+(%\s+)?[^\s\"'>]+\s+(SYSTEM|PUBLIC)|<!ENTITY\s+%")


def decoded(data: bytes) -> str:
    """The text of a file."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    declared = re.match(rb"(?:\xef\xbb\xbf)?<\?xml[^>]*encoding=[\"']([\w-]+)", data)
    return data.decode(declared[1].decode() if declared else "utf-8-sig")


def include_texts(root: Any) -> None:
    """Fill in the shared texts."""
    names = {path.name for path in SHARED.iterdir()}
    for element in root.iter(XINCLUDE):
        name = element.get("href")
        if name not in names:
            raise ImportFailed(f"there is no text {name!r}")
        del element[:]
        element.text = (SHARED / name).read_bytes().decode()


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
        text = decoded(data)
        if DOCTYPE.search(text) or EXTERNAL.search(text):
            raise ImportFailed("external entities are not imported")
        parser = etree.XMLParser(load_dtd=True, resolve_entities=True)
        root = etree.fromstring(data, parser, base_url=f"{SHARED.as_uri()}/")
        include_texts(root)
        if root.tag != "invoices":
            raise ImportFailed("the root element is not invoices")
        return [invoice_of(element) for element in root.findall("invoice")]
    except (LookupError, etree.LxmlError, KeyError, ValueError, OSError) as error:
        raise ImportFailed(str(error)) from None
