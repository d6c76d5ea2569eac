"""Fetching pages of the web."""

import http.client
import ipaddress
import socket
import ssl
from typing import Any
from urllib.parse import urljoin, urlsplit

from corkboard.pages import BadAddress, Page, PageUnavailable

USER_AGENT = "Corkboard/1.0"
MAX_REDIRECTS = 3
MAX_BYTES = 200_000
TIMEOUT = 2.0
REDIRECTS = {301, 302, 303, 307, 308}

INSIDE = [
    ipaddress.ip_network(text)
    for text in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "224.0.0.0/3",
    )
]


def public_address(host: str, port: int) -> str:
    """The address a host leads to; raises PageUnavailable when it is one of ours."""
    found = str(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][4][0])
    address = ipaddress.ip_address(found)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in INSIDE):
        raise PageUnavailable("this host is not fetched")
    return found


class PinnedConnection(http.client.HTTPConnection):
    """Connects to the address that was checked."""

    def connect(self) -> None:
        """Look up, check and connect."""
        self.sock = socket.create_connection((public_address(self.host, self.port), self.port), self.timeout)


class PinnedTlsConnection(PinnedConnection):
    """The same with TLS."""

    default_port = http.client.HTTPS_PORT

    def connect(self) -> None:
        """Connect and shake hands."""
        super().connect()
        self.sock = ssl.create_default_context().wrap_socket(self.sock, server_hostname=self.host)


CONNECTIONS = {"http": PinnedConnection, "https": PinnedTlsConnection}


def request(url: str) -> Any:
    """The answer to a request for an address."""
    parts = urlsplit(url)
    connection = CONNECTIONS[parts.scheme](parts.hostname, parts.port, timeout=TIMEOUT)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    connection.request("GET", target, headers={"User-Agent": USER_AGENT})
    return connection.getresponse()


def fetch_page(url: str) -> Page:
    """The page at an address; raises BadAddress or PageUnavailable."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadAddress("this is no address") from None
    if parts.scheme not in CONNECTIONS or not parts.hostname:
        raise BadAddress("an address begins with http:// or https:// and a host")
    try:
        for _ in range(MAX_REDIRECTS + 1):
            answer = request(url)
            if answer.status in REDIRECTS:
                url = urljoin(url, answer.headers["Location"])
                continue
            if answer.status != 200 or answer.headers.get_content_type() != "text/html":
                raise PageUnavailable("there is no page at this address")
            charset = answer.headers.get_content_charset("utf-8")
            return Page(url, answer.read(MAX_BYTES).decode(charset, "replace"))
    except (OSError, http.client.HTTPException, ValueError, LookupError) as error:
        raise PageUnavailable(f"the page cannot be fetched: {error}") from None
    raise PageUnavailable("there are too many redirects")
