"""The submission as a test sees it: by HTTP, by calls on its functions, or as a command."""

from __future__ import annotations

import base64
import json as jsonlib
import socket
import struct
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .control import Control
from .deadline import deadline
from .errors import BadAnswer, HarnessError, Rejected, StartFailed, TargetError, TargetGone, TargetTimeout
from .http import Upload, encode_body, exchange, exchange_raw
from .response import Response
from .values import pack, unpack

MAX_FRAME = 8 * 1024 * 1024
NOT_YET = object()


@dataclass(frozen=True)
class Completed:
    """A command that ran to its end."""

    exit_code: int
    stdout: bytes
    stderr: bytes

    @property
    def out(self) -> str:
        """stdout as UTF-8 text."""
        return self.stdout.decode("utf-8", "replace")

    @property
    def err(self) -> str:
        """stderr as UTF-8 text."""
        return self.stderr.decode("utf-8", "replace")


class _Requests:
    """The HTTP verbs, shared by a target and a session with cookies."""

    def request(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, Any] | Sequence[tuple[str, str]] | None = None,
        json: Any = None,
        form: Mapping[str, Any] | Sequence[tuple[str, str]] | None = None,
        files: Sequence[Upload] | None = None,
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        cookies: Mapping[str, str] | None = None,
        timeout: float | None = None,
    ) -> Response:
        """One request; `path` is sent as written, redirects are not followed. Raises `TargetError`."""
        content, kind = encode_body(json, form, files, body)
        sent = dict(headers or {})
        if kind is not None and not any(name.lower() == "content-type" for name in sent):
            sent["Content-Type"] = kind
        return self._send(method, path, params, sent, dict(cookies or {}), content, timeout)

    def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | Sequence[tuple[str, str]] | None,
        headers: dict[str, str],
        cookies: dict[str, str],
        body: bytes | None,
        timeout: float | None,
    ) -> Response:
        raise NotImplementedError

    def get(self, path: str, **options: Any) -> Response:
        """`request` with GET."""
        return self.request("GET", path, **options)

    def post(self, path: str, **options: Any) -> Response:
        """`request` with POST."""
        return self.request("POST", path, **options)

    def put(self, path: str, **options: Any) -> Response:
        """`request` with PUT."""
        return self.request("PUT", path, **options)

    def patch(self, path: str, **options: Any) -> Response:
        """`request` with PATCH."""
        return self.request("PATCH", path, **options)

    def delete(self, path: str, **options: Any) -> Response:
        """`request` with DELETE."""
        return self.request("DELETE", path, **options)


class Target(_Requests):
    """The running submission. Starts on first use; every failure of it is a `TargetError`."""

    def __init__(
        self,
        control: Control,
        interface: str,
        request_s: float,
        start_s: float,
        start_services: Callable[[], None] = lambda: None,
    ) -> None:
        self._control = control
        self._start_services = start_services
        self._interface = interface
        self._request_s = request_s
        self._start_s = start_s
        self._connection: socket.socket | None = None
        self._calls = 0
        self._running = False
        self.port = 0
        self.tree_name = ""
        self.used = False

    def restart(self) -> None:
        """A fresh process on a fresh tree. Raises `StartFailed` if it doesn't come up."""
        self.discard()
        self._start_services()
        answer = self._control.ask("start_target")
        self.port, self.tree_name = int(answer["port"]), str(answer["tree"])
        self._running, self.used = True, False
        if self._interface != "cli":
            self._await_ready()

    def discard(self) -> None:
        """Forget the current process; the next use starts a fresh one."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        self._running = False

    @property
    def running(self) -> bool:
        """Whether a target was started and not discarded."""
        return self._running

    def ensure(self) -> None:
        """Start the target unless it runs already."""
        if not self._running:
            self.restart()

    def tree(self) -> str:
        """Name of the current tree below the judge's view of all trees."""
        self.ensure()
        return self.tree_name

    def state(self) -> dict[str, Any]:
        """What the orchestrator knows: alive, and if not, what it died of; and the end of its stderr."""
        return self._control.ask("target_state")

    def _await_ready(self) -> None:
        end = time.monotonic() + self._start_s
        pause = 0.002
        while True:
            try:
                connection = socket.create_connection(("127.0.0.1", self.port), 1.0)
            except OSError:
                if not self.state()["alive"]:
                    raise StartFailed("the program ended before it answered") from None
                if time.monotonic() > end:
                    raise StartFailed(f"the program did not answer within {self._start_s:g} s") from None
                time.sleep(pause)
                pause = min(pause * 1.3, 0.02)
                continue
            if self._interface == "http":
                connection.close()
                return
            self._connection = connection
            self._greet(max(0.1, end - time.monotonic()))
            return

    def _greet(self, seconds: float) -> None:
        try:
            greeting = self._receive_frame(seconds, "loading the module")
        except TargetError as error:
            self.discard()
            raise StartFailed(f"the module could not be loaded: {error}") from None
        if greeting.get("ready") is not True:
            self.discard()
            raise StartFailed(f"the module could not be loaded: {str(greeting.get('error', ''))[:2000]}")

    def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | Sequence[tuple[str, str]] | None,
        headers: dict[str, str],
        cookies: dict[str, str],
        body: bytes | None,
        timeout: float | None,
    ) -> Response:
        self._want("http")
        return exchange(
            self.port,
            method,
            path,
            params=params,
            headers=headers,
            cookies=cookies,
            body=body,
            timeout_s=timeout or self._request_s,
        )

    def get_raw(self, data: bytes, *, timeout: float | None = None) -> bytes:
        """Send hand-written HTTP and return the raw answer; put `Connection: close` into it."""
        self._want("http")
        return exchange_raw(self.port, data, timeout or self._request_s)

    def session(self) -> Session:
        """A client that keeps cookies."""
        return Session(self)

    def call(self, name: str, *args: Any, timeout: float | None = None) -> Any:
        """Call a function of the module and return its value.

        Raises:
            Rejected: the function raised.
            TargetError: no answer, or one that the protocol does not allow.
        """
        self._want("call")
        if self._connection is None:
            raise TargetGone("the program is gone")
        self._calls += 1
        request = jsonlib.dumps({"id": self._calls, "call": name, "args": [pack(item) for item in args]}).encode()
        seconds = timeout or self._request_s
        try:
            with deadline(seconds, f"{name}(…)"):
                self._connection.sendall(struct.pack(">I", len(request)) + request)
                answer = self._receive_frame(None, f"{name}(…)")
        except TargetTimeout:
            self.discard()
            raise
        except OSError as error:
            self.discard()
            raise TargetGone(f"{name}(…): {error}") from None
        if answer.get("id") != self._calls or answer.keys() not in ({"id", "value"}, {"id", "error"}):
            self.discard()
            raise BadAnswer(f"{name}(…): the program spoke out of turn")
        if "error" in answer:
            error_body = answer["error"]
            if not isinstance(error_body, dict):
                raise BadAnswer(f"{name}(…): malformed error")
            bases = error_body.get("bases")
            names = [str(name)[:200] for name in bases[:50]] if isinstance(bases, list) else []
            raise Rejected(str(error_body.get("kind", ""))[:200], str(error_body.get("message", ""))[:10_000], names)
        return unpack(answer["value"])

    def _receive_frame(self, seconds: float | None, what: str) -> dict[str, Any]:
        connection = self._connection
        if connection is None:
            raise TargetGone(f"{what}: the program is gone")
        if seconds is not None:
            connection.settimeout(seconds)
        try:
            size = struct.unpack(">I", self._read_exactly(connection, 4))[0]
            if size > MAX_FRAME:
                raise BadAnswer(f"{what}: the answer is larger than {MAX_FRAME} bytes")
            message = jsonlib.loads(self._read_exactly(connection, size))
        except TimeoutError:
            raise TargetTimeout(f"{what}: no answer in time") from None
        except (ValueError, RecursionError):
            raise BadAnswer(f"{what}: the answer is not JSON") from None
        finally:
            connection.settimeout(None)
        if not isinstance(message, dict):
            raise BadAnswer(f"{what}: the answer is no object")
        return message

    @staticmethod
    def _read_exactly(connection: socket.socket, size: int) -> bytes:
        received = bytearray()
        while len(received) < size:
            part = connection.recv(min(size - len(received), 1 << 20))
            if not part:
                raise TargetGone("the program closed the connection")
            received += part
        return bytes(received)

    def run(self, argv: Sequence[str], stdin: bytes | str = b"", *, timeout: float | None = None) -> Completed:
        """Run the stack's command with these arguments in the current tree."""
        self._want("cli")
        data = stdin.encode() if isinstance(stdin, str) else stdin
        seconds = timeout or self._request_s
        answer = self._control.run(list(argv), data, seconds)
        if answer["timed_out"]:
            raise TargetTimeout(f"the command did not end within {seconds:g} s")
        if answer["killed"]:
            raise TargetGone(f"the command was stopped: {answer['killed']}")
        return Completed(
            int(answer["exit_code"]), base64.b64decode(answer["stdout"]), base64.b64decode(answer["stderr"])
        )

    def _want(self, interface: str) -> None:
        if self._interface != interface:
            raise HarnessError(f"a test of a {self._interface} case uses the {interface} interface")
        self.ensure()
        self.used = True


class Session(_Requests):
    """Requests that carry the cookies earlier answers have set (no domains, paths or expiry but deletion)."""

    def __init__(self, target: Target) -> None:
        self._target = target
        self.cookies: dict[str, str] = {}

    def _send(
        self,
        method: str,
        path: str,
        params: Mapping[str, Any] | Sequence[tuple[str, str]] | None,
        headers: dict[str, str],
        cookies: dict[str, str],
        body: bytes | None,
        timeout: float | None,
    ) -> Response:
        sent = {**self.cookies, **cookies}
        response = self._target._send(method, path, params, headers, sent, body, timeout)
        for name, morsel in response.cookies.items():
            if morsel["max-age"] == "0" or not morsel.value or morsel["expires"].endswith("1970 00:00:00 GMT"):
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = morsel.coded_value
        return response
