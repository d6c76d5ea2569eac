"""What every request passes before any route: host, origin, rate, size and depth; and headers on every answer.

Pure ASGI, so that it also stands before the MCP mount and never buffers an answer.
"""

from __future__ import annotations

import hashlib
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.api.problems import problem
from server.settings import Settings

MAX_DEPTH = 40
_ADDRESS_SHARE = 10
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "cache-control": "no-store",
}
# Possessive, and the end of the body ends a string too: no input makes it go back.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)
_BRACKET = re.compile(rb"[\[\]{}]")


class Refused(Exception):  # noqa: N818  (an answer, not an error of ours)
    """The request goes no further: status, code, message."""

    def __init__(self, status: int, code: str, message: str, headers: dict[str, str] | None = None) -> None:
        self.status, self.code, self.message, self.headers = status, code, message, headers
        super().__init__(message)


class Guard:
    """The middleware. Headers that an answer sets itself (pages set their own policy) are left as they are."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._hosts = settings.hosts
        self._limit = settings.max_body_bytes
        self._by_address = Rates(_ADDRESS_SHARE * settings.requests_per_second, _ADDRESS_SHARE * settings.request_burst)
        self._by_token = Rates(settings.requests_per_second, settings.request_burst)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        send = _with_headers(send)
        try:
            headers = Headers(scope=scope)
            self._check_host(headers)
            self._check_origin(scope["method"], headers)
            self._count(scope, headers)
            if scope["method"] not in _READING:
                receive = await self._checked_body(headers, receive)
        except Refused as refused:
            await problem(refused.status, refused.code, refused.message, refused.headers)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _count(self, scope: Scope, headers: Headers) -> None:
        """Many agents may share an address, so a token counts by itself; an address counts too, so guessing is slow."""
        address = str((scope.get("client") or ("",))[0])
        token = headers.get("authorization") or headers.get("cookie") or ""
        self._by_address.take(address)
        self._by_token.take(hashlib.sha256(f"{address} {token}".encode()).hexdigest())

    def _check_host(self, headers: Headers) -> None:
        """Against DNS rebinding: a page of a stranger's name that resolves to us is not us."""
        host = _name(f"//{headers.get('host', '')}")
        if host in self._hosts:
            return
        raise Refused(
            421, "wrong_host", f"this server is not called {host[:100]!a}; allow the name by VETLOOP_ALLOWED_HOSTS"
        )

    def _check_origin(self, method: str, headers: Headers) -> None:
        origin = headers.get("origin")
        if origin is None or (method in _READING and origin == "null"):
            return
        if urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
            raise Refused(403, "wrong_origin", "requests from pages of other origins are not taken")

    async def _checked_body(self, headers: Headers, receive: Receive) -> Receive:
        """The body, read whole: it is bounded, and its depth must be known before anything parses it."""
        too_large = Refused(413, "too_large", f"the body is larger than {self._limit} bytes")
        declared = headers.get("content-length", "0")
        if not declared.isascii() or not declared.isdigit() or len(declared) > 15:
            raise Refused(400, "bad_request", "the Content-Length header is no number")
        if int(declared) > self._limit:
            raise too_large
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                raise Refused(400, "bad_request", "the body ended early")
            body += message.get("body", b"")
            if len(body) > self._limit:
                raise too_large
            if not message.get("more_body", False):
                break
        if depth_of(bytes(body)) > MAX_DEPTH:
            raise Refused(400, "too_deep", f"the JSON is nested deeper than {MAX_DEPTH} levels")
        if "json" in headers.get("content-type", ""):
            try:
                body.decode("utf-8")
            except UnicodeDecodeError as error:
                raise Refused(400, "bad_request", f"the body is not valid UTF-8 at byte {error.start}") from None
        return _replay(bytes(body), receive)


class Rates:
    """A token bucket per caller, for the last 10,000 callers."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_second, self._burst, self._clock = per_second, burst, clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, who: str) -> None:
        """Count one request; raises `Refused` 429 when `who` has used its share."""
        now = self._clock()
        left, at = self._buckets.pop(who, (float(self._burst), now))
        left = min(float(self._burst), left + (now - at) * self._per_second)
        self._buckets[who] = (left - 1 if left >= 1 else left, now)
        if len(self._buckets) > 10_000:
            self._buckets.popitem(last=False)
        if left < 1:
            wait = str(max(1, round((1 - left) / self._per_second)))
            raise Refused(429, "too_many_requests", f"too many requests; wait {wait} s", {"Retry-After": wait})


def depth_of(body: bytes) -> int:
    """The deepest nesting of brackets outside strings, whether or not `body` is valid JSON. Linear in its length."""
    deepest = depth = 0
    for bracket in _BRACKET.findall(_STRING.sub(b"", body)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _name(netloc: str) -> str:
    try:
        return (urlsplit(netloc).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def once() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return once


def _with_headers(send: Send) -> Send:
    async def add(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return add
