"""A stdio MCP server over the service in memory, as a program: `python -m tests.tools.stdio_program`."""

from __future__ import annotations

import anyio

from tests.tools.memory_service import LOCAL, MemoryService
from tools.server import build_mcp_server
from tools.stdio import serve_stdio


class Chatty(MemoryService):
    """Prints, as a careless library might: that must not reach the protocol."""

    def _note(self, name: str, caller: object) -> None:
        print(f"called {name}", flush=True)


if __name__ == "__main__":
    anyio.run(serve_stdio, build_mcp_server(Chatty(), lambda _: LOCAL, "practice"))
