"""Fetching pages of the web."""

import contextlib
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import httpx

from corkboard.pages import BadAddress, Page, PageUnavailable

USER_AGENT = "Corkboard/1.0"
MAX_REDIRECTS = 3
MAX_BYTES = 200_000
TIMEOUT = 2.0


@contextlib.contextmanager
def public_hosts_only() -> Iterator[None]:
    """While this holds, names resolve to public addresses or not at all."""
    resolve = socket.getaddrinfo

    def checked(*args: Any, **options: Any) -> list[Any]:
        found = resolve(*args, **options)
        if not all(ipaddress.ip_address(address[0].split("%")[0]).is_global for *_, address in found):
            raise socket.gaierror("this host is not fetched")
        return found

    socket.getaddrinfo = checked
    try:
        yield
    finally:
        socket.getaddrinfo = resolve


def fetch_page(url: str) -> Page:
    """The page at an address; raises BadAddress or PageUnavailable."""
    try:
        address = httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        raise BadAddress("this is no address") from None
    if address.scheme not in ("http", "https") or not address.host:
        raise BadAddress("an address begins with http:// or https:// and a host")
    headers = {"User-Agent": USER_AGENT}
    try:
        with public_hosts_only():
            client = httpx.Client(headers=headers, timeout=TIMEOUT, follow_redirects=True, max_redirects=MAX_REDIRECTS, trust_env=False)
            with client, client.stream("GET", url) as answer:
                kind = answer.headers.get("content-type", "").split(";")[0].strip().lower()
                if answer.status_code != 200 or kind != "text/html":
                    raise PageUnavailable("there is no page at this address")
                content = b""
                for piece in answer.iter_bytes():
                    content += piece
                    if len(content) >= MAX_BYTES:
                        break
                text = content[:MAX_BYTES].decode(answer.charset_encoding or "utf-8", "replace")
                return Page(str(answer.url), text)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, LookupError) as error:
        raise PageUnavailable(f"the page cannot be fetched: {error}") from None
