"""Who is calling: the caller found out by the transport, completed by what the client says of itself.

A score belongs to client × version × model, so the client's name and version travel with every call. They are what the
client claims, shown as such, and never decide what it may do.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias

from mcp.server.context import CallNext, HandlerResult, ServerMiddleware, ServerRequestContext
from mcp.server.mcpserver import Context

from tools.contract import Caller

Identify: TypeAlias = Callable[[Any], Caller]
"""Gives the caller of a request. It gets the HTTP request, or None on stdio."""

ClientSeen: TypeAlias = Callable[[Caller], Awaitable[None]]
"""Told of a caller when its client introduced itself (`initialize` or `server/discover`)."""

_LONGEST_NAME = 100


def caller_of(context: Context[Any, Any], identify: Identify) -> Caller:
    """The caller of a tool, prompt or resource request, with its client's name and version."""
    request = context.request_context.request
    params = context.session.client_params
    if params is not None:
        return _named(identify(request), params.client_info.name, params.client_info.version)
    return _named(identify(request), *_user_agent(request))


def noting_clients(identify: Identify, client_seen: ClientSeen) -> ServerMiddleware[Any]:
    """Middleware that reports the client of every accepted `initialize` and `server/discover`."""

    async def note(ctx: ServerRequestContext[Any, Any], call_next: CallNext) -> HandlerResult:
        result = await call_next(ctx)
        if ctx.method in {"initialize", "server/discover"}:
            name, version = _introduced(ctx)
            await client_seen(_named(identify(ctx.request), name, version))
        return result

    return note


def _introduced(ctx: ServerRequestContext[Any, Any]) -> tuple[str, str]:
    if ctx.session.client_params is not None:
        info = ctx.session.client_params.client_info
        return info.name, info.version
    claimed = (ctx.params or {}).get("clientInfo")
    if isinstance(claimed, Mapping):
        return str(claimed.get("name", "")), str(claimed.get("version", ""))
    return _user_agent(ctx.request)


def _user_agent(request: Any) -> tuple[str, str]:
    """Name and version from `name/version (comment) …`; empty where there is no header."""
    headers: Mapping[str, str] = getattr(request, "headers", None) or {}
    product = headers.get("user-agent", "").split(" ", 1)[0]
    name, _, version = product.partition("/")
    return name, version


def _named(caller: Caller, name: str, version: str) -> Caller:
    return caller.model_copy(update={"client_name": _plain(name), "client_version": _plain(version)})


def _plain(text: str) -> str:
    """`text` without control and formatting characters, at most 100 characters: it ends up in pages and reports."""
    return "".join(char for char in text if not unicodedata.category(char).startswith("C"))[:_LONGEST_NAME]
