"""The bridge: carries the calls of a local MCP server to a Vetloop server, without blocking the local one.

`server.cli.mcp` joins it with `tools.remote`, which knows the shapes that travel.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import anyio.to_thread

if TYPE_CHECKING:
    from clients.api import VetloopClient


class Bridge:
    """One server and token. Its HTTP client is made at the first call: agents launch this often."""

    def __init__(self, server: str, token: str) -> None:
        self._server = server
        self._token = token
        self._client: VetloopClient | None = None

    async def call(self, verb: str, arguments: Mapping[str, Any], agent: str = "") -> Any:
        """The JSON answer to a call of the agent service; `agent` is the client behind it, as `name/version`.

        A caller that goes away while waiting leaves the wait behind; every other call is carried to its end.

        Raises:
            ApiError: the server refused or could not be reached.
        """
        wait_s = float(arguments.get("timeout_s", 0.0))

        def send() -> Any:
            return self._connected().agent_call(verb, arguments, wait_s=wait_s, agent=agent)

        return await anyio.to_thread.run_sync(send, abandon_on_cancel=verb == "wait")

    def _connected(self) -> VetloopClient:
        if self._client is None:
            from clients.api import VetloopClient

            self._client = VetloopClient(self._server, self._token)
        return self._client
