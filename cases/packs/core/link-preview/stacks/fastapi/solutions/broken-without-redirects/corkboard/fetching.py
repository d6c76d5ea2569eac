"""Fetching pages of the web."""

import ipaddress
import socket
from urllib.parse import urlsplit

import httpx

from corkboard.pages import BadAddress, Page, PageUnavailable


def fetch_page(url: str) -> Page:
    """The page at an address; raises BadAddress or PageUnavailable."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadAddress("an address begins with http:// or https:// and a host")
    try:
        address = socket.gethostbyname(parts.hostname)
        if not ipaddress.ip_address(address).is_global:
            raise PageUnavailable("this host is not fetched")
        answer = httpx.get(f"http://{address}:{parts.port or 80}{parts.path}", headers={"User-Agent": "Corkboard/1.0"})
    except (httpx.HTTPError, OSError) as error:
        raise PageUnavailable(str(error)) from None
    return Page(url, answer.text)
