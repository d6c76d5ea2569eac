"""The HTTP client against a real socket: errors a person can act on, and repetition only where it does no harm."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from clients import api
from clients.api import ApiError, VetloopClient


def answer(status: int, body: str, headers: str = "") -> bytes:
    return (
        f"HTTP/1.1 {status} X\r\nContent-Length: {len(body.encode())}\r\nConnection: close\r\n{headers}\r\n{body}"
    ).encode()


@contextmanager
def answering(*answers: bytes | None) -> Iterator[tuple[str, list[bytes]]]:
    """A server that gives these answers in turn, one per connection; None drops the connection after the request."""
    listening = socket.create_server(("127.0.0.1", 0))
    seen: list[bytes] = []

    def serve() -> None:
        for content in answers:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                request = connection.recv(65_536)
                seen.append(request)
                if content is not None:
                    connection.sendall(content)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", seen
    finally:
        listening.close()


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api, "_PAUSES_S", (0.0, 0.0))


def test_json_comes_back_and_the_token_goes_there() -> None:
    with answering(answer(200, '{"a": 1}')) as (url, seen), VetloopClient(url, "tok_1.secret") as client:
        assert client.get("/api/v1/runs", limit=3) == {"a": 1}
    assert seen[0].startswith(b"GET /api/v1/runs?limit=3 ")
    assert b"authorization: bearer tok_1.secret" in seen[0].lower()


def test_the_servers_words_are_kept() -> None:
    refusal = answer(404, '{"code": "no_such_run", "message": "no such run: \'x\'"}')
    with answering(refusal) as (url, _), VetloopClient(url) as client, pytest.raises(ApiError) as caught:
        client.get("/api/v1/runs/x")
    assert (caught.value.code, caught.value.message, caught.value.status) == (
        "no_such_run",
        "no such run: 'x'",
        404,
    )


@pytest.mark.parametrize(
    ("content", "code", "expected"),
    [
        (answer(200, "<html>hello"), "bad_answer", "Is that a Vetloop server?"),
        (answer(502, "Bad gateway"), "bad_answer", "502"),
        (answer(307, "", "Location: https://elsewhere.example/\r\n"), "redirected", "elsewhere.example"),
        (answer(500, '{"detail": "x"}'), "error", "500"),
    ],
)
def test_other_answers_are_explained(content: bytes, code: str, expected: str) -> None:
    with answering(content) as (url, _), VetloopClient(url, "secret") as client, pytest.raises(ApiError) as caught:
        client.get("/")
    assert caught.value.code == code
    assert expected in caught.value.message


def test_nobody_there_is_said_with_the_address() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    with VetloopClient(url) as client, pytest.raises(ApiError) as caught:
        client.post("/api/v1/tokens", {})
    assert caught.value.code == "unreachable"
    assert url in caught.value.message
    assert "vetloop serve" in caught.value.message


CALLS: dict[str, tuple[Callable[[VetloopClient], object], bool]] = {
    "get": (lambda client: client.get("/x"), True),
    "delete": (lambda client: client.delete("/x"), True),
    "submit": (lambda client: client.agent_call("submit-solution", {"files": {}}), True),
    "wait": (lambda client: client.agent_call("wait", {}), True),
    "post": (lambda client: client.post("/x", {}), False),
    "start": (lambda client: client.agent_call("start-case", {}), False),
}


@pytest.mark.parametrize("name", CALLS)
def test_a_lost_connection_is_repeated_only_where_that_does_no_harm(name: str) -> None:
    call, repeated = CALLS[name]
    with answering(None, answer(200, "7"), answer(200, "7")) as (url, seen), VetloopClient(url) as client:
        if repeated:
            assert call(client) == 7
            assert len(seen) == 2
        else:
            with pytest.raises(ApiError, match="whether the call arrived is not known"):
                call(client)
            assert len(seen) == 1


def test_refusals_are_not_repeated() -> None:
    content = answer(503, '{"code": "busy", "message": "later"}')
    with answering(content, content) as (url, seen), VetloopClient(url) as client, pytest.raises(ApiError):
        client.get("/x")
    assert len(seen) == 1


@pytest.mark.parametrize(
    "address", ["", "localhost:8000", "ftp://x", "http://", "http://me:secret@host", "file:///etc"]
)
def test_what_is_no_server_address_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="no server address"):
        VetloopClient(address)
