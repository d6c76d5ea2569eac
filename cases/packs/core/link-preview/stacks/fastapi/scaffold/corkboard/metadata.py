"""Title and description of a page."""

from html.parser import HTMLParser


class _Head(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.title = ""
        self.description = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "title" and not self.title:
            self._in_title = True
        elif tag == "meta" and values.get("name") == "description" and not self.description:
            self.description = (values.get("content") or "").strip()

    def handle_endtag(self, tag: str) -> None:
        if tag == "title":
            self._in_title = False

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def metadata(html: str) -> dict[str, str]:
    """Title and description; empty texts where the page has none."""
    head = _Head()
    head.feed(html)
    return {"title": " ".join(head.title.split())[:200], "description": head.description[:500]}
