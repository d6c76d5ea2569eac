"""The judge's line to the orchestrator: JSON lines over inherited descriptors, one request at a time."""

from __future__ import annotations

import base64
import json
import os
import threading
from typing import Any

from .errors import HarnessError, LineClosed

MAX_LINE = 8 * 1024 * 1024


class Control:
    """Requests to the orchestrator. Thread-safe; every method raises `HarnessError` if the line breaks."""

    def __init__(self, reading: int, writing: int) -> None:
        """Two descriptors, or the same one twice if it is a socket."""
        self._reader = os.fdopen(reading, "rb")
        self._writer = os.fdopen(writing, "wb", closefd=writing != reading)
        self._lock = threading.Lock()

    def send(self, message: dict[str, Any]) -> None:
        """Send one message without waiting for an answer."""
        with self._lock:
            self._write(message)

    def _write(self, message: dict[str, Any]) -> None:
        self._writer.write(json.dumps(message, ensure_ascii=True).encode() + b"\n")
        self._writer.flush()

    def receive(self) -> dict[str, Any]:
        """The next message from the orchestrator."""
        line = self._reader.readline(MAX_LINE)
        if not line.endswith(b"\n"):
            raise LineClosed("the orchestrator closed the line")
        message = json.loads(line)
        if not isinstance(message, dict):
            raise HarnessError("the orchestrator sent something that is no object")
        return message

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """Send a request and return the answer to it."""
        with self._lock:
            self._write({"op": op, **fields})
            answer = self.receive()
        if "harness_error" in answer:
            raise HarnessError(str(answer["harness_error"]))
        return answer

    def run(self, argv: list[str], stdin: bytes, timeout_s: float) -> dict[str, Any]:
        """Run one command in the target's sandbox."""
        return self.ask("run", argv=argv, stdin=base64.b64encode(stdin).decode(), timeout_s=timeout_s)
