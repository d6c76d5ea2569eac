"""An HTTP answer from the target, read defensively."""

from __future__ import annotations

import json
from http.cookies import CookieError, Morsel, SimpleCookie
from typing import Any

from .errors import BadAnswer


class Headers:
    """Header fields, looked up without regard to case."""

    def __init__(self, pairs: list[tuple[str, str]]) -> None:
        self.pairs = pairs

    def get(self, name: str, default: str = "") -> str:
        """The first value of that name."""
        wanted = name.lower()
        return next((value for key, value in self.pairs if key.lower() == wanted), default)

    def get_all(self, name: str) -> list[str]:
        """Every value of that name, in order."""
        wanted = name.lower()
        return [value for key, value in self.pairs if key.lower() == wanted]

    def __contains__(self, name: str) -> bool:
        return any(key.lower() == name.lower() for key, _ in self.pairs)

    def __getitem__(self, name: str) -> str:
        if name not in self:
            raise BadAnswer(f"the answer has no {name} header")
        return self.get(name)


class Response:
    """Status, headers and body. Reading it wrongly is the target's fault and raises `BadAnswer`."""

    def __init__(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status = status
        self.headers = Headers(headers)
        self.body = body

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are none become U+FFFD."""
        return self.body.decode("utf-8", "replace")

    @property
    def location(self) -> str:
        """The Location header, or an empty text."""
        return self.headers.get("location")

    @property
    def cookies(self) -> dict[str, Morsel[str]]:
        """Cookies set by this answer, by name; attributes by `cookies['sid']['httponly']`."""
        jar: SimpleCookie = SimpleCookie()
        for line in self.headers.get_all("set-cookie"):
            try:
                jar.load(line)
            except CookieError:
                continue
        return dict(jar)

    def json(self) -> Any:
        """The body as JSON."""
        try:
            return json.loads(self.body.decode("utf-8"))
        except (ValueError, RecursionError):
            raise BadAnswer(f"the answer ({self.status}) is not JSON") from None

    def __repr__(self) -> str:
        return f"<Response {self.status} {self.text[:200]!r}>"
