"""The protocol on a process's pipes, line by line: what a client writes, and what it would read."""

from __future__ import annotations

import json
import subprocess
from typing import Any

INITIALIZE = {
    "protocolVersion": "2025-06-18",
    "capabilities": {},
    "clientInfo": {"name": "prober", "version": "1"},
}


class Wire:
    """One client of one process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self._id = 0

    def ask(self, method: str, params: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request."""
        self.send(method, params)
        answer: dict[str, Any] = self.read()
        assert answer["id"] == self._id
        return answer

    def send(self, method: str, params: dict[str, Any]) -> None:
        """A request whose answer is not waited for."""
        self._id += 1
        self.write(json.dumps({"jsonrpc": "2.0", "id": self._id, "method": method, "params": params}))

    def write(self, line: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def read(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def open(self) -> dict[str, Any]:
        """The handshake of 2025."""
        answer = self.ask("initialize", INITIALIZE)
        self.write('{"jsonrpc": "2.0", "method": "notifications/initialized"}')
        return answer

    def call(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The structured result of a tool."""
        result: dict[str, Any] = self.ask("tools/call", {"name": tool, "arguments": arguments})["result"]
        assert not result.get("isError"), result["content"]
        content: dict[str, Any] = result["structuredContent"]
        return content
