"""Tools that refuse unknown arguments and explain a refusal in one readable line.

The SDK ignores arguments it does not know, and its own refusals repeat the rejected values and link to pydantic's
pages.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError, UnexpectedToolError
from mcp.server.mcpserver.tools import Tool
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase
from mcp_types import ToolAnnotations
from pydantic import ConfigDict, ValidationError

_SHOWN_ERRORS = 5
_SHOWN_PLACE = 80


class StrictTool(Tool):
    """A tool whose argument schema is closed."""

    async def run(self, arguments: dict[str, Any], context: Context[Any, Any], convert_result: bool = False) -> Any:
        """Run the tool; failures that are meant for the model arrive as `ToolError` without any prefix."""
        try:
            return await super().run(arguments, context, convert_result)
        except UnexpectedToolError:
            raise
        except ToolError as error:
            if isinstance(error.__cause__, ValidationError):
                raise ToolError(_explain(error.__cause__, self.name, self.parameters)) from error.__cause__
            if isinstance(error.__cause__, ToolError):
                raise error.__cause__ from None
            raise


def strict_tool(
    function: Callable[..., Awaitable[Any]], *, name: str, title: str, description: str, read_only: bool
) -> StrictTool:
    """Make a tool of `function`; its parameters are the arguments, each with a description in its annotation."""
    tool = StrictTool.from_function(
        function,
        name=name,
        title=title,
        description=description,
        annotations=ToolAnnotations(read_only_hint=read_only, destructive_hint=False, open_world_hint=False),
        structured_output=True,
    )
    assert isinstance(tool, StrictTool)
    model = tool.fn_metadata.arg_model
    config = {"model_config": ConfigDict(extra="forbid"), "__doc__": None}
    closed: type[ArgModelBase] = type(model.__name__, (model,), config)
    tool.fn_metadata.arg_model = closed
    tool.parameters = _without_titles(closed.model_json_schema(by_alias=True))
    if tool.fn_metadata.output_schema is not None:
        tool.fn_metadata.output_schema = _without_titles(tool.fn_metadata.output_schema)
    return tool


def _without_titles(schema: dict[str, Any]) -> dict[str, Any]:
    """Leave out pydantic's generated titles: they only repeat the names, in every client's context."""

    def walk(node: Any, names: bool) -> Any:
        if isinstance(node, list):
            return [walk(item, False) for item in node]
        if not isinstance(node, dict):
            return node
        kept = node.items() if names else ((key, item) for key, item in node.items() if key != "title")
        return {key: walk(item, not names and key in {"properties", "$defs"}) for key, item in kept}

    result: dict[str, Any] = walk(schema, False)
    return result


def _explain(error: ValidationError, tool: str, parameters: dict[str, Any]) -> str:
    known = ", ".join(parameters.get("properties", {})) or "none"
    lines: list[str] = []
    for item in error.errors(include_url=False, include_context=False, include_input=False)[:_SHOWN_ERRORS]:
        place = ".".join(str(part) for part in item["loc"])
        shown = place if len(place) <= _SHOWN_PLACE else place[:_SHOWN_PLACE] + "…"
        if item["type"] == "extra_forbidden":
            lines.append(f"unknown argument {shown!r}")
        elif item["type"] == "missing":
            lines.append(f"argument {shown!r} is missing")
        else:
            lines.append(f"argument {shown!r}: {_in_json_words(item['msg'])}")
    more = error.error_count() - len(lines)
    if more > 0:
        lines.append(f"and {more} more")
    return f"{tool}: {'; '.join(lines)}. It takes: {known}. Correct the call and send it again."


def _in_json_words(message: str) -> str:
    """Pydantic speaks of Python's types, the caller of JSON's."""
    words = message.replace("valid tuple", "valid array").replace("valid dictionary", "valid object")
    return words[0].lower() + words[1:]
