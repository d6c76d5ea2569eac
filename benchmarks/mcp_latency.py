"""How soon the MCP server answers: stdio starts and tool calls, each against a bare `MCPServer` in the same run.

    uv run python benchmarks/mcp_latency.py [--starts 15] [--calls 200] [--json]

Starts are measured from launching the process to its answer to `tools/list`, as an agent sees it, ours and bare in
turn, after one start of each that leaves the bytecode behind. Calls are `list_cases` on the real database, against a
tool of the bare server that returns a text of about that length. Medians are printed, and the ratio to bare.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio
from mcp import Client, StdioServerParameters

ROOT = Path(__file__).resolve().parent.parent
CALL = ("list_cases", {"limit": 10})
INITIALIZE = {
    "protocolVersion": "2025-11-25",
    "capabilities": {},
    "clientInfo": {"name": "benchmark", "version": "1"},
}
BARE = """
import sys
from mcp.server.mcpserver import MCPServer
server = MCPServer("bare")
text = "x" * int(sys.argv[1])
@server.tool()
def list_cases(limit: int = 10) -> str:
    return text
if len(sys.argv) < 3:
    server.run("stdio")
else:
    server.run("streamable-http", port=int(sys.argv[2]), stateless_http=True)
"""


def environment(data: Path) -> dict[str, str]:
    """Ours, with the data folder and with bytecode written and read, as in an installation."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "VETLOOP_DATA": str(data), "PYTHONPATH": str(ROOT)}


def first_list(command: list[str], variables: dict[str, str], folder: Path) -> float:
    """Seconds from the launch to the answer to `tools/list`."""
    begun = time.perf_counter()
    with subprocess.Popen(
        command, env=variables, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        assert process.stdin is not None and process.stdout is not None

        def ask(number: int, method: str, params: dict[str, Any]) -> bytes:
            line = json.dumps({"jsonrpc": "2.0", "id": number, "method": method, "params": params})
            process.stdin.write(line.encode() + b"\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            return process.stdout.readline()  # type: ignore[union-attr]

        ask(1, "initialize", INITIALIZE)
        process.stdin.write(b'{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
        answer = json.loads(ask(2, "tools/list", {}))
        seconds = time.perf_counter() - begun
        assert answer["result"]["tools"]
        process.stdin.close()
        process.wait(20)
    return seconds


def starts(
    commands: dict[str, list[str]], variables: dict[str, str], folder: Path, times: int
) -> dict[str, list[float]]:
    """Seconds of every start by name, in turn, the first of each left out."""
    measured: dict[str, list[float]] = {name: [] for name in commands}
    for number in range(times + 1):
        for name, command in commands.items():
            seconds = first_list(command, variables, folder)
            if number:
                measured[name].append(seconds)
    return measured


async def calls(connect: Callable[[], Any], times: int) -> list[float]:
    """Seconds of each call of one connected client."""
    measured: list[float] = []
    async with connect() as client:
        for number in range(times + 5):
            begun = time.perf_counter()
            result = await client.call_tool(*CALL)
            seconds = time.perf_counter() - begun
            assert not result.is_error
            if number >= 5:
                measured.append(seconds)
    return measured


def over_stdio(command: list[str], variables: dict[str, str], folder: Path) -> Callable[[], Any]:
    """A client of a stdio server."""
    return lambda: Client(
        StdioServerParameters(command=command[0], args=command[1:], env=variables, cwd=folder), mode="legacy"
    )


def over_http(url: str) -> Callable[[], Any]:
    """A client of an HTTP server, without a proxy in between."""

    @asynccontextmanager
    async def connect() -> AsyncIterator[Client]:
        import httpx2
        from mcp.client.streamable_http import streamable_http_client

        async with (
            httpx2.AsyncClient(trust_env=False, timeout=30) as http,
            Client(streamable_http_client(url, http_client=http), mode="legacy") as client,
        ):
            yield client

    return connect


@contextmanager
def running(command: list[str], variables: dict[str, str], folder: Path, port: int) -> Iterator[str]:
    """A server process that accepts connections on `port`."""
    import socket

    with subprocess.Popen(
        command, env=variables, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            for _ in range(600):
                try:
                    socket.create_connection(("127.0.0.1", port), 1).close()
                    break
                except OSError:
                    assert process.poll() is None, f"{command} ended"
                    time.sleep(0.1)
            yield f"http://127.0.0.1:{port}/mcp"
        finally:
            process.terminate()
            process.wait(30)


def free_port() -> int:
    """A port nobody listens on."""
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


def measure(options: argparse.Namespace) -> dict[str, dict[str, float]]:
    """Medians in milliseconds, and ratios to bare, by what was measured."""
    python = sys.executable
    results: dict[str, dict[str, float]] = {}
    with tempfile.TemporaryDirectory(prefix="vetloop-benchmark-") as name:
        folder = Path(name)
        variables = environment(folder / "data")
        bare = folder / "bare.py"
        bare.write_text(BARE)
        ours = [python, "-m", "server.main", "mcp", "--workspace", str(folder / "work")]
        bridge = [*ours, "--server", "http://127.0.0.1:9", "--token", "none"]
        length = 3000
        launched = {"alone": ours, "bridge": bridge, "bare": [python, str(bare), str(length)]}
        measured = starts(launched, variables, folder, options.starts)
        for kind in ("alone", "bridge"):
            results[f"stdio start, {kind}"] = compared(measured[kind], measured["bare"])
        stdio = anyio.run(calls, over_stdio(ours, variables, folder), options.calls)
        stdio_bare = anyio.run(calls, over_stdio(launched["bare"], variables, folder), options.calls)
        results["tool call, stdio"] = compared(stdio, stdio_bare)
        port, bare_port = free_port(), free_port()
        # The budget per client is for agents in the field; here one client asks as fast as it can.
        serving = {**variables, "VETLOOP_REQUESTS_PER_SECOND": "1000000", "VETLOOP_REQUEST_BURST": "1000000"}
        with running([python, "-m", "server.main", "serve", "--port", str(port)], serving, folder, port) as url:
            http = anyio.run(calls, over_http(url), options.calls)
        with running([*launched["bare"], str(bare_port)], variables, folder, bare_port) as url:
            http_bare = anyio.run(calls, over_http(url), options.calls)
        results["tool call, HTTP"] = compared(http, http_bare)
    return results


def compared(ours: list[float], bare: list[float]) -> dict[str, float]:
    """Medians in milliseconds and their ratio."""
    mine, theirs = statistics.median(ours), statistics.median(bare)
    return {"ours_ms": round(mine * 1000, 2), "bare_ms": round(theirs * 1000, 2), "ratio": round(mine / theirs, 2)}


def main() -> None:
    """Print the medians."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--starts", type=int, default=15)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    results = measure(options)
    if options.json:
        print(json.dumps(results, indent=2))
        return
    for name, row in results.items():
        print(f"{name:22} {row['ours_ms']:9.2f} ms   bare {row['bare_ms']:9.2f} ms   ratio {row['ratio']:.2f}")


if __name__ == "__main__":
    main()
