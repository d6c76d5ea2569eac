"""Runs an ASGI app on a free loopback port, in a thread, for as long as a block lasts."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn


class _Announcing(uvicorn.Server):
    """Sets `up` when it accepts connections, or gave up."""

    up: threading.Event

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        try:
            await super().startup(sockets)
        finally:
            self.up.set()


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address `http://127.0.0.1:PORT` at which `app` answers."""
    listening = socket.create_server(("127.0.0.1", 0))
    server = _Announcing(uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=2))
    server.up = threading.Event()
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        assert server.up.wait(20)
        assert server.started
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
