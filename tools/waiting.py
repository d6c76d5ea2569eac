"""Waiting for a verdict inside one tool call, without tying the evaluation to it.

Some clients cut calls at 60 s, and a model that waits in the dark calls again: so a call waits at most
`LONGEST_WAIT_S`, reports progress every second, and then says `queued` or `running` with when to ask again.
"""

from __future__ import annotations

from typing import Any

import anyio
from mcp.server.mcpserver import Context

from tools.contract import AgentService, Caller, ServiceError, Submission

LONGEST_WAIT_S = 22.0
"""Below the 25 s that are promised, so that the answer's way back is inside them too."""

POLL_AFTER_S = 5.0
PROGRESS_EVERY_S = 1.0


async def wait_for_verdict(
    service: AgentService, caller: Caller, submission_id: str, context: Context[Any, Any]
) -> Submission:
    """The submission once it is judged, or as it stands after `LONGEST_WAIT_S`.

    Cancelling the call cancels this wait only; the attempt is stored and evaluated by others.

    Raises:
        ServiceError: the service refused, for instance an unknown submission.
    """
    outcome: Submission | ServiceError
    async with anyio.create_task_group() as tasks:
        tasks.start_soon(_report_progress, context)
        try:
            outcome = await service.wait_for_verdict(caller, submission_id, LONGEST_WAIT_S)
        except ServiceError as error:
            # Raised below, outside the task group, which would wrap it in a group.
            outcome = error
        tasks.cancel_scope.cancel()
    if isinstance(outcome, ServiceError):
        raise outcome
    if outcome.state in {"queued", "running"} and outcome.poll_after_s is None:
        return outcome.model_copy(update={"poll_after_s": POLL_AFTER_S})
    return outcome


async def _report_progress(context: Context[Any, Any]) -> None:
    elapsed = 0.0
    while True:
        await anyio.sleep(PROGRESS_EVERY_S)
        elapsed += PROGRESS_EVERY_S
        await context.report_progress(elapsed, LONGEST_WAIT_S, "building, testing and attacking the solution")
