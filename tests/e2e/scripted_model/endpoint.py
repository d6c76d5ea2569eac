"""The scripted model as a server: real wire formats on loopback, so that clients run without a model or a network."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.e2e.scripted_model import anthropic
from tests.e2e.scripted_model.trajectory import Trajectory
from tests.tools.serving import served


@dataclass
class Endpoint:
    """Where the model answers, what it was asked, and what went wrong in answering."""

    url: str
    requests: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


@contextmanager
def scripted(trajectory: Trajectory) -> Iterator[Endpoint]:
    """An endpoint that follows `trajectory`."""
    endpoint = Endpoint(url="")

    async def messages(request: Request) -> Response:
        body = await request.json()
        endpoint.requests.append(body)
        try:
            return anthropic.answer(body, trajectory)
        except LookupError as error:
            endpoint.problems.append(str(error))
            return JSONResponse({"type": "error", "error": {"type": "api_error", "message": str(error)}}, 500)

    async def unknown(request: Request) -> Response:
        if request.method in {"GET", "HEAD"} and request.url.path == "/":
            return Response("ok")
        error = {"type": "not_found_error", "message": f"{request.url.path} is not scripted"}
        return JSONResponse({"type": "error", "error": error}, 404)

    app = Starlette(
        routes=[
            Route("/v1/messages", messages, methods=["POST"]),
            Route("/v1/messages/count_tokens", anthropic.count_tokens, methods=["POST"]),
            Route("/{path:path}", unknown, methods=["GET", "HEAD", "POST"]),
        ]
    )
    with served(app) as endpoint.url:
        yield endpoint
