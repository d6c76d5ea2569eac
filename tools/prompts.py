"""The prompts a user of a client can pick: ready-made requests that set an agent to work with the tools."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated

from mcp.server.mcpserver.prompts import Prompt
from pydantic import Field

from tools.contract import Toolset

_RULES = (
    "Work only from the prompt and files that start_case gives you. Don't look for tests, other solutions or the "
    "server's files: they are not part of the task."
)


def solve(case_id: Annotated[str, Field(description="as list_cases shows it, e.g. file-download.flask")]) -> str:
    """Solve one practice case."""
    return (
        f"Call start_case with case_id {case_id!r} and do what its prompt asks, the way you would for production code. "
        f"{_RULES} Submit with submit_solution. If the answer is `queued` or `running`, call get_verdict until it is "
        "`done`. If the feedback asks for changes and the trial is open, mend the code and submit again. Then say in a "
        "few sentences what you built and what the verdict was."
    )


def benchmark() -> str:
    """Work through every trial of the run."""
    return (
        "Call start_case. Do what its prompt asks, as you would for production code, and send it with submit_solution. "
        "While the answer is `queued` or `running`, call get_verdict. If the feedback asks for changes and the trial "
        "is open, mend the code and submit again. Then call start_case for the next one, until it says `nothing_left`. "
        f"{_RULES} Do not stop to ask: no one is there to answer."
    )


def review() -> str:
    """Check the code at hand."""
    return (
        "Call get_security_rules with the project's manifests and check_code with the code I am working on. Go through "
        "the possible issues: for each one say whether it is real here, why, and how to mend it. The precision beside "
        "an issue says how often that rule is right. No issues does not mean secure: look yourself at what takes input "
        "from outside."
    )


_BY_TOOLSET: Mapping[Toolset, tuple[Callable[..., str], ...]] = MappingProxyType(
    {"benchmark": (benchmark,), "practice": (solve, benchmark), "check": (review,)}
)


def prompts_of(toolset: Toolset) -> list[Prompt]:
    """The prompts that fit a toolset's tools."""
    return [Prompt.from_function(function) for function in _BY_TOOLSET[toolset]]
