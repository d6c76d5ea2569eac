"""The keeper of a Docker pod: holds its network and its file system, and lays out the target's trees in it.

Runs as pid 1 of the pod's first container, before anything of the submission: `python3 -I -S docker_keeper.py`. One
JSON line in on stdin, one out on stdout; it ends when the orchestrator's end closes. Standard library only. It is root
with the capabilities to own and remove any file of the pod, and no others once the addresses are there.
"""

from __future__ import annotations

import base64
import json
import os
import struct
import sys
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from holder import copy_folder, give_addresses, keep_project, remove_folder

TREES, STORE = "/targets", "/store"
CASE = ".case"
CAP_NET_ADMIN = 12
LINUX_CAPABILITY_VERSION_3 = 0x20080522


def give_up_network_rights() -> None:
    """Take CAP_NET_ADMIN out of what this process may ever use; what it starts gets no more (no_new_privs)."""
    import ctypes  # 10 ms, once per pod

    libc = ctypes.CDLL(None, use_errno=True)
    header = struct.pack("=Ii", LINUX_CAPABILITY_VERSION_3, 0)
    sets = ctypes.create_string_buffer(24)
    if libc.capget(header, sets):
        raise OSError(ctypes.get_errno(), "capget")
    words = list(struct.unpack("=6I", sets.raw))
    for place in (0, 1, 2):  # effective, permitted, inheritable; the upper halves hold other capabilities
        words[place] &= ~(1 << CAP_NET_ADMIN)
    if libc.capset(header, struct.pack("=6I", *words)):
        raise OSError(ctypes.get_errno(), "capset")


def write_files(folder: str, files: dict[str, str]) -> None:
    """Write files, path to base64, below a folder of our own."""
    os.makedirs(folder, 0o755, exist_ok=True)
    for path, content in files.items():
        place = os.path.join(folder, path)
        os.makedirs(os.path.dirname(place), 0o755, exist_ok=True)
        with open(place, "xb") as stream:
            stream.write(base64.b64decode(content))


def own(folder: str, uid: int) -> None:
    """Give a folder and everything in it to the target."""
    os.chown(folder, uid, uid)
    for place, folders, files in os.walk(folder):
        for name in (*folders, *files):
            os.chown(os.path.join(place, name), uid, uid, follow_symlinks=False)


class Keeper:
    """The request loop."""

    def __init__(self) -> None:
        self._uid = 0
        self._project = os.path.join(STORE, "project")

    def serve(self) -> None:
        """Until the orchestrator closes its end."""
        for line in sys.stdin.buffer:
            try:
                answer: dict[str, Any] = self._handle(json.loads(line))
            except (OSError, ValueError, KeyError) as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
            sys.stdout.buffer.flush()

    def _handle(self, request: dict[str, Any]) -> dict[str, Any]:
        op = request["op"]
        if op == "setup":
            self._uid = request["uid"]
            give_addresses(request["addresses"])
            give_up_network_rights()
            write_files(self._project, request["project"])
            if request["case"] is not None:
                write_files(os.path.join(TREES, CASE), request["case"])
        elif op == "tree":
            self._plant(request["name"])
        elif op == "folder":
            folder = os.path.join(TREES, request["name"])
            os.mkdir(folder, 0o750)
            os.chown(folder, request["uid"], request["uid"])
        elif op == "keep":
            kept: dict[str, Any] = keep_project(TREES, request["name"])
            self._project = kept["project"]
            return kept
        elif op == "drop_tree":
            remove_folder(os.path.join(TREES, request["name"]))
        else:
            raise ValueError(f"{op!r} is no request")
        return {}

    def _plant(self, name: str) -> None:
        """A new tree with a copy of the project: `NAME/srv/app`, `NAME/tmp`. The target owns both."""
        base = os.path.join(TREES, name)
        os.mkdir(base, 0o755)
        for part in ("srv", "tmp"):
            os.mkdir(os.path.join(base, part), 0o755)
        copy_folder(self._project, os.path.join(base, "srv", "app"))
        for part in ("srv", "tmp"):
            own(os.path.join(base, part), self._uid)
        os.chmod(os.path.join(base, "tmp"), 0o1777)


if __name__ == "__main__":
    os.umask(0o022)
    Keeper().serve()
