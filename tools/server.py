"""Puts one MCP server together: the tools of a toolset over an `AgentService`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import version
from types import MappingProxyType
from typing import Any

from mcp.server.mcpserver import MCPServer

from tools.calls import ToolCalls
from tools.contract import AgentService, Toolset, Workspace
from tools.identity import ClientSeen, Identify, noting_clients
from tools.prompts import prompts_of
from tools.resources import add_resources
from tools.strict import StrictTool, strict_tool

_INSTRUCTIONS: Mapping[Toolset, str] = MappingProxyType(
    {
        "benchmark": "Vetloop measures code. start_case gives a task, submit_solution takes your code, get_verdict "
        "says what came of it. Go on until start_case says nothing_left.",
        "practice": "Vetloop attacks the code you write. Pick a case with list_cases, get it with start_case, send "
        "your code with submit_solution, poll with get_verdict.",
        "check": "Vetloop checks code for possible weaknesses (check_code) and gives rules for a stack "
        "(get_security_rules).",
    }
)


def build_mcp_server(
    service: AgentService,
    identify: Identify,
    toolset: Toolset,
    *,
    workspace: Workspace | None = None,
    client_seen: ClientSeen | None = None,
) -> MCPServer[Any]:
    """Make the server of one toolset.

    Args:
        service: what stands behind the tools; every refusal of it is shown to the model as it is worded.
        identify: gives the caller of an HTTP request, or of None on stdio. Called for every request.
        toolset: which tools exist on this server. Others are unknown to it, not hidden.
        workspace: the agent's folder, where the server runs beside the agent. `start_case` then writes the project
            there, and `submit_solution` and `check_code` read folders.
        client_seen: told when a client introduces itself. What it says there is better than the name in later callers,
            which over stateless HTTP comes from the User-Agent.
    """
    server: MCPServer[Any] = MCPServer(
        name="vetloop",
        title="Vetloop",
        version=version("vetloop"),
        instructions=_INSTRUCTIONS[toolset],
        tools=list(_tools(ToolCalls(service, identify, workspace), toolset, beside_agent=workspace is not None)),
        middleware=[noting_clients(identify, client_seen)] if client_seen is not None else None,
        log_level="WARNING",
    )
    for prompt in prompts_of(toolset):
        server.add_prompt(prompt)
    add_resources(server, service, identify, toolset)
    return server


def _tools(calls: ToolCalls, toolset: Toolset, *, beside_agent: bool) -> list[StrictTool]:
    report = _tool(calls.get_report, "get_report", "Get report", "Rates with 95 % intervals of your own run.", True)
    if toolset == "check":
        return [
            _tool(
                calls.check_directory if beside_agent else calls.check_files,
                "check_code",
                "Check code",
                "Static check of code: possible issues with each rule's measured precision. No issues is not 'secure'.",
                True,
            ),
            _tool(
                calls.get_security_rules,
                "get_security_rules",
                "Get security rules",
                "Security rules for the stack that your manifests (package.json, pyproject.toml, …) show.",
                True,
            ),
            report,
        ]
    chosen = [
        _tool(
            calls.start_next if toolset == "benchmark" else calls.start_case,
            "start_case",
            "Start a case",
            "Get the next task: its prompt, the project's files, what may be edited and how many attempts are left. "
            "The same trial again while it is open.",
            False,
        ),
        _tool(
            calls.submit_directory if beside_agent else calls.submit_files,
            "submit_solution",
            "Submit a solution",
            "Send your code for a trial. Answers with the feedback, or with queued/running: then call get_verdict.",
            False,
        ),
        _tool(
            calls.get_verdict,
            "get_verdict",
            "Get the verdict",
            "Wait for what came of a submission; call again while it is queued or running.",
            True,
        ),
    ]
    if toolset == "practice":
        listing = "Cases to practise on, filtered by language, framework, weakness family, CWE or severity; paged."
        chosen = [_tool(calls.list_cases, "list_cases", "List cases", listing, True), *chosen, report]
    return chosen


def _tool(function: Callable[..., Any], name: str, title: str, description: str, read_only: bool) -> StrictTool:
    return strict_tool(function, name=name, title=title, description=description, read_only=read_only)
