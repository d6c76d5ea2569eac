"""The web app: guard, REST, pages, and MCP mounted last; workers and the MCP endpoint live as long as the app."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import FastAPI
from starlette.requests import Request
from starlette.routing import Route

from server import auth
from server.api import problems
from server.api.guard import Guard
from server.api.routes import router as rest
from server.house import House
from server.judges import Evaluate, FunctionJudges
from server.pages import router as pages
from server.services.agent import DatabaseAgentService
from server.settings import Settings
from server.store.tables import Mode, Run
from server.workers import WorkerPool
from tools.contract import Caller, ServiceError, Toolset
from tools.http import Grant, McpEndpoint


def create_app(settings: Settings, evaluate: Evaluate | None = None, house: House | None = None) -> FastAPI:
    """The app on these settings.

    `evaluate` takes the place of the sandbox (for tests); `house` is used and left open instead of one made here.
    """
    own = house or House(settings)
    service = DatabaseAgentService(lambda: own)
    hosts = _spelled(settings)
    origins = [f"{scheme}://{host}" for scheme in ("http", "https") for host in hosts]
    mcp = McpEndpoint(service, _Authenticate(own), allowed_hosts=hosts, allowed_origins=origins)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        pool = WorkerPool(own, FunctionJudges(evaluate) if evaluate is not None else None)
        await asyncio.to_thread(pool.start)
        try:
            async with mcp.running():
                yield
        finally:
            await asyncio.to_thread(pool.stop)
            if house is None:
                own.close()

    app = problems.DocumentedApp(
        title="Vetloop",
        version=version("vetloop"),
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.house = own
    app.state.service = service
    problems.install(app)
    app.add_middleware(Guard, settings=settings)
    app.include_router(rest)
    app.include_router(pages)
    app.router.routes.append(Route("/mcp", mcp))
    return app


def _spelled(settings: Settings) -> list[str]:
    """The hosts as Host headers spell them, with any port and without one."""
    names = [f"[{name}]" if ":" in name else name for name in sorted(settings.hosts)]
    return [*names, *(f"{name}:*" for name in names)]


class _Authenticate:
    """Whose an MCP request is, and which tools its token opens."""

    def __init__(self, house: House) -> None:
        self._house = house

    async def __call__(self, request: Request) -> Grant | None:
        return await asyncio.to_thread(self._grant, request)

    def _grant(self, request: Request) -> Grant | None:
        try:
            caller = auth.caller_of(
                self._house,
                headers=request.headers,
                cookies={},
                method=request.method,
                peer=request.client.host if request.client else "",
            )
        except ServiceError:
            return None
        return Grant(caller, toolset_of(self._house, caller))


def toolset_of(house: House, caller: Caller) -> Toolset:
    """An agent in a planned run gets the three tools of a benchmark; everybody else practises."""
    if caller.role != "agent" or caller.run_id is None:
        return "practice"
    with house.store.read() as session:
        run = session.get(Run, caller.run_id)
    return "practice" if run is not None and run.mode is Mode.PRACTICE else "benchmark"
