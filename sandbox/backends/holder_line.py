"""The orchestrator's end of the line to a pod's holder (or to a keeper in a container): one JSON line each way."""

from __future__ import annotations

import json
import socket
from typing import Any

from sandbox.backends.base import PodError

HOLDER_ANSWER_S = 30.0


class HolderLine:
    """Requests to the holder, one at a time."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._reader = line.makefile("rb")

    def ask(self, op: str, *, answer_s: float = HOLDER_ANSWER_S, **fields: Any) -> dict[str, Any]:
        """Send a request and return the answer; raises `PodError`."""
        try:
            self._line.settimeout(answer_s)
            self._line.sendall(json.dumps({"op": op, **fields}).encode() + b"\n")
            answer = json.loads(self._reader.readline() or b"null")
        except (OSError, ValueError) as error:
            raise PodError(f"the pod's holder does not answer to {op}: {error}") from error
        if answer is None:
            raise PodError(f"the pod's holder ended at {op}")
        if "error" in answer:
            raise PodError(f"{op}: {answer['error']}")
        result: dict[str, Any] = answer
        return result

    def close(self) -> None:
        """Close our end: the holder ends, and everything in the pod with it."""
        self._reader.close()
        self._line.close()
