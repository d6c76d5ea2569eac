"""Fetching pages of the web."""

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin

import httpcore
import httpx

from corkboard.pages import BadAddress, Page, PageUnavailable

USER_AGENT = "Corkboard/1.0"
MAX_REDIRECTS = 3
MAX_BYTES = 200_000
TIMEOUT = 2.0
REDIRECTS = {301, 302, 303, 307, 308}


class PublicNetwork(httpcore.NetworkBackend):
    """Connects to addresses that were looked up and found public, never to names."""

    def __init__(self) -> None:
        self.inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host."""
        address = str(socket.getaddrinfo(host, port)[0][4][0])
        if not ipaddress.ip_address(address).is_global:
            raise httpcore.ConnectError("this host is not fetched")
        return self.inner.connect_tcp(address, port, timeout, local_address, socket_options)


def fetch_page(url: str) -> Page:
    """The page at an address; raises BadAddress or PageUnavailable."""
    try:
        address = httpx.URL(url)
    except httpx.InvalidURL:
        raise BadAddress("this is no address") from None
    if address.scheme not in ("http", "https") or not address.host:
        raise BadAddress("an address begins with http:// or https:// and a host")
    limits = {name: TIMEOUT for name in ("connect", "read", "write", "pool")}
    headers = {"User-Agent": USER_AGENT}
    try:
        with httpcore.ConnectionPool(network_backend=PublicNetwork()) as pool:
            for _ in range(MAX_REDIRECTS + 1):
                request = httpx.Request("GET", url, headers=headers)
                parts = request.url
                place = httpcore.URL(scheme=parts.raw_scheme, host=parts.raw_host, port=parts.port, target=parts.raw_path)
                with pool.stream("GET", place, headers=request.headers.raw, extensions={"timeout": limits}) as raw:
                    answer = httpx.Response(raw.status, headers=raw.headers)
                    if answer.status_code in REDIRECTS:
                        url = urljoin(url, answer.headers["location"])
                        continue
                    if answer.status_code != 200 or not answer.headers.get("content-type", "").startswith("text/html"):
                        raise PageUnavailable("there is no page at this address")
                    content = b""
                    for chunk in raw.iter_stream():
                        content += chunk
                        if len(content) > MAX_BYTES:
                            break
                    return Page(url, content[:MAX_BYTES].decode(answer.charset_encoding or "utf-8", "replace"))
    except (OSError, httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, httpx.InvalidURL, ValueError, LookupError) as error:
        raise PageUnavailable(f"the page cannot be fetched: {error}") from None
    raise PageUnavailable("there are too many redirects")
