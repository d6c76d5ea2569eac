"""The HTTP endpoint on a real socket: identity, toolsets by token, Host and Origin, sizes, eras, several workers."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import httpx
import httpx2
import pytest
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import Implementation
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from tests.tools.memory_service import AGENT, LOCAL, MemoryService
from tests.tools.serving import served
from tools.http import MAX_BODY_BYTES, Grant, McpEndpoint, bearer_token

GRANTS = {
    "agent-token": Grant(AGENT, "benchmark"),
    "person-token": Grant(LOCAL.model_copy(update={"token_id": "tok_2"}), "practice"),
}
INITIALIZE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "initialize",
    "params": {
        "protocolVersion": "2025-11-25",
        "capabilities": {},
        "clientInfo": {"name": "raw", "version": "0"},
    },
}
ACCEPT = {"Accept": "application/json, text/event-stream"}
AS_AGENT = {**ACCEPT, "Authorization": "Bearer agent-token"}


async def authenticate(request: Request) -> Grant | None:
    return GRANTS.get(bearer_token(request) or "")


def app_over(service: MemoryService, endpoints: int = 1) -> Starlette:
    """An app as the server mounts it; with several endpoints, requests go to them in turn, as to several workers."""
    made = [
        McpEndpoint(
            service,
            authenticate,
            allowed_hosts=["127.0.0.1:*"],
            allowed_origins=["http://127.0.0.1:*"],
            client_seen=service.client_seen,
        )
        for _ in range(endpoints)
    ]
    turn = iter(range(1_000_000))

    class InTurn:
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await made[next(turn) % endpoints](scope, receive, send)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for endpoint in made:
                await stack.enter_async_context(endpoint.running())
            yield

    return Starlette(routes=[Route("/mcp", endpoint=InTurn())], lifespan=lifespan)


@pytest.fixture
def service() -> MemoryService:
    return MemoryService()


@pytest.fixture
def address(service: MemoryService) -> Iterator[str]:
    with served(app_over(service)) as url:
        yield url + "/mcp"


@asynccontextmanager
async def client_of(url: str, token: str, mode: str) -> AsyncIterator[Client]:
    headers = {"Authorization": f"Bearer {token}", "User-Agent": "curious-agent/7.1 (test)"}
    async with httpx2.AsyncClient(headers=headers, trust_env=False) as http:
        transport = streamable_http_client(url, http_client=http)
        info = Implementation(name="test-client", version="3.2")
        async with Client(transport, mode=mode, client_info=info) as client:
            yield client


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_the_token_decides_the_tools_and_the_caller(service: MemoryService, address: str, mode: str) -> None:
    async with client_of(address, "agent-token", mode) as client:
        tools = [tool.name for tool in (await client.list_tools()).tools]
        assert tools == ["start_case", "submit_solution", "get_verdict"]
        await client.call_tool("start_case", {})
    async with client_of(address, "person-token", mode) as client:
        assert "list_cases" in [tool.name for tool in (await client.list_tools()).tools]
        await client.call_tool("list_cases", {})
    callers = [caller for _, caller in service.calls]
    assert [caller.token_id for caller in callers] == ["tok_1", "tok_2"]
    assert callers[0].run_id == "run_1"


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_the_client_is_known_by_the_name_it_gives(service: MemoryService, address: str, mode: str) -> None:
    async with client_of(address, "agent-token", mode) as client:
        await client.call_tool("start_case", {})
    assert {(seen.client_name, seen.client_version) for seen in service.seen} == {("test-client", "3.2")}
    [(_, caller)] = service.calls
    # Stateless HTTP of the handshake era carries the name in `initialize` only; the User-Agent stands in later.
    assert caller.client_name == ("curious-agent" if mode == "legacy" else "test-client")


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_any_worker_serves_any_request(service: MemoryService, mode: str) -> None:
    with served(app_over(service, endpoints=3)) as url:
        async with client_of(url + "/mcp", "person-token", mode) as client:
            for _ in range(4):
                assert not (await client.call_tool("start_case", {})).is_error
            call = {"trial_id": "t", "files": {"a": "b"}}
            verdict = (await client.call_tool("submit_solution", call)).structured_content
            assert verdict is not None
            polled = await client.call_tool("get_verdict", {"submission_id": verdict["submission_id"]})
    assert polled.structured_content is not None
    assert polled.structured_content["state"] == "done"


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer wrong", "Basic agent-token", "agent-token"])
def test_without_a_valid_token_nothing_is_served(address: str, authorization: str | None) -> None:
    headers = ACCEPT if authorization is None else {**ACCEPT, "Authorization": authorization}
    answer = httpx.post(address, json=INITIALIZE, headers=headers, trust_env=False)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == 'Bearer realm="vetloop"'
    assert "resource_metadata" not in answer.headers["www-authenticate"]
    assert answer.json()["code"] == "unauthorized"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": "attacker.example"}, 421),
        ({"Host": "127.0.0.1.attacker.example:80"}, 421),
        ({"Origin": "http://attacker.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://127.0.0.1:9"}, 200),
    ],
)
@pytest.mark.parametrize("era", [{}, {"MCP-Protocol-Version": "2026-07-28"}])
def test_other_hosts_and_origins_are_refused(
    service: MemoryService, address: str, headers: dict[str, str], status: int, era: dict[str, str]
) -> None:
    sent = {**AS_AGENT, **headers, **era}
    answer = httpx.post(address, json=INITIALIZE, headers=sent, trust_env=False)
    # A 2025 `initialize` under the 2026 header is refused for itself, after Host and Origin were found good.
    assert answer.status_code == status or (era and status == 200 and answer.status_code == 400)
    assert service.calls == []


def test_a_body_over_the_limit_gets_413(address: str) -> None:
    answer = httpx.post(
        address, content=b" " * (MAX_BODY_BYTES + 1), headers={**AS_AGENT, "Content-Type": "application/json"}
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["GET", "DELETE", "PUT"])
def test_other_methods_are_not_served(address: str, method: str) -> None:
    answer = httpx.request(method, address, headers=AS_AGENT, trust_env=False)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"[" * 100_000, b'{"jsonrpc":"2.0","id":1}', b"\xff\xfe", b"1" * 5_000]
)
def test_malformed_bodies_get_an_error_and_the_next_call_works(address: str, body: bytes) -> None:
    headers = {**AS_AGENT, "Content-Type": "application/json"}
    assert httpx.post(address, content=body, headers=headers, trust_env=False).status_code in {400, 406, 413, 422}
    assert httpx.post(address, json=INITIALIZE, headers=AS_AGENT, trust_env=False).status_code == 200


def test_names_of_clients_are_stripped_and_shortened(service: MemoryService, address: str) -> None:
    hostile = {**INITIALIZE["params"], "clientInfo": {"name": "a\u202eb\x1b[31m" + "n" * 500, "version": "1\n2"}}  # type: ignore[dict-item]
    answer = httpx.post(address, json={**INITIALIZE, "params": hostile}, headers=AS_AGENT, trust_env=False)
    assert answer.status_code == 200
    [seen] = service.seen
    assert seen.client_name == ("ab[31m" + "n" * 500)[:100]
    assert seen.client_version == "12"
