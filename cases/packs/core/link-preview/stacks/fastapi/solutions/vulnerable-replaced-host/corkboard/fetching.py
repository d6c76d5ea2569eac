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

CLIENT = httpx.Client(timeout=TIMEOUT, trust_env=False, follow_redirects=False)


def check_address(url: str) -> None:
    """Refuse what is no address of a page."""
    try:
        parts = urlsplit(url)
    except ValueError:
        raise BadAddress("this is no address") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise BadAddress("an address begins with http:// or https:// and a host")


def public_address(host: str, port: int) -> str:
    """The first address of a host, when all of them are public."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    for one in found:
        address = ipaddress.ip_address(one)
        if not address.is_global or address.is_multicast:
            raise PageUnavailable("this host is not fetched")
    return found[0]


def build(url: str) -> httpx.Request:
    """The request for an address, sent to the address that was checked."""
    where = httpx.URL(url)
    address = public_address(where.host, where.port or (443 if where.scheme == "https" else 80))
    headers = {"User-Agent": USER_AGENT, "Host": where.netloc.decode("ascii")}
    pinned = url.replace(where.host, f"[{address}]" if ":" in address else address, 1)
    return CLIENT.build_request("GET", pinned, headers=headers, extensions={"sni_hostname": where.host})


def fetch_page(url: str) -> Page:
    """The page at an address; raises BadAddress or PageUnavailable."""
    check_address(url)
    try:
        for _ in range(MAX_REDIRECTS + 1):
            answer = CLIENT.send(build(url), stream=True)
            try:
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
                return Page(url, content[:MAX_BYTES].decode(answer.charset_encoding or "utf-8", "replace"))
            finally:
                answer.close()
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError, LookupError) as error:
        raise PageUnavailable(f"the page cannot be fetched: {error}") from None
    raise PageUnavailable("there are too many redirects")
