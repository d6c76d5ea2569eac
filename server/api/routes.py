"""All of REST under one router, with health and version."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import APIRouter

from server.api import agent, cases, runs, tokens, trials
from server.api.access import Anyone
from server.api.problems import Problem

router = APIRouter(
    prefix="/api/v1", responses={status: {"model": Problem} for status in (400, 401, 403, 404, 409, 413, 422, 429)}
)
for part in (agent, cases, runs, trials, tokens):
    router.include_router(part.router)


@router.get("/health", tags=["server"])
def health() -> dict[str, str]:
    """Whether the server answers; for everybody."""
    return {"status": "ok"}


@router.get("/version", tags=["server"])
def the_version(caller: Anyone) -> dict[str, str]:
    """The server's version, and the caller's role."""
    return {"version": version("vetloop"), "role": caller.role}
