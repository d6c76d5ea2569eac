"""The `call` driver for Python: loads a module of the submission and calls its functions for the judge.

`driver.py MODULE` in /srv/app; listens on 127.0.0.1:$PORT, one connection, length-prefixed JSON frames, one call at a
time. It shares a process with the submission and is trusted with nothing: what it says is the submission's word.
"""

from __future__ import annotations

import base64
import importlib
import inspect
import json
import math
import os
import socket
import struct
import sys
from types import ModuleType
from typing import Any

MAX_FRAME = 8 * 1024 * 1024
SAFE_INTEGER = 2**53
TAGS = {"$bytes", "$int", "$float", "$object"}


def unpack(value: Any) -> Any:
    """JSON form to Python value."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if isinstance(value, dict):
        if len(value) == 1:
            tag, content = next(iter(value.items()))
            if tag == "$bytes":
                return base64.b64decode(content)
            if tag == "$int":
                return int(content)
            if tag == "$float":
                return float(content)
            if tag == "$object":
                value = content
        return {key: unpack(item) for key, item in value.items()}
    return value


def pack(value: Any) -> Any:
    """Python value to its JSON form; raises TypeError for what has none."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, bytes | bytearray | memoryview):
        return {"$bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, int):
        return int(value) if -SAFE_INTEGER < value < SAFE_INTEGER else {"$int": str(int(value))}
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": repr(float(value))}
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    if isinstance(value, set | frozenset):
        return [pack(item) for item in sorted(value, key=repr)]
    if isinstance(value, dict):
        packed = {str(key): pack(item) for key, item in value.items()}
        return {"$object": packed} if len(packed) == 1 and TAGS & packed.keys() else packed
    if hasattr(value, "isoformat"):
        return value.isoformat()
    raise TypeError(f"a value of type {type(value).__name__} cannot be returned to the caller")


def load(path: str) -> ModuleType:
    """Import the submission's module with its project folder first on the path."""
    sys.dont_write_bytecode = True
    sys.path.insert(0, os.getcwd())
    name = os.path.splitext(path)[0].replace("/", ".")
    return importlib.import_module(name)


def answer(module: ModuleType, request: dict[str, Any]) -> dict[str, Any]:
    """Make one call and describe how it ended."""
    number = request["id"]
    try:
        function = getattr(module, request["call"])
        value = function(*[unpack(item) for item in request["args"]])
        if inspect.isawaitable(value):
            import asyncio  # 50 ms that most modules need not pay

            value = asyncio.run(_awaited(value))
        if inspect.isgenerator(value):
            value = list(value)
        return {"id": number, "value": pack(value)}
    except Exception as error:
        kind, *bases = (one.__name__ for one in type(error).__mro__[:-1])
        return {"id": number, "error": {"kind": kind, "bases": bases, "message": str(error)[:10000]}}


async def _awaited(value: Any) -> Any:
    return await value


def read_exactly(connection: socket.socket, size: int) -> bytes:
    """Read `size` bytes; end the program when the judge closes the line."""
    received = bytearray()
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            raise SystemExit
        received += part
    return bytes(received)


def send(connection: socket.socket, message: dict[str, Any]) -> None:
    """Send one frame."""
    try:
        frame = json.dumps(message).encode()
    except (ValueError, RecursionError) as error:
        frame = json.dumps({"id": message["id"], "error": {"kind": "ValueError", "message": str(error)}}).encode()
    if len(frame) > MAX_FRAME:
        problem = {"kind": "OverflowError", "message": "the value is too large to be returned"}
        frame = json.dumps({"id": message["id"], "error": problem}).encode()
    connection.sendall(struct.pack(">I", len(frame)) + frame)


def serve(module: ModuleType | None) -> None:
    """Serve one connection until it closes; without `module`, the submission's is loaded once somebody is there."""
    server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])), backlog=1)
    connection, _ = server.accept()
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        module = module or load(sys.argv[1])
    except Exception as error:
        send(connection, {"ready": False, "error": f"{type(error).__name__}: {error}"})
        raise
    send(connection, {"ready": True})
    while True:
        size = struct.unpack(">I", read_exactly(connection, 4))[0]
        send(connection, answer(module, json.loads(read_exactly(connection, size))))


if __name__ == "__main__":
    serve(None)
