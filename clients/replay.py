"""The replay agents at work: real MCP clients that play stored solutions, over stdio or HTTP.

They do what a coding agent does: ask for a case, edit the files they are given, submit, read the feedback, go on. Only
the model is missing. The demo and the tests run on them.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anyio
import httpx2
from mcp import Client, StdioServerParameters
from mcp.client.streamable_http import streamable_http_client
from mcp_types import Implementation

from cases.files import FileSet
from cases.library import Library
from cases.model import Scenario
from clients.players import Move, Style, move, satisfied

_READ_TIMEOUT_S = 60.0
_LONGEST_POLL_S = 5.0


class ReplayError(Exception):
    """The server answered in a way that leaves the agent with nothing to do; the text is the server's own."""


@dataclass(frozen=True)
class Played:
    """One trial an agent has left behind. `result` is the last feedback it got."""

    trial_id: str
    case_id: str
    scenario: str
    submissions: int
    result: str


@asynccontextmanager
async def over_stdio(
    style: Style,
    workspace: Path,
    arguments: list[str],
    *,
    environment: Mapping[str, str] | None = None,
    mode: str = "auto",
) -> AsyncIterator[Client]:
    """A client of `vetloop mcp ARGUMENTS --workspace WORKSPACE`, started for it."""
    server = StdioServerParameters(
        command=sys.executable,
        args=["-m", "server.main", "mcp", *arguments, "--workspace", str(workspace)],
        env=dict(environment or {}),
        cwd=workspace,
    )
    async with Client(server, mode=mode, client_info=_named(style), read_timeout_seconds=_READ_TIMEOUT_S) as client:
        yield client


@asynccontextmanager
async def over_http(style: Style, url: str, token: str, *, mode: str = "auto") -> AsyncIterator[Client]:
    """A client of the MCP endpoint at `url` (`http://host:port/mcp`)."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    timeout = httpx2.Timeout(30.0, read=_READ_TIMEOUT_S)
    async with httpx2.AsyncClient(headers=headers, timeout=timeout, trust_env=False) as http:
        transport = streamable_http_client(url, http_client=http)
        async with Client(
            transport, mode=mode, client_info=_named(style), read_timeout_seconds=_READ_TIMEOUT_S
        ) as client:
            yield client


async def play_all(
    client: Client, style: Style, library: Library, seen: Callable[[Played], None] = lambda _: None
) -> list[Played]:
    """Play every trial the server hands out, and tell `seen` of each one.

    Raises:
        ReplayError: a call was refused, or the server handed out a trial again that takes nothing more.
    """
    played: list[Played] = []
    while True:
        started = await _call(client, "start_case", {})
        if started["state"] == "nothing_left":
            return played
        trial = await play(client, style, library, started)
        if played and played[-1].trial_id == trial.trial_id:
            raise ReplayError(f"trial {trial.trial_id} was handed out again after it was played to its end")
        played.append(trial)
        seen(trial)


async def play(client: Client, style: Style, library: Library, started: Mapping[str, Any]) -> Played:
    """Play one trial as `start_case` answered it, until it is closed or the agent is satisfied."""
    case, scenario = library.get(started["case_id"]), Scenario(started["scenario"])
    desk = _Desk.of(started)
    number = 0
    while True:
        chosen = await anyio.to_thread.run_sync(move, style, case, scenario, number)
        number += 1
        arguments = await anyio.to_thread.run_sync(desk.lay_out, chosen)
        verdict = await _call(client, "submit_solution", {"trial_id": started["trial_id"], **arguments})
        while verdict["state"] in {"queued", "running"}:
            await anyio.sleep(min(verdict.get("poll_after_s") or 1.0, _LONGEST_POLL_S))
            verdict = await _call(client, "get_verdict", {"submission_id": verdict["submission_id"]})
        result = str(verdict.get("feedback", {}).get("result", verdict["state"]))
        if not verdict["trial_open"] or (satisfied(result) and style is not Style.HASTY):
            return Played(started["trial_id"], case.id, scenario, number, result)


class _Desk:
    """Where an agent edits: its workspace folder, or nowhere but in its head when the files came in the answer."""

    def __init__(self, folder: Path | None, handed_out: FileSet) -> None:
        self._folder = folder
        self._handed_out = handed_out
        self._added: set[str] = set()

    @classmethod
    def of(cls, started: Mapping[str, Any]) -> _Desk:
        if started.get("directory"):
            return cls(Path(started["directory"]), FileSet.of({}))
        return cls(None, FileSet.of_text(started.get("files", {})))

    def lay_out(self, chosen: Move) -> dict[str, Any]:
        """Bring the files into the state of `chosen`; returns what `submit_solution` needs to find them."""
        if self._folder is None:
            before = self._handed_out.as_dict()
            changed = {path: content for path, content in chosen.project if before.get(path) != content}
            return {
                "files": {path: content.decode() for path, content in (changed or chosen.project.as_dict()).items()}
            }
        paths = {path for path, _ in chosen.project}
        for path in self._added - paths:
            (self._folder / path).unlink(missing_ok=True)
        self._added |= {path for path in paths if not (self._folder / path).exists()}
        chosen.project.write_to(self._folder)
        return {"directory": str(self._folder)}


async def _call(client: Client, tool: str, arguments: dict[str, Any]) -> dict[str, Any]:
    result = await client.call_tool(tool, arguments)
    if result.is_error or result.structured_content is None:
        text = " ".join(getattr(block, "text", "") for block in result.content)
        raise ReplayError(f"{tool}: {text}")
    content: dict[str, Any] = result.structured_content
    return content


def _named(style: Style) -> Implementation:
    return Implementation(name=f"vetloop-replay-{style}", version="1")
