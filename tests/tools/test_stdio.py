"""The stdio server as a real process: both eras, a probe before the handshake, and a clean stdout."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from mcp import Client, StdioServerParameters

from tests.tools.wire import INITIALIZE, Wire

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "tests.tools.stdio_program"]
ENVELOPE = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "prober", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


@pytest.fixture
def wire() -> Iterator[Wire]:
    with subprocess.Popen(
        COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        yield Wire(process)
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(10) == 0


def test_a_probe_and_then_the_old_handshake(wire: Wire) -> None:
    found = wire.ask("server/discover", {"_meta": ENVELOPE})
    assert found["result"]["supportedVersions"] == ["2026-07-28"]
    assert found["result"]["resultType"] == "complete"
    opened = wire.ask("initialize", INITIALIZE)
    assert opened["result"]["protocolVersion"] == "2025-06-18"
    assert opened["result"]["serverInfo"]["name"] == "vetloop"
    wire.write('{"jsonrpc": "2.0", "method": "notifications/initialized"}')
    assert len(wire.ask("tools/list", {})["result"]["tools"]) == 5


def test_a_probe_and_then_the_new_era(wire: Wire) -> None:
    wire.ask("server/discover", {"_meta": ENVELOPE})
    wire.ask("server/discover", {"_meta": ENVELOPE})
    called = wire.ask("tools/call", {"name": "start_case", "arguments": {}, "_meta": ENVELOPE})
    assert called["result"]["structuredContent"]["state"] == "started"
    assert "error" in wire.ask("initialize", INITIALIZE)


def test_a_probe_without_an_envelope_gets_an_error_and_the_handshake_works(wire: Wire) -> None:
    assert "error" in wire.ask("server/discover", {})
    assert "result" in wire.ask("initialize", INITIALIZE)


def test_what_is_printed_stays_out_of_the_protocol(wire: Wire) -> None:
    wire.ask("initialize", INITIALIZE)
    wire.write('{"jsonrpc": "2.0", "method": "notifications/initialized"}')
    for _ in range(3):
        assert "result" in wire.ask("tools/call", {"name": "list_cases", "arguments": {}})


def test_garbage_before_the_handshake_does_not_end_the_server(wire: Wire) -> None:
    wire.write("not json")
    wire.write("{}")
    assert "result" in wire.ask("initialize", INITIALIZE)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_the_sdk_client_works_over_stdio(mode: str) -> None:
    server = StdioServerParameters(command=COMMAND[0], args=COMMAND[1:], cwd=ROOT)
    async with Client(server, mode=mode) as client:
        assert len((await client.list_tools()).tools) == 5
        result = await client.call_tool("start_case", {"case_id": "task-001.flask"})
    assert result.structured_content is not None
    assert result.structured_content["case_id"] == "task-001.flask"
