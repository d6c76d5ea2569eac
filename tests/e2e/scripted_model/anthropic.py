"""The Anthropic Messages API, as far as an agent client uses it: plain and streamed answers, tool use, token counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from tests.e2e.scripted_model.trajectory import Say, ToolUse, Trajectory, next_step


def answer(body: dict[str, Any], trajectory: Trajectory) -> Response:
    """The answer to a `POST /v1/messages`."""
    results = tool_results(body)
    offered = [tool["name"] for tool in body.get("tools", []) if "name" in tool]
    # Side requests (titles, summaries) offer no tools; they are no part of the work.
    step = next_step(trajectory, results, offered) if offered else Say("Work on a case")
    message = _message(body["model"], step, len(results))
    if not body.get("stream"):
        return JSONResponse(message)
    return StreamingResponse(_events(message), media_type="text/event-stream")


def tool_results(body: dict[str, Any]) -> list[str]:
    """The texts of every tool result in the conversation, in order."""
    blocks = [
        block
        for message in body.get("messages", [])
        if isinstance(message["content"], list)
        for block in message["content"]
    ]
    return [_text_of(block.get("content", "")) for block in blocks if block.get("type") == "tool_result"]


async def count_tokens(request: Request) -> Response:
    """`POST /v1/messages/count_tokens`."""
    return JSONResponse({"input_tokens": len(await request.body()) // 4})


def _text_of(content: str | list[dict[str, Any]]) -> str:
    return content if isinstance(content, str) else "".join(part.get("text", "") for part in content)


def _message(model: str, step: ToolUse | Say, turn: int) -> dict[str, Any]:
    block: dict[str, Any]
    if isinstance(step, Say):
        block = {"type": "text", "text": step.text}
    else:
        block = {"type": "tool_use", "id": f"toolu_{turn:012}", "name": step.name, "input": step.arguments}
    return {
        "id": f"msg_{turn:012}",
        "type": "message",
        "role": "assistant",
        "model": model,
        "content": [block],
        "stop_reason": "end_turn" if isinstance(step, Say) else "tool_use",
        "stop_sequence": None,
        # Another count in every turn: sums show whether each one was counted once.
        "usage": {
            "input_tokens": 1000 + turn,
            "output_tokens": 10 + turn,
            "cache_creation_input_tokens": 0,
            "cache_read_input_tokens": 100,
        },
    }


def _events(message: dict[str, Any]) -> Iterator[str]:
    [block] = message["content"]
    usage = message["usage"]
    start = {**message, "content": [], "stop_reason": None, "usage": {**usage, "output_tokens": 1}}
    yield _event("message_start", message=start)
    if block["type"] == "text":
        yield _event("content_block_start", index=0, content_block={"type": "text", "text": ""})
        yield _event("content_block_delta", index=0, delta={"type": "text_delta", "text": block["text"]})
    else:
        yield _event("content_block_start", index=0, content_block={**block, "input": {}})
        arguments = json.dumps(block["input"])
        half = len(arguments) // 2
        for part in (arguments[:half], arguments[half:]):
            yield _event("content_block_delta", index=0, delta={"type": "input_json_delta", "partial_json": part})
    yield _event("content_block_stop", index=0)
    stop = {"stop_reason": message["stop_reason"], "stop_sequence": None}
    yield _event("message_delta", delta=stop, usage={"output_tokens": usage["output_tokens"]})
    yield _event("message_stop")


def _event(name: str, **content: Any) -> str:
    return f"event: {name}\ndata: {json.dumps({'type': name, **content})}\n\n"
