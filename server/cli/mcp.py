"""`vetloop mcp`: the MCP server that an agent launches, alone on the embedded database or as a bridge to a server.

Agents launch it for every session and some give up on slow ones, so nothing is imported before it is needed: what the
handshake takes first, database, cases and HTTP when the first call arrives. Nothing but the protocol goes to stdout.
"""

from __future__ import annotations

import gc
import logging
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import urlsplit

import typer

if TYPE_CHECKING:
    from server.house import EmbeddedHouse, House
    from tools.contract import AgentService, Caller, Toolset
    from tools.remote import Carry

app = typer.Typer(add_completion=False)

_STOP_GRACE_S = 0.5


class ToolsetName(StrEnum):
    """The values of `--toolset`."""

    BENCHMARK = "benchmark"
    PRACTICE = "practice"
    CHECK = "check"


@app.command()
def serve(
    server: Annotated[
        str, typer.Option(help="Be a bridge to this server, e.g. http://127.0.0.1:8765. Default: alone.")
    ] = "",
    token: Annotated[
        str, typer.Option(envvar="VETLOOP_TOKEN", help="Token for the server; others can read it from the arguments.")
    ] = "",
    toolset: Annotated[
        ToolsetName | None, typer.Option(help="Default: benchmark with --server and a token, practice otherwise.")
    ] = None,
    workspace: Annotated[
        Path, typer.Option(help="Folder of the agent: projects are written there, and its work is read from there.")
    ] = Path(),
) -> None:
    """Serve MCP on stdin and stdout, alone or as a bridge to a server."""
    # Building the SDK's and our models makes much garbage that is none: collecting it would take a tenth of the start.
    gc.disable()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="vetloop mcp: %(message)s")
    from cases.errors import SubmissionError
    from clients.workspace import Workspace

    try:
        folder = Workspace(workspace)
    except (OSError, SubmissionError) as error:
        raise typer.BadParameter(f"{workspace} cannot be used: {error}", param_hint="--workspace") from None
    if folder.root == Path(folder.root.anchor):
        # Where some desktop clients start their servers.
        raise typer.BadParameter(f"{folder.root} is no folder to work in; name one", param_hint="--workspace")
    if server and urlsplit(server).scheme not in {"http", "https"}:
        raise typer.BadParameter(f"{server!r} is no server address; give it like http://127.0.0.1:8765")
    chosen = toolset or (ToolsetName.BENCHMARK if server and token else ToolsetName.PRACTICE)
    with ExitStack() as stack:
        service = _remote(server, token) if server else _embedded(stack)
        _serve(service, chosen.value, folder)


def _serve(service: AgentService, toolset: Toolset, folder: Any) -> None:
    import anyio

    from tools.contract import Caller
    from tools.server import build_mcp_server
    from tools.stdio import serve_stdio

    local = Caller(role="operator")
    built = build_mcp_server(service, lambda _: local, toolset, workspace=folder)
    gc.freeze()
    gc.enable()
    anyio.run(serve_stdio, built)


def _embedded(stack: ExitStack) -> AgentService:
    """The service on this machine's own database; workers start with the first call and end with this process."""
    from server.services.agent import DatabaseAgentService

    house = _HouseAtFirstCall()
    stack.callback(house.close)
    return DatabaseAgentService(house)


class _HouseAtFirstCall:
    """Imports what it takes to open the house when the first call needs it; called from threads."""

    def __init__(self) -> None:
        self._importing = threading.Lock()
        self._embedded: EmbeddedHouse | None = None

    def __call__(self) -> House:
        from pydantic import ValidationError

        from sandbox.data_folder import DataFolderError
        from server.store.schema import SchemaError
        from tools.contract import ServiceError

        with self._importing:
            if self._embedded is None:
                from server.house import EmbeddedHouse
                from server.settings import Settings

                # An agent that leaves does not wait for what is running; the next session judges it.
                self._embedded = EmbeddedHouse(lambda: Settings(stop_grace_s=_STOP_GRACE_S))
        try:
            return self._embedded()
        except (DataFolderError, SchemaError, ValidationError) as error:
            raise ServiceError(f"Vetloop can't work on this machine as it is set up: {error}", code="setup") from error

    def close(self) -> None:
        """Stop the workers and close the house, if it was ever opened."""
        if self._embedded is not None:
            self._embedded.close()


def _remote(server: str, token: str) -> AgentService:
    from clients.bridge import Bridge
    from tools.remote import RemoteService

    return RemoteService(_carry_over(Bridge(server, token)))


def _carry_over(bridge: Any) -> Carry:
    """Joins the two rooms: the bridge's errors become refusals that are shown to the model."""
    from tools.contract import ServiceError

    async def carry(caller: Caller, verb: str, arguments: Mapping[str, Any]) -> Any:
        from clients.api import ApiError

        agent = f"{caller.client_name}/{caller.client_version}" if caller.client_name else ""
        try:
            return await bridge.call(verb, arguments, agent)
        except ApiError as error:
            raise ServiceError(error.message, code=error.code) from error

    return carry
