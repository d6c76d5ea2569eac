"""A trajectory as data: what a scripted model does, step by step, and how the next step follows from a conversation.

The model keeps no state. Every request of a client carries the whole conversation, so the next step is found by walking
the trajectory along the tool results in it; a request that is sent again gets the same answer.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

Facts: TypeAlias = dict[str, Any]
"""Top-level keys of every JSON tool result so far, later ones over earlier ones."""


@dataclass(frozen=True)
class Call:
    """Call the tool whose name ends in `tool`; `arguments` are made from the facts.

    It is skipped where `wanted` says no, and repeated while `again` says yes of what came back.
    """

    tool: str
    arguments: Callable[[Facts], Mapping[str, Any]] = field(default=lambda _: {})
    wanted: Callable[[Facts], bool] = field(default=lambda _: True)
    again: Callable[[Facts], bool] = field(default=lambda _: False)


@dataclass(frozen=True)
class Say:
    """Say something and stop."""

    text: str


Trajectory: TypeAlias = Sequence[Call | Say]


@dataclass(frozen=True)
class ToolUse:
    """A step, ready to be sent: the tool by its full name, and its arguments."""

    name: str
    arguments: dict[str, Any]


def next_step(trajectory: Trajectory, results: Sequence[str], tools: Sequence[str]) -> ToolUse | Say:
    """The step that follows after these tool results, for a client that offers these tools."""
    facts: Facts = {}
    left = list(results)
    for step in trajectory:
        if isinstance(step, Say):
            return step
        if not step.wanted(facts):
            continue
        while True:
            if not left:
                return ToolUse(full_name(step.tool, tools), dict(step.arguments(facts)))
            facts |= facts_in(left.pop(0))
            if not step.again(facts):
                break
    return Say("Done.")


def facts_in(result: str) -> Facts:
    """The top-level keys of a tool result that is a JSON object; none of another."""
    try:
        content = json.loads(result)
    except ValueError:
        return {}
    return content if isinstance(content, dict) else {}


def full_name(tool: str, tools: Sequence[str]) -> str:
    """How the client calls `tool`: clients put their own prefix before a server's tool names."""
    for name in tools:
        if name == tool or name.endswith((f"__{tool}", f"_{tool}", f"-{tool}", f".{tool}")):
            return name
    raise LookupError(f"the client offers no tool {tool!r}; it offers {sorted(tools)}")
