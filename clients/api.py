"""The HTTP client of a Vetloop server: JSON there and back, and errors a person can act on."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx

_PAUSES_S = (0.2, 1.0, 3.0)
"""Between the attempts of a call that may be sent again."""

_SHOWN_BODY = 200

AGENT_VERBS_SENT_AGAIN = frozenset({"list-cases", "submit-solution", "wait", "report", "check-code", "security-rules"})
"""Calls of the agent service that do the same when they arrive twice: the same files are the same submission."""


class ApiError(Exception):
    """A call that failed: `code` and `message` as the server gave them, or `unreachable` and why.

    `status` is the HTTP status, None where there was no answer.
    """

    def __init__(self, code: str, message: str, status: int | None = None) -> None:
        self.code = code
        self.message = message
        self.status = status
        super().__init__(message)


class VetloopClient:
    """Calls a server. Safe to use from several threads; close it, or use it as a context manager.

    Args:
        server: base address, `http://host:port` or `https://…`.
        token: bearer token; empty for none (a server on loopback may allow that).
        timeout_s: for one answer. Waiting for a verdict adds its own.

    Raises:
        ValueError: the address is none.
    """

    def __init__(self, server: str, token: str = "", *, timeout_s: float = 30.0, agent: str = "vetloop") -> None:
        parts = urlsplit(server)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.query:
            raise ValueError(f"{server!r} is no server address; give it like http://127.0.0.1:8000")
        self.server = server.rstrip("/")
        headers = {"User-Agent": agent, "Accept": "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        self._timeout_s = timeout_s
        self._http = httpx.Client(
            base_url=self.server,
            headers=headers,
            timeout=httpx.Timeout(timeout_s, connect=5.0),
            follow_redirects=False,
            trust_env=not _is_loopback(parts.hostname),
        )

    def __enter__(self) -> VetloopClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def get(self, path: str, **query: str | int) -> Any:
        """The JSON behind `path`."""
        return self._call("GET", path, query=query, again=True)

    def post(self, path: str, body: Mapping[str, Any] | Sequence[Any] | None = None) -> Any:
        """Send JSON; sent again only when it certainly did not arrive."""
        return self._call("POST", path, body=body, again=False)

    def delete(self, path: str) -> Any:
        """Delete what is behind `path`."""
        return self._call("DELETE", path, again=True)

    def agent_call(self, verb: str, arguments: Mapping[str, Any], *, wait_s: float = 0.0, agent: str = "") -> Any:
        """One call of the agent service; `wait_s` is how long the server may take on purpose.

        `agent` names the client for which this is sent (`name/version`); it goes where a browser would name itself.
        """
        return self._call(
            "POST",
            f"/api/v1/agent/{verb}",
            body=arguments,
            again=verb in AGENT_VERBS_SENT_AGAIN,
            wait_s=wait_s,
            headers={"User-Agent": agent} if agent.isascii() and agent.isprintable() and agent else {},
        )

    def _call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str | int] | None = None,
        body: Any = None,
        again: bool,
        wait_s: float = 0.0,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        timeout = httpx.Timeout(self._timeout_s + wait_s, connect=5.0)
        for pause in (*_PAUSES_S, None):
            try:
                response = self._http.request(
                    method, path, params=query or None, json=body, timeout=timeout, headers=headers
                )
                return _content(response)
            except httpx.TransportError as error:
                arrived_not = isinstance(error, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout)
                lost = arrived_not or (again and isinstance(error, httpx.NetworkError | httpx.RemoteProtocolError))
                if pause is None or not lost:
                    raise ApiError("unreachable", self._why(error)) from error
            time.sleep(pause)
        raise AssertionError("unreachable")

    def _why(self, error: httpx.TransportError) -> str:
        if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout):
            return f"{self.server} does not answer ({error or 'timeout'}); is `vetloop serve` running there?"
        if isinstance(error, httpx.TimeoutException):
            return f"{self.server} did not answer in time; try again"
        return f"the connection to {self.server} was lost ({error}); whether the call arrived is not known"


def _content(response: httpx.Response) -> Any:
    if response.is_redirect:
        target = response.headers.get("location", "")[:_SHOWN_BODY]
        raise ApiError("redirected", f"the server sends to {target!r}; use that address", response.status_code)
    if response.status_code == httpx.codes.NO_CONTENT:
        return None
    try:
        content = response.json()
    except ValueError:
        raise ApiError(
            "bad_answer",
            f"{response.url} answered {response.status_code} with something that is no JSON: "
            f"{response.text[:_SHOWN_BODY]!r}. Is that a Vetloop server?",
            response.status_code,
        ) from None
    if response.is_success:
        return content
    if isinstance(content, dict) and isinstance(content.get("message"), str):
        raise ApiError(str(content.get("code", "error")), content["message"], response.status_code)
    raise ApiError("error", f"{response.status_code}: {str(content)[:_SHOWN_BODY]}", response.status_code)


def _is_loopback(host: str) -> bool:
    """Loopback is reached directly: a proxy from the environment would look for it on its own machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
