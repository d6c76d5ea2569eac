"""The judge's HTTP client: one connection per request, paths sent as written, every size capped."""

from __future__ import annotations

import http.client
import json as jsonlib
import secrets
import socket
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode

from .deadline import deadline
from .errors import BadAnswer, TargetGone, TargetTimeout
from .response import Response

MAX_BODY = 8 * 1024 * 1024
Upload = tuple[str, str, bytes | str, str]


class _Connection(http.client.HTTPConnection):
    """Sends whatever path the test wrote: the standard client refuses spaces and control characters."""

    def _validate_path(self, url: str) -> None:
        pass

    def _encode_request(self, request: str) -> bytes:
        return request.encode("latin-1") if all(ord(char) < 256 for char in request) else request.encode("utf-8")


def multipart(form: Mapping[str, str], files: Sequence[Upload]) -> tuple[bytes, str]:
    """Body and content type of a multipart/form-data request; filenames are sent as written."""
    boundary = secrets.token_hex(16)
    parts = []
    for key, value in form.items():
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode())
    for field, filename, content, kind in files:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{field}"; filename="{filename}"\r\n'
        data = content.encode() if isinstance(content, str) else content
        parts.append(f"{head}Content-Type: {kind}\r\n\r\n".encode() + data + b"\r\n")
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def encode_body(
    json: Any,
    form: Mapping[str, Any] | Sequence[tuple[str, str]] | None,
    files: Sequence[Upload] | None,
    body: bytes | str | None,
) -> tuple[bytes | None, str | None]:
    """The bytes to send and their content type, from whichever form the test gave."""
    if json is not None:
        return jsonlib.dumps(json).encode(), "application/json"
    if files is not None:
        return multipart(dict(form or {}), files)
    if form is not None:
        return urlencode(form, doseq=True).encode(), "application/x-www-form-urlencoded"
    return (body.encode() if isinstance(body, str) else body), None


def exchange(
    port: int,
    method: str,
    path: str,
    *,
    params: Mapping[str, Any] | Sequence[tuple[str, str]] | None,
    headers: Mapping[str, str],
    cookies: Mapping[str, str],
    body: bytes | None,
    timeout_s: float,
) -> Response:
    """One request to 127.0.0.1:`port`.

    Raises:
        TargetTimeout: no complete answer in `timeout_s` seconds.
        TargetGone: the connection was refused or broken.
        BadAnswer: the answer is no HTTP or larger than 8 MiB.
    """
    if params:
        path += ("&" if "?" in path else "?") + urlencode(params, doseq=True, quote_via=quote)
    sent = dict(headers)
    names = {name.lower() for name in sent}
    if cookies and "cookie" not in names:
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
    connection = _Connection("127.0.0.1", port, timeout=timeout_s)
    try:
        with deadline(timeout_s, f"{method} {path[:120]}"):
            connection.putrequest(method, path, skip_host="host" in names, skip_accept_encoding=True)
            for name, value in sent.items():
                connection.putheader(name, value.encode("utf-8"))
            if body is not None and "content-length" not in names and "transfer-encoding" not in names:
                connection.putheader("Content-Length", str(len(body)))
            if "connection" not in names:
                connection.putheader("Connection", "close")
            connection.endheaders(body)
            answer = connection.getresponse()
            content = answer.read(MAX_BODY + 1)
            if len(content) > MAX_BODY:
                raise BadAnswer(f"the answer is larger than {MAX_BODY} bytes")
            return Response(answer.status, answer.getheaders(), content)
    except TimeoutError:
        raise TargetTimeout(f"{method} {path[:120]}: no answer in {timeout_s:g} s") from None
    except (ConnectionError, http.client.RemoteDisconnected, BrokenPipeError) as error:
        raise TargetGone(f"{method} {path[:120]}: {error}") from None
    except (http.client.HTTPException, UnicodeError) as error:
        raise BadAnswer(f"{method} {path[:120]}: {type(error).__name__}: {str(error)[:200]}") from None
    except OSError as error:
        raise TargetGone(f"{method} {path[:120]}: {error}") from None
    finally:
        connection.close()


def exchange_raw(port: int, data: bytes, timeout_s: float) -> bytes:
    """Send bytes as they are and return what comes back until the target closes or the time is over."""
    received = bytearray()
    try:
        with deadline(timeout_s, "raw request"), socket.create_connection(("127.0.0.1", port), timeout_s) as connection:
            connection.sendall(data)
            while len(received) <= MAX_BODY and (part := connection.recv(65536)):
                received += part
    except (TargetTimeout, TimeoutError):
        pass
    except OSError as error:
        if not received:
            raise TargetGone(f"raw request: {error}") from None
    return bytes(received)
