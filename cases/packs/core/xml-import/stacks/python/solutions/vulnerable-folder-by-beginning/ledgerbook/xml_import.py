"""XML to invoices."""

from typing import Any

from lxml import etree

from ledgerbook.errors import ImportFailed
from ledgerbook.settings import MAX_TEXT, SHARED

XINCLUDE = "{http://www.w3.org/2001/XInclude}include"


class SharedOnly(etree.Resolver):
    """Lets the parser load our document type and nothing else."""

    def resolve(self, url: str, public_id: str, context: Any) -> None:
        """Called for everything the parser wants to load."""
        if not url.startswith(f"{SHARED.as_uri()}/"):
            raise ImportFailed(f"{url} is not loaded")


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
        parser = etree.XMLParser(load_dtd=True, resolve_entities=True)
        parser.resolvers.add(SharedOnly())
        root = etree.fromstring(data, parser, base_url=f"{SHARED.as_uri()}/")
        include_texts(root)
        if root.tag != "invoices":
            raise ImportFailed("the root element is not invoices")
        return [invoice_of(element) for element in root.findall("invoice")]
    except (etree.LxmlError, KeyError, ValueError, OSError) as error:
        raise ImportFailed(str(error)) from None
