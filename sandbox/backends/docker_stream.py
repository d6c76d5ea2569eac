"""The standard streams of one container, as the daemon hands them over on a single connection.

Out come frames (a byte for the stream, three zeros, a length, the bytes), in go plain bytes. The daemon buffers nothing
for us: a thread per container reads as fast as it comes.
"""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable

STDOUT, STDERR = 1, 2
CHUNK = 1 << 16
WORDS_KEPT = 1 << 20

Take = Callable[[int, bytes], None]


class StreamEndedError(ConnectionError):
    """The connection ended inside a frame: the daemon died, not the container."""


def read_frames(connection: socket.socket, take: Take) -> None:
    """Give every part of every frame to `take(stream, data)` until the container or the daemon is gone."""
    while True:
        header = _read(connection, 8, at_edge=True)
        if not header:
            return
        stream, left = header[0], struct.unpack(">I", header[4:])[0]
        while left:
            part = _read(connection, min(left, CHUNK))
            left -= len(part)
            take(stream, part)


def _read(connection: socket.socket, size: int, *, at_edge: bool = False) -> bytes:
    """Exactly `size` bytes; nothing at all if the stream ends `at_edge` of a frame."""
    received = b""
    while len(received) < size:
        part = connection.recv(size - len(received))
        if not part:
            if at_edge and not received:
                return b""
            raise StreamEndedError("the daemon closed the connection in the middle of a frame")
        received += part
    return received


class Bridge:
    """Makes a container's stdin and stdout one ordinary socket, `line`; keeps what it writes to stderr."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._words = b""
        self.line, self._inner = socket.socketpair()
        for work in (self._carry_out, self._carry_in):
            threading.Thread(target=work, name="docker-bridge", daemon=True).start()

    def words(self) -> str:
        """The end of its stderr."""
        return self._words.decode("utf-8", "replace").strip()[-2000:]

    def close(self) -> None:
        """End both directions; the container sees the end of its stdin."""
        for end in (self.line, self._connection):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def _carry_out(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            read_frames(self._connection, self._take)
        with contextlib.suppress(OSError):
            self._inner.shutdown(socket.SHUT_WR)

    def _take(self, stream: int, data: bytes) -> None:
        if stream == STDOUT:
            self._inner.sendall(data)
        else:
            self._words = (self._words + data)[-WORDS_KEPT:]

    def _carry_in(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while data := self._inner.recv(CHUNK):
                self._connection.sendall(data)
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)
        with contextlib.suppress(OSError):
            self._inner.shutdown(socket.SHUT_RD)
