"""A Redis client for hidden tests: RESP 2 over a unix socket. https://redis.io/docs/latest/develop/reference/protocol-spec/"""

from __future__ import annotations

import socket
from typing import Any

from .errors import BadAnswer, StatementFailed, TargetGone, TargetTimeout

MAX_VALUE = 16 * 1024 * 1024
MAX_DEPTH = 8


class RedisClient:
    """One connection. Every failure is a `TargetError`: the target may do to its Redis whatever it can."""

    def __init__(self, path: str, password: str, timeout_s: float) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout_s)
        try:
            self._socket.connect(path)
            self._reader = self._socket.makefile("rb")
            self.command("AUTH", password)
        except BaseException:
            self._socket.close()
            raise

    def command(self, *words: object) -> Any:
        """Run a command. Strings come back as text, missing values as None, lists as lists."""
        parts = [word if isinstance(word, bytes) else str(word).encode() for word in words]
        sent = b"".join(b"$%d\r\n%b\r\n" % (len(part), part) for part in parts)
        try:
            self._socket.sendall(b"*%d\r\n%b" % (len(parts), sent))
            return self._value(0)
        except TimeoutError:
            raise TargetTimeout("Redis did not answer in time") from None
        except OSError as error:
            raise TargetGone(f"Redis is gone: {error}") from None

    def close(self) -> None:
        """Leave without a word."""
        self._reader.close()
        self._socket.close()

    def _value(self, depth: int) -> Any:
        line = self._reader.readline(MAX_VALUE)
        if not line.endswith(b"\r\n"):
            raise TargetGone("Redis closed the connection")
        kind, text = line[:1], line[1:-2].decode("utf-8", "replace")
        if kind == b"+":
            return text
        if kind == b"-":
            code, _, message = text.partition(" ")
            raise StatementFailed(code, message)
        number = int(text)
        if kind == b":":
            return number
        if number < 0:
            return None
        if kind == b"$" and number <= MAX_VALUE:
            data = self._reader.read(number + 2)
            if len(data) < number + 2:
                raise TargetGone("Redis closed the connection")
            return data[:-2].decode("utf-8", "replace")
        if kind == b"*" and depth < MAX_DEPTH:
            return [self._value(depth + 1) for _ in range(number)]
        raise BadAnswer("Redis sent something unknown")
