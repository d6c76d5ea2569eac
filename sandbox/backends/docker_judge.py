"""Start of the judge in its container: `python3 -I -S docker_judge.py`.

stdin and stdout are the control line. The hidden tests come first on it, since the container's image has none; with
them comes where the browser of the pod, if it has one, is given its end of the DevTools line. Standard library only.
"""

from __future__ import annotations

import json
import os
import struct
import sys

TESTS = "/tests"
LIBRARY = "/judge/lib"


def read_exactly(descriptor: int, size: int) -> bytes:
    """Read `size` bytes and not one more: what follows belongs to the judge."""
    received = b""
    while len(received) < size:
        part = os.read(descriptor, size - len(received))
        if not part:
            raise SystemExit(0)
        received += part
    return received


def take_line() -> tuple[int, int]:
    """Move the control line away from where tests print to, and where they would read from."""
    reading, writing = os.dup(0), os.dup(1)
    null = os.open("/dev/null", os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(2, 1)
    os.close(null)
    return reading, writing


def hand_out_line(descriptor: int, folder: str, socket_name: str) -> None:
    """Make the DevTools line: `descriptor` is our end of it, the other goes to who connects first to the socket."""
    import socket  # these two cost some ms, and most cases have no browser
    import threading

    ours, theirs = socket.socketpair()
    os.dup2(ours.fileno(), descriptor, inheritable=False)
    ours.close()
    listener = socket.socket(socket.AF_UNIX)
    place = f"{folder}/{socket_name}"
    os.mkdir(folder, 0o755)
    listener.bind(place)
    os.chmod(place, 0o666)  # the browser has another uid
    listener.listen(1)

    def wait() -> None:
        taker = listener.accept()[0]
        listener.close()
        os.unlink(place)
        with taker, theirs:
            socket.send_fds(taker, [b"."], [theirs.fileno()])

    threading.Thread(target=wait, name="devtools", daemon=True).start()


def main() -> None:
    """Put the tests in place and become the judge."""
    reading, writing = take_line()
    size = struct.unpack(">I", read_exactly(reading, 4))[0]
    plan = json.loads(read_exactly(reading, size))
    if plan["devtools"] is not None:
        hand_out_line(*plan["devtools"])
    for name, text in plan["tests"].items():
        with open(f"{TESTS}/{name}", "x", encoding="utf-8") as stream:
            stream.write(text)
    sys.modules["ssl"] = None  # type: ignore[assignment]  # the pod has no TLS, and importing it costs 15 ms
    sys.path.insert(0, LIBRARY)
    sys.argv = ["judge", str(reading), str(writing)]
    from judge.main import main as judge  # type: ignore[import-not-found]

    judge()


if __name__ == "__main__":
    main()
