"""Fetching pages of the web."""

import ipaddress
import socket
from urllib.parse import urljoin, urlsplit

import httpx

from corkboard.pages import BadAddress, Page, PageUnavailable

USER_AGENT = "Corkboard/1.0"
MAX_REDIRECTS = 3
MAX_BYTES = 200_000
TIMEOUT = 2.0
REDIRECTS = {301, 302, 303, 307, 308}

CLIENT = httpx.Client(headers={"User-Agent": USER_AGENT}, timeout=TIMEOUT, trust_env=False)


def check_address(url: str) -> None:
    """Refuse what is no address of a page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadAddress("this is no address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadAddress("an address begins with http:// or https:// and a host")


def check_host(url: str) -> None:
    """Refuse hosts of our own network."""
    parts = urlsplit(url)
    for *_, address in socket.getaddrinfo(parts.hostname, parts.port or 80, type=socket.SOCK_STREAM):
        if not ipaddress.ip_address(address[0]).is_global:
            raise PageUnavailable("this host is not fetched")


def fetch_page(url: str) -> Page:
    """The page at an address; raises BadAddress or PageUnavailable."""
    check_address(url)
    try:
        for _ in range(MAX_REDIRECTS + 1):
            check_host(url)
            with CLIENT.stream("GET", url) as answer:
                if answer.status_code in REDIRECTS:
                    url = urljoin(url, answer.headers.get("location", ""))
                    continue
                if answer.status_code != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
                    raise PageUnavailable("there is no page at this address")
                content = b""
                for chunk in answer.iter_bytes():
                    content += chunk
                    if len(content) >= MAX_BYTES:
                        break
                html = content[:MAX_BYTES].decode(answer.charset_encoding or "utf-8", "replace")
                return Page(url, html)
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, LookupError) as error:
        raise PageUnavailable(f"the page cannot be fetched: {error}") from None
    raise PageUnavailable("there are too many redirects")
