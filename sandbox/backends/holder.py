"""The pod's holder: makes the network and the file tree, starts both sandboxes inside them, and watches what they use.

Runs as `[unshare --user --net --mount --map-root-user] python -I -S holder.py FD`: standard library only, one thread
(`--die-with-parent` follows the thread that spawned). One JSON line in, one JSON line out; when the orchestrator's end
closes, everything inside dies with this process.
"""

from __future__ import annotations

import fcntl
import json
import os
import select
import socket
import stat
import struct
import sys
import time
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

from holder_process import Process, landlock_child
from removal import remove_folder

SIOCSIFADDR, SIOCSIFFLAGS, SIOCSIFNETMASK = 0x8916, 0x8914, 0x891C
IFF_UP, IFF_LOOPBACK, IFF_RUNNING = 0x1, 0x8, 0x40
POLL_S = 0.01
MOST_DEPTH, MOST_PATH = 64, 1024


def set_up_network(addresses: list[str]) -> None:
    """Bring `lo` up, give it the pod's addresses, and let anyone bind low ports in here."""
    give_addresses(addresses)
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", "w") as setting:
        setting.write("0")


def give_addresses(addresses: list[str]) -> None:
    """Bring `lo` up and give it the pod's addresses."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sh14s", b"lo", flags, b""))
        for number, address in enumerate(addresses, 1):
            for request, value in ((SIOCSIFADDR, address), (SIOCSIFNETMASK, "255.255.255.255")):
                name = f"lo:{number}".encode()
                packed = struct.pack("16sH2s4s8s", name, socket.AF_INET, b"", socket.inet_aton(value), b"")
                fcntl.ioctl(sock, request, packed)


def mount_tree(path: str, disk_mib: int, inodes: int) -> None:
    """An empty file system of fixed size: bytes and inodes both end there, and it vanishes with the pod."""
    options = f"size={disk_mib}m,nr_inodes={inodes},mode=0755,nosuid,nodev"
    pid = os.posix_spawnp(
        "mount", ["mount", "-n", "-t", "tmpfs", "-o", options, "tree", path], {"PATH": "/usr/bin:/bin"}
    )
    if os.waitpid(pid, 0)[1]:
        raise OSError("mounting the pod's file tree failed")


def resize_tree(path: str, disk_mib: int, inodes: int) -> None:
    """Give a mounted tree another fixed size."""
    options = f"remount,size={disk_mib}m,nr_inodes={inodes},mode=0755,nosuid,nodev"
    pid = os.posix_spawnp("mount", ["mount", "-n", "-o", options, path], {"PATH": "/usr/bin:/bin"})
    if os.waitpid(pid, 0)[1]:
        raise OSError("resizing the pod's file tree failed")


def copy_folder(source: str, target: str) -> None:
    """Copy folders and regular files. `source` is ours alone; `shutil` would cost 10 ms to import."""
    os.makedirs(target, 0o755, exist_ok=True)
    with os.scandir(source) as entries:
        for entry in entries:
            path = os.path.join(target, entry.name)
            if entry.is_dir(follow_symlinks=False):
                copy_folder(entry.path, path)
            elif entry.is_file(follow_symlinks=False):
                mode = 0o755 if entry.stat(follow_symlinks=False).st_mode & 0o100 else 0o644
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
                with open(entry.path, "rb") as content, os.fdopen(descriptor, "wb") as copy:
                    copy.write(content.read())


def trim(folder: str) -> str:
    """Remove what is neither file nor folder and let the rest be read; a reason if the folder cannot be copied."""
    for place, folders, files in os.walk(folder):
        if place.count("/") - folder.count("/") > MOST_DEPTH or len(place) - len(folder) > MOST_PATH:
            return f"the build left folders nested more than {MOST_DEPTH} deep, or paths of more than {MOST_PATH} bytes"
        os.chmod(place, 0o755)
        for name in (*folders, *files):
            path = os.path.join(place, name)
            mode = os.lstat(path).st_mode
            if stat.S_ISREG(mode) and not mode & 0o400:
                os.chmod(path, mode | 0o600)
            elif stat.S_ISDIR(mode):
                os.chmod(path, 0o755)
            elif not stat.S_ISREG(mode):
                os.unlink(path)
    return ""


def drop_folder(path: str) -> None:
    """Remove a tree that a target has had. Raises `OSError` if something of it stays."""
    if not remove_folder(path):
        raise OSError("an old tree could not be removed")


def keep_project(trees: str, name: str) -> dict[str, str]:
    """Take the project out of a tree in which it was built, drop the rest; later trees copy it.

    Nothing runs in the tree any more, but what is in it was made by hostile hands: a project that is no folder or
    is nested too deeply to be copied is refused.
    """
    built = os.path.join(trees, "built")
    place = os.path.join(trees, name, "srv", "app")
    is_folder = os.path.isdir(place) and not os.path.islink(place)
    refused = trim(place) if is_folder else "the build has removed the project's folder"
    if not refused:
        os.rename(place, built)
    drop_folder(os.path.join(trees, name))
    return {"project": built, "refused": refused}


class Holder:
    """The request loop."""

    def __init__(self, descriptor: int) -> None:
        self._line = socket.socket(fileno=descriptor)
        self._pending = b""
        self._processes: dict[str, Process] = {}
        self._waiting: dict[str, float] = {}
        self._tree = ""

    def serve(self) -> None:
        """Until the orchestrator closes its end."""
        while True:
            readable = [self._line.fileno()]
            writable = []
            watching = False
            for process in self._processes.values():
                if process.exit_code is None:
                    readable += [*process.pipes, process.pidfd]
                    writable += [process.writing] if process.writing >= 0 else []
                    watching = watching or bool(process.memory or process.deadline)
            ready, can_write, _ = select.select(readable, writable, [], POLL_S if watching or self._waiting else None)
            now = time.monotonic()
            for process in self._processes.values():
                for descriptor in [item for item in ready if item in process.pipes]:
                    process.read(descriptor)
                if process.writing in can_write:
                    process.write()
                if process.exit_code is None:
                    process.watch(now)
                    process.reap()
            for name, end in list(self._waiting.items()):
                if self._processes[name].exit_code is not None or now > end:
                    del self._waiting[name]
                    self._answer(self._processes[name].state())
            if self._line.fileno() in ready and not self._take():
                for process in self._processes.values():
                    process.kill("stopped")
                for process in self._processes.values():
                    process.reap(block=True)
                return

    def _take(self) -> bool:
        data = self._line.recv(1 << 20)
        if not data:
            return False
        self._pending += data
        while b"\n" in self._pending:
            line, self._pending = self._pending.split(b"\n", 1)
            try:
                answer = self._handle(json.loads(line))
            except (OSError, ValueError, KeyError) as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            if answer is not None:
                self._answer(answer)
        return True

    def _answer(self, answer: dict[str, Any]) -> None:
        self._line.sendall(json.dumps(answer).encode() + b"\n")

    def _handle(self, request: dict[str, Any]) -> dict[str, Any] | None:
        op = request["op"]
        if op == "setup":
            self._tree = request["tree"]
            if request.get("subreaper"):
                landlock_child().become_subreaper()
            else:
                set_up_network(request["addresses"])
                mount_tree(self._tree, request["disk_mib"], request["inodes"])
            return {}
        if op == "resize":
            resize_tree(self._tree, request["disk_mib"], request["inodes"])
            return {}
        if op == "tree":
            self._plant(request["name"], request.get("project"))
            return {}
        if op == "folder":
            os.mkdir(os.path.join(self._tree, request["name"]), 0o755)
            return {}
        if op == "keep":
            return keep_project(self._tree, request["name"])
        if op == "drop_tree":
            drop_folder(os.path.join(self._tree, request["name"]))
            return {}
        name = request["name"]
        if op == "spawn":
            self._processes[name] = Process(request)
            return {}
        process: Process = self._processes[name]
        if op == "wait" and process.exit_code is None:
            self._waiting[name] = time.monotonic() + float(request["timeout_s"])
            return None
        if op == "go":
            return {"gone": process.go(request)}
        if op == "watch":
            process.memory = int(request["memory_mib"]) * 1024 * 1024
        if op == "kill":
            process.kill(request.get("reason", "stopped"))
            process.reap(block=True)
        state: dict[str, Any] = {"cpu": process.cpu()} if op == "cpu" else process.state()
        return state

    def _plant(self, name: str, project: str | None) -> None:
        """A tree, `NAME/srv/app` and `NAME/tmp`, with a copy of the project if there is one yet."""
        base = os.path.join(self._tree, name)
        for folder in ("srv/app", "tmp"):
            os.makedirs(os.path.join(base, folder), exist_ok=True)
        os.chmod(os.path.join(base, "tmp"), 0o1777)
        if project is not None:
            copy_folder(project, os.path.join(base, "srv", "app"))


def keep_descriptors_to_ourselves() -> None:
    """What was handed to the holder (its line, the judge's line) must reach a sandbox only where `fds` names it."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2:
            try:
                os.set_inheritable(int(name), False)
            except OSError:
                continue


if __name__ == "__main__":
    keep_descriptors_to_ourselves()
    Holder(int(sys.argv[1])).serve()
