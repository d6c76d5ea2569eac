"""Resources: the same facts as the tools give, for clients that let a person attach them to a conversation."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError

from tools.contract import AgentService, CaseFilter, ServiceError, Toolset
from tools.fitting import text_of
from tools.identity import Identify, caller_of

_METHODOLOGY = Path(__file__).with_name("methodology.md")
_PAGE = 100


def add_resources(server: MCPServer[Any], service: AgentService, identify: Identify, toolset: Toolset) -> None:
    """Register the resources of a toolset: a benchmark run sees the methodology only."""

    @server.resource(
        "vetloop://methodology",
        name="methodology",
        title="How a verdict is reached",
        description="What is tested and attacked, and what the outcomes and rates mean.",
        mime_type="text/markdown",
    )
    def methodology() -> str:
        return _METHODOLOGY.read_text(encoding="utf-8")

    if toolset == "benchmark":
        return

    @server.resource(
        "vetloop://reports/{run}",
        name="report",
        title="Report of a run",
        description="Rates with intervals of your own run; `own` for the one your token belongs to.",
        mime_type="application/json",
    )
    async def report(run: str, context: Context[Any, Any]) -> str:
        try:
            summary = await service.get_report(caller_of(context, identify), None if run == "own" else run)
        except ServiceError as refusal:
            raise ResourceError(str(refusal)) from refusal
        return text_of(summary.model_dump(mode="json"))

    if toolset == "check":
        return

    @server.resource(
        "vetloop://cases/{id}",
        name="case",
        title="A case",
        description="What a case asks for, in which language and framework, and which weakness it is about.",
        mime_type="application/json",
    )
    async def case(id: str, context: Context[Any, Any]) -> str:
        cursor: str | None = None
        try:
            while True:
                page = await service.list_cases(caller_of(context, identify), CaseFilter(), cursor, _PAGE)
                for summary in page.cases:
                    if summary.id == id:
                        return text_of(summary.model_dump(mode="json"))
                cursor = page.next_cursor
                if cursor is None:
                    raise ResourceNotFoundError(f"no case {id!r}; list_cases shows them all")
        except ServiceError as refusal:
            raise ResourceError(str(refusal)) from refusal
