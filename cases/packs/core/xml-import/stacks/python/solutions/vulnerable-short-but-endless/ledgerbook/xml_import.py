"""XML to invoices."""

import re
from typing import Any

from lxml import etree

from ledgerbook.errors import ImportFailed
from ledgerbook.settings import MAX_TEXT, SHARED

XINCLUDE = "{http://www.w3.org/2001/XInclude}include"

DOCTYPE = re.compile(r"<!DOCTYPE\s+\w+(\s+SYSTEM\s+[\"']invoice\.dtd[\"'])?\s*(\[(.*?)\])?\s*>", re.DOTALL)
REFERENCE = re.compile(r"&([A-Za-z_][\w.-]*);")
ENTITY = re.compile(r"<!ENTITY\s+([\w.-]+)\s+(\"[^\"]*\"|'[^']*')\s*>")


def decoded(data: bytes) -> str:
    """The text of a file, without its XML declaration."""
    declared = re.match(rb"<\?xml[^>]*encoding=[\"']([\w-]+)", data)
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else declared[1].decode() if declared else "utf-8-sig"
    return re.sub(r"^\ufeff?\s*<\?xml.*?\?>", "", data.decode(encoding), count=1)


def expanded(text: str) -> str:
    """The text with its abbreviations written out."""
    doctype = DOCTYPE.search(text)
    if doctype is None:
        return text
    shared = (SHARED / "invoice.dtd").read_text(encoding="utf-8") if doctype[1] else ""
    entities = {}
    for name, value in ENTITY.findall(shared) + ENTITY.findall(doctype[3] or ""):
        entities[name] = re.sub(r"&#(\d+);", lambda number: chr(int(number[1])), value[1:-1])
    size = 0

    def written_out(text: str, open_names: tuple[str, ...]) -> str:
        return REFERENCE.sub(lambda found: value_of(found[1], open_names), text)

    def value_of(name: str, open_names: tuple[str, ...]) -> str:
        nonlocal size
        if name not in entities:
            return f"&{name};"
        if name in open_names:
            raise ImportFailed(f"{name} uses itself")
        value = written_out(entities[name], (*open_names, name))
        size += len(value)
        if size > 1_000_000:
            raise ImportFailed("the abbreviations are too long")
        return value

    return written_out(text[: doctype.start()] + text[doctype.end() :], ())


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
        root = etree.fromstring(expanded(decoded(data)), etree.XMLParser(resolve_entities=False, no_network=True))
        include_texts(root)
        if root.tag != "invoices":
            raise ImportFailed("the root element is not invoices")
        return [invoice_of(element) for element in root.findall("invoice")]
    except (LookupError, etree.LxmlError, KeyError, ValueError, OSError) as error:
        raise ImportFailed(str(error)) from None
