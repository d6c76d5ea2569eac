"""A PostgreSQL client for hidden tests: the wire protocol over a unix socket, without a password, values as text.

https://www.postgresql.org/docs/current/protocol-message-formats.html
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from .errors import BadAnswer, StatementFailed, TargetGone, TargetTimeout

PROTOCOL = 196608
MAX_MESSAGE = 16 * 1024 * 1024
MAX_ROWS = 100_000
_CONVERSIONS: dict[int, Callable[[str], Any]] = {
    16: lambda text: text == "t",
    **dict.fromkeys((20, 21, 23, 26), int),
    **dict.fromkeys((700, 701), float),
}
"""by type OID: bool; int8, int2, int4, oid; float4, float8. Everything else stays text."""


class PostgresClient:
    """One connection. Every failure is a `TargetError`: the target may do to its database whatever it can."""

    def __init__(self, path: str, user: str, database: str, timeout_s: float) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(timeout_s)
        try:
            self._socket.connect(path)
            self._reader = self._socket.makefile("rb")
            settings = ("user", user, "database", database, "client_encoding", "UTF8")
            start = b"".join(word.encode() + b"\0" for word in settings) + b"\0"
            self._write(struct.pack(">II", len(start) + 8, PROTOCOL) + start)
            self._collect()
        except BaseException:
            self._socket.close()
            raise

    def query(self, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Run a statement, `$1` … filled with `values`; or, without values, several ones. Rows of all of them."""
        if not values:
            self._write(_message(b"Q", statement.encode() + b"\0"))
            return self._collect()
        bound = [None if value is None else _text(value).encode() for value in values]
        content = b"".join(
            struct.pack(">i", -1) if item is None else struct.pack(">i", len(item)) + item for item in bound
        )
        self._write(
            _message(b"P", b"\0" + statement.encode() + b"\0" + struct.pack(">H", 0))
            + _message(b"B", b"\0\0" + struct.pack(">HH", 0, len(bound)) + content + struct.pack(">H", 0))
            + _message(b"D", b"P\0")
            + _message(b"E", b"\0" + struct.pack(">I", 0))
            + _message(b"S", b"")
        )
        return self._collect()

    def close(self) -> None:
        """Leave without a word."""
        self._reader.close()
        self._socket.close()

    def _write(self, data: bytes) -> None:
        try:
            self._socket.sendall(data)
        except TimeoutError:
            raise TargetTimeout("the database takes no statement") from None
        except OSError as error:
            raise TargetGone(f"the database is gone: {error}") from None

    def _collect(self) -> list[tuple[Any, ...]]:
        """Messages up to ReadyForQuery: rows, or the first error."""
        rows: list[tuple[Any, ...]] = []
        types: list[int] = []
        failure: StatementFailed | None = None
        for kind, body in self._messages():
            if kind == b"T":
                types = list(_column_types(body))
            elif kind == b"D":
                rows.append(tuple(_row(body, types)))
                if len(rows) > MAX_ROWS:
                    raise BadAnswer(f"the database returned more than {MAX_ROWS} rows")
            elif kind == b"E" and failure is None:
                fields = {part[:1]: part[1:].decode("utf-8", "replace") for part in body.split(b"\0") if part}
                failure = StatementFailed(fields.get(b"C", ""), fields.get(b"M", ""))
                if fields.get(b"V", fields.get(b"S", "")) in {"FATAL", "PANIC"}:
                    raise failure
            elif kind == b"R" and body[:4] != b"\0\0\0\0":
                raise BadAnswer("the database wants a password of the judge")
            elif kind == b"Z":
                break
        if failure is not None:
            raise failure
        return rows

    def _messages(self) -> Iterator[tuple[bytes, bytes]]:
        while True:
            header = self._read(5)
            size = struct.unpack(">I", header[1:])[0] - 4
            if not 0 <= size <= MAX_MESSAGE:
                raise BadAnswer(f"the database sent a message of {size} bytes")
            yield header[:1], self._read(size)

    def _read(self, size: int) -> bytes:
        try:
            data = self._reader.read(size)
        except TimeoutError:
            raise TargetTimeout("the database did not answer in time") from None
        except OSError as error:
            raise TargetGone(f"the database is gone: {error}") from None
        if len(data) < size:
            raise TargetGone("the database closed the connection")
        return data


def _message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack(">I", len(body) + 4) + body


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _column_types(body: bytes) -> Iterator[int]:
    (count,), at = struct.unpack_from(">H", body), 2
    for _ in range(count):
        at = body.index(b"\0", at) + 1
        yield struct.unpack_from(">I", body, at + 6)[0]
        at += 18


def _row(body: bytes, types: Sequence[int]) -> Iterator[Any]:
    at = 2
    for oid in types:
        (size,) = struct.unpack_from(">i", body, at)
        at += 4
        if size < 0:
            yield None
            continue
        yield _CONVERSIONS.get(oid, str)(body[at : at + size].decode("utf-8", "replace"))
        at += size
