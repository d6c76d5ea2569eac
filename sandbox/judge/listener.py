"""Endpoints that wait for what the target calls: HTTP, plain TCP, and the pod's DNS."""

from __future__ import annotations

import errno
import socket
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

from .errors import Tampering

MAX_BODY = 1024 * 1024
MAX_KEPT = 1000


@dataclass(frozen=True)
class ReceivedRequest:
    """One request the target sent."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


Handler = Callable[[ReceivedRequest], tuple[int, dict[str, str], bytes]]


def _guarded_bind(host: str, port: int) -> None:
    """Raise `Tampering` if the target already sits on an address that the judge is about to use."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Tampering(f"the target listens on {host}:{port}, where the judge's endpoint belongs") from None
            raise


class HttpEndpoint:
    """An HTTP server on the pod's network; `requests` grows as the target calls."""

    def __init__(self, host: str, port: int, answer: Handler) -> None:
        self.requests: list[ReceivedRequest] = []
        endpoint = self

        class _Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            timeout = 10

            def _serve(self) -> None:
                length = min(int(self.headers.get("content-length") or 0), MAX_BODY)
                received = ReceivedRequest(
                    self.command,
                    self.path,
                    {key.lower(): value for key, value in self.headers.items()},
                    self.rfile.read(length) if length > 0 else b"",
                )
                if len(endpoint.requests) < MAX_KEPT:
                    endpoint.requests.append(received)
                status, headers, body = answer(received)
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key, value)
                if not any(key.lower() == "content-length" for key in headers):
                    self.send_header("content-length", str(len(body)))
                self.send_header("connection", "close")
                self.end_headers()
                if self.command != "HEAD":
                    self.wfile.write(body)
                self.close_connection = True

            do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve  # noqa: N815

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class _Server(ThreadingHTTPServer):
            daemon_threads = True
            address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass

            def server_bind(self) -> None:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                self.socket.bind(self.server_address)
                self.server_address = self.socket.getsockname()
                self.server_name, self.server_port = host, self.server_address[1]

        if port:
            _guarded_bind(host, port)
        self._server = _Server((host, port), _Handler)
        self.host = host
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        """`http://host:port`, the port left out when it is 80."""
        name = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{name}" if self.port == 80 else f"http://{name}:{self.port}"

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()


class TcpEndpoint:
    """A plain TCP listener: `connections` has the first bytes of each connection, empty until they come."""

    def __init__(self, host: str, port: int) -> None:
        if port:
            _guarded_bind(host, port)
        self._socket = socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET, backlog=16
        )
        self.host = host
        self.port = int(self._socket.getsockname()[1])
        self.connections: list[bytes] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            if len(self.connections) == MAX_KEPT:
                connection.close()
                continue
            self.connections.append(b"")
            threading.Thread(target=self._listen, args=(connection, len(self.connections) - 1), daemon=True).start()

    def _listen(self, connection: socket.socket, number: int) -> None:
        """Note the first bytes. A program that has yet to load its TLS takes its time before it sends them."""
        with connection:
            connection.settimeout(5)
            try:
                self.connections[number] = connection.recv(4096)
            except OSError:
                pass

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


@dataclass
class _Name:
    answers: list[tuple[str, ...]]
    asked: int = 0


@dataclass
class NameServer:
    """The pod's DNS on 127.0.0.1:53 (UDP). Unknown names do not exist."""

    names: dict[str, _Name] = field(default_factory=dict)
    lookups: list[str] = field(default_factory=list)

    def start(self) -> None:
        """Bind and serve; raises `Tampering` if the target was there first, `OSError` if the pod has no port 53."""
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            self._socket.bind(("127.0.0.1", 53))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Tampering("the target listens on 127.0.0.1:53, where the judge's DNS belongs") from None
            raise
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            query, sender = self._socket.recvfrom(4096)
            try:
                answer = self._answer(query)
            except (IndexError, struct.error, UnicodeDecodeError):
                continue
            self._socket.sendto(answer, sender)

    def _answer(self, query: bytes) -> bytes:
        labels, at = [], 12
        while query[at]:
            labels.append(query[at + 1 : at + 1 + query[at]].decode("ascii"))
            at += 1 + query[at]
        kind = struct.unpack(">H", query[at + 1 : at + 3])[0]
        question = query[12 : at + 5]
        name = ".".join(labels).lower()
        if len(self.lookups) < MAX_KEPT:
            self.lookups.append(name)
        entry = self.names.get(name)
        if entry is None:
            return query[:2] + b"\x81\x83" + b"\0\1\0\0\0\0\0\0" + question
        family = {1: socket.AF_INET, 28: socket.AF_INET6}.get(kind)
        addresses = [
            address
            for address in entry.answers[min(entry.asked, len(entry.answers) - 1)]
            if family == (socket.AF_INET6 if ":" in address else socket.AF_INET)
        ]
        entry.asked += bool(addresses)
        records = b""
        for address in addresses:
            data = socket.inet_pton(socket.AF_INET6 if ":" in address else socket.AF_INET, address)
            records += b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 0, len(data)) + data
        return query[:2] + b"\x81\x80" + struct.pack(">HHHH", 1, len(addresses), 0, 0) + question + records


class Listener:
    """Endpoints of one test; all are closed when the test ends."""

    METADATA: ClassVar[str] = "169.254.169.254"
    PRIVATE: ClassVar[tuple[str, ...]] = ("10.20.30.40", "172.16.5.5", "192.168.77.10")
    PUBLIC: ClassVar[tuple[str, ...]] = ("93.184.216.34", "151.101.65.69")

    def __init__(self, names: NameServer, ports: list[int]) -> None:
        self._names = names
        self._ports = ports
        self._endpoints: list[HttpEndpoint | TcpEndpoint] = []

    def http(
        self,
        host: str = "127.0.0.1",
        port: int = 0,
        *,
        status: int = 200,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        handler: Handler | None = None,
    ) -> HttpEndpoint:
        """Serve a fixed answer, or whatever `handler` returns for a request."""
        fixed = (status, dict(headers or {}), body)
        endpoint = HttpEndpoint(host, port or self._free_port(), handler or (lambda _: fixed))
        self._endpoints.append(endpoint)
        return endpoint

    def tcp(self, host: str = "127.0.0.1", port: int = 0) -> TcpEndpoint:
        """Record connections and their first bytes."""
        endpoint = TcpEndpoint(host, port or self._free_port())
        self._endpoints.append(endpoint)
        return endpoint

    def _free_port(self) -> int:
        """0 where the kernel may choose, else the next of the pod's own ports."""
        if self._ports:
            self._ports.append(self._ports.pop(0))
        return self._ports[-1] if self._ports else 0

    def resolve(self, name: str, *answers: str | tuple[str, ...]) -> None:
        """Make the pod's DNS answer `name`: one answer per address query in turn, the last one repeated.

        An answer is an address, or several that come together: a query gets those of the family that it asks for.
        """
        self._names.names[name.lower().rstrip(".")] = _Name(
            [(answer,) if isinstance(answer, str) else answer for answer in answers]
        )

    @property
    def lookups(self) -> list[str]:
        """Names the target has asked for since this test began."""
        return list(self._names.lookups)

    def close(self) -> None:
        """End every endpoint and forget every name."""
        for endpoint in self._endpoints:
            endpoint.close()
        self._endpoints.clear()
        self._names.names.clear()
        self._names.lookups.clear()
