"""MCP over HTTP: one ASGI endpoint that finds out who calls and serves the tools he may see.

All state is in the service, so requests need no session and any number of processes serve one agent.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeAlias, get_args

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from tools.contract import AgentService, Caller, Toolset
from tools.identity import ClientSeen
from tools.server import build_mcp_server

MAX_BODY_BYTES = 8 * 1024 * 1024
"""Room for a submission of 2 MiB in its worst JSON spelling; more is answered with 413."""

_CALLER = "vetloop.caller"


@dataclass(frozen=True)
class Grant:
    """What a request may do: whose it is and which tools it sees."""

    caller: Caller
    toolset: Toolset


Authenticate: TypeAlias = Callable[[Request], Awaitable[Grant | None]]
"""Gives the grant of a request, or None when its token is missing or wrong."""


def bearer_token(request: Request) -> str | None:
    """The token of `Authorization: Bearer …`, or None where there is no such header."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


class McpEndpoint:
    """An ASGI app for one path (`/mcp`); serves while `running()` is entered.

    Args:
        service: what stands behind the tools.
        authenticate: asked for every request, before anything of its body is read.
        allowed_hosts: Host headers that are served, `name:*` for any port; all others get 421 (DNS rebinding).
        allowed_origins: Origin headers that are served, `http://name:*` for any port; all others get 403. Requests
            without Origin are served: only browsers send one.
        client_seen: as in `build_mcp_server`.
    """

    def __init__(
        self,
        service: AgentService,
        authenticate: Authenticate,
        *,
        allowed_hosts: Sequence[str],
        allowed_origins: Sequence[str],
        client_seen: ClientSeen | None = None,
    ) -> None:
        self._service = service
        self._authenticate = authenticate
        self._security = TransportSecuritySettings(
            allowed_hosts=list(allowed_hosts), allowed_origins=list(allowed_origins)
        )
        self._client_seen = client_seen
        self._managers: Mapping[Toolset, StreamableHTTPSessionManager] | None = None

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Serve until the block is left; for the app's lifespan."""
        async with AsyncExitStack() as stack:
            managers: dict[Toolset, StreamableHTTPSessionManager] = {}
            for toolset in get_args(Toolset):
                server = build_mcp_server(self._service, _caller_in, toolset, client_seen=self._client_seen)
                server.streamable_http_app(
                    stateless_http=True,
                    transport_security=self._security,
                    max_request_body_size=MAX_BODY_BYTES,
                )
                managers[toolset] = server.session_manager
                await stack.enter_async_context(server.session_manager.run())
            self._managers = managers
            try:
                yield
            finally:
                self._managers = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request; without a valid token it is answered 401."""
        await (await self._response(scope))(scope, receive, send)

    async def _response(self, scope: Scope) -> Any:
        if self._managers is None:
            return _error(503, "unavailable", "the server is starting or stopping; try again")
        request = Request(scope)
        if request.method != "POST":
            # No session to read from or to end; and an open GET stream per client would hold a connection for nothing.
            return Response(status_code=405, headers={"Allow": "POST"})
        grant = await self._authenticate(request)
        if grant is None:
            return _error(
                401,
                "unauthorized",
                "send a valid token as `Authorization: Bearer …`; `vetloop token create` makes one",
                headers={"WWW-Authenticate": 'Bearer realm="vetloop"'},
            )
        scope[_CALLER] = grant.caller
        return self._managers[grant.toolset].handle_request


def _caller_in(request: Any) -> Caller:
    caller = request.scope[_CALLER]
    assert isinstance(caller, Caller)
    return caller


def _error(status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"code": code, "message": message}, status_code=status, headers=headers)
