"""The judge's line to the browser: the DevTools protocol over an inherited socket, JSON texts that end in NUL.

What comes back was made by a browser that shows hostile pages: every size is capped and every shape checked.
"""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Callable
from typing import Any

from .errors import HarnessError, TargetTimeout

MAX_MESSAGE = 32 * 1024 * 1024
Event = dict[str, Any]


class DevToolsError(Exception):
    """The browser refused a command: its own words."""


class DevTools:
    """Commands and events, one thread. `on_event` is given every event, with the session it belongs to."""

    def __init__(self, descriptor: int, on_event: Callable[[str, str, Event], None], words: Callable[[], str]) -> None:
        self._socket = socket.socket(fileno=descriptor)
        self._on_event = on_event
        self._words = words
        self._pending = bytearray()
        self._number = 0
        self._answers: dict[int, dict[str, Any]] = {}

    def post(self, method: str, session: str = "", **params: Any) -> int:
        """Send a command and return its number; its answer is dropped unless `ask` waits for it."""
        self._number += 1
        message: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        try:
            self._socket.settimeout(10)
            self._socket.sendall(json.dumps(message).encode() + b"\0")
        except OSError as error:
            raise HarnessError(f"the browser does not take commands: {error}; {self._words()}") from None
        return self._number

    def ask(self, method: str, session: str = "", *, seconds: float, **params: Any) -> dict[str, Any]:
        """Send a command and return its result.

        Raises:
            TargetTimeout: a page that does not answer in time: it is its script that keeps it busy.
            HarnessError: the browser itself does not answer, or is gone.
            DevToolsError: the browser refused.
        """
        end = time.monotonic() + seconds
        number = self.post(method, session, **params)
        self._answers[number] = {}
        while not self._answers[number]:
            if not self.pump(end):
                del self._answers[number]
                if session:
                    raise TargetTimeout(f"the page did not answer to {method} within {seconds:g} s")
                raise HarnessError(f"the browser did not answer to {method} within {seconds:g} s; {self._words()}")
        answer = self._answers.pop(number)
        if "error" in answer:
            raise DevToolsError(str(answer["error"].get("message", ""))[:500])
        result: dict[str, Any] = answer.get("result", {})
        return result

    def pump(self, end: float) -> bool:
        """Take in one message; False if none came until `end` (monotonic seconds; 0 takes what is there)."""
        while (at := self._pending.find(b"\0")) < 0:
            if len(self._pending) > MAX_MESSAGE:
                raise HarnessError("a message of the browser has no end")
            self._socket.settimeout(max(0.0, end - time.monotonic()))
            try:
                part = self._socket.recv(1 << 20)
            except (TimeoutError, BlockingIOError):
                return False
            except OSError as error:
                raise HarnessError(f"the browser's line broke: {error}; {self._words()}") from None
            if not part:
                raise HarnessError(f"the browser ended: {self._words()}")
            self._pending += part
        line = bytes(self._pending[:at])
        del self._pending[: at + 1]
        self._take(line)
        return True

    def _take(self, line: bytes) -> None:
        try:
            message = json.loads(line)
            number, method = message.get("id"), message.get("method")
        except (ValueError, RecursionError, AttributeError):
            raise HarnessError("the browser sent something that is no message") from None
        if isinstance(method, str):
            self._on_event(method, str(message.get("sessionId", "")), message.get("params") or {})
        elif number in self._answers:
            self._answers[number] = message
