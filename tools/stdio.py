"""MCP over stdin and stdout: one client, one process, either protocol era.

A client may first probe with `server/discover` of the 2026 era and then open with the `initialize` of 2025; the SDK
takes the first request for a decision and would refuse the second. So probes that open a connection are answered here,
and the SDK's loop sees what follows.
"""

from __future__ import annotations

import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio
from anyio.abc import ObjectReceiveStream, ObjectSendStream
from mcp.server.mcpserver import MCPServer
from mcp.server.stdio import stdio_server
from mcp.shared.inbound import InboundLadderRejection, classify_inbound_request
from mcp.shared.message import SessionMessage
from mcp_types import SERVER_INFO_META_KEY, DiscoverResult, JSONRPCRequest, JSONRPCResponse
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

Received = SessionMessage | Exception


async def serve_stdio(server: MCPServer[Any]) -> None:
    """Serve the client on stdin and stdout until it closes its side, or is gone with its end of stdout."""
    try:
        async with stdio_server() as (read, write), answering_probes(server, read, write) as opened:
            # `MCPServer` runs its own transports only; its low-level server takes any pair of streams.
            lowlevel = server._lowlevel_server
            await lowlevel.run(opened, write, lowlevel.create_initialization_options())
    except* BrokenPipeError:
        _leave_stdout_alone()


def _leave_stdout_alone() -> None:
    """Python flushes stdout once more when it ends, and would complain about the broken pipe there."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)


@asynccontextmanager
async def answering_probes(
    server: MCPServer[Any], read: Any, write: ObjectSendStream[SessionMessage]
) -> AsyncIterator[ObjectReceiveStream[Received]]:
    """A stream of what the client sends from its first request on that is no probe."""
    forward, forwarded = anyio.create_memory_object_stream[Received](0)

    async def pump() -> None:
        opened = False
        async with forward:
            async for item in read:
                request = item.message if isinstance(item, SessionMessage) else None
                if isinstance(request, JSONRPCRequest) and not opened:
                    if _is_probe(request):
                        await write.send(SessionMessage(_discovered(server, request)))
                        continue
                    opened = True
                await forward.send(item)

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(pump)
        yield forwarded
        tasks.cancel_scope.cancel()


def _is_probe(request: JSONRPCRequest) -> bool:
    """A well-formed `server/discover`; a malformed one is left to the SDK, whose refusal says what is wrong."""
    if request.method != "server/discover":
        return False
    route = classify_inbound_request({"method": request.method, "params": request.params})
    return not isinstance(route, InboundLadderRejection)


def _discovered(server: MCPServer[Any], request: JSONRPCRequest) -> JSONRPCResponse:
    lowlevel = server._lowlevel_server
    result = DiscoverResult(
        supported_versions=list(MODERN_PROTOCOL_VERSIONS),
        capabilities=lowlevel.get_capabilities(protocol_version=MODERN_PROTOCOL_VERSIONS[-1]),
        instructions=lowlevel.instructions,
        _meta={SERVER_INFO_META_KEY: lowlevel.server_info_stamp},
    )
    answer = result.model_dump(by_alias=True, mode="json", exclude_none=True)
    return JSONRPCResponse(jsonrpc="2.0", id=request.id, result=answer)
