"""The pod's holder: makes the network and the file tree, starts both sandboxes inside them, and watches what they use.

Runs as `unshare --user --net --mount --map-root-user python -I -S holder.py FD`, standard library only, single-threaded
(`--die-with-parent` follows the thread that spawned). One JSON line in, one JSON line out; when the orchestrator's end
closes, everything inside dies with this process.
"""

from __future__ import annotations

import base64
import fcntl
import json
import os
import resource
import select
import signal
import socket
import struct
import sys
import time
from typing import Any

SIOCSIFADDR, SIOCSIFFLAGS, SIOCSIFNETMASK = 0x8916, 0x8914, 0x891C
IFF_UP, IFF_LOOPBACK, IFF_RUNNING = 0x1, 0x8, 0x40
POLL_S = 0.01
TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
RLIMITS = {
    "cpu": resource.RLIMIT_CPU,
    "processes": resource.RLIMIT_NPROC,
    "files": resource.RLIMIT_NOFILE,
    "file_size": resource.RLIMIT_FSIZE,
    "core": resource.RLIMIT_CORE,
    "memlock": resource.RLIMIT_MEMLOCK,
    "msgqueue": resource.RLIMIT_MSGQUEUE,
}


def set_up_network(addresses: list[str]) -> None:
    """Bring `lo` up, give it the pod's addresses, and let anyone bind low ports in here."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        flags = IFF_UP | IFF_LOOPBACK | IFF_RUNNING
        fcntl.ioctl(sock, SIOCSIFFLAGS, struct.pack("16sh14s", b"lo", flags, b""))
        for number, address in enumerate(addresses, 1):
            for request, value in ((SIOCSIFADDR, address), (SIOCSIFNETMASK, "255.255.255.255")):
                name = f"lo:{number}".encode()
                packed = struct.pack("16sH2s4s8s", name, socket.AF_INET, b"", socket.inet_aton(value), b"")
                fcntl.ioctl(sock, request, packed)
    with open("/proc/sys/net/ipv4/ip_unprivileged_port_start", "w") as setting:
        setting.write("0")


def mount_tree(path: str, disk_mib: int, inodes: int) -> None:
    """An empty file system of fixed size: bytes and inodes both end there, and it vanishes with the pod."""
    options = f"size={disk_mib}m,nr_inodes={inodes},mode=0755,nosuid,nodev"
    pid = os.posix_spawnp("mount", ["mount", "-n", "-t", "tmpfs", "-o", options, "tree", path], {"PATH": "/usr/bin:/bin"})
    if os.waitpid(pid, 0)[1]:
        raise OSError("mounting the pod's file tree failed")


def copy_folder(source: str, target: str) -> None:
    """Copy folders and regular files. `source` is ours alone; `shutil` would cost 10 ms to import."""
    os.mkdir(target, 0o755)
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


class Process:
    """One bubblewrap and everything below it."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.memory = int(spec.get("memory_mib") or 0) * 1024 * 1024
        self.output_cap = int(spec["output_cap"])
        self.deadline = time.monotonic() + float(spec["wall_s"]) if spec.get("wall_s") else None
        self.output = {"stdout": bytearray(), "stderr": bytearray()}
        self.killed = ""
        self.exit_code: int | None = None
        self.inner_pid = 0
        self.cpu_seen = 0.0
        self._info = b""
        self._stdin = base64.b64decode(spec["stdin"]) if spec.get("stdin") is not None else None
        self._start(spec)
        self.pidfd = os.pidfd_open(self.pid)

    def _start(self, spec: dict[str, Any]) -> None:
        arguments = os.memfd_create("args")
        os.write(arguments, b"".join(item.encode() + b"\0" for item in spec["args"]))
        os.lseek(arguments, 0, os.SEEK_SET)
        filter_fd = os.open(spec["seccomp"], os.O_RDONLY) if spec.get("seccomp") else -1
        info_read, info_write = os.pipe()
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        in_read, in_write = os.pipe() if self._stdin is not None else (os.open("/dev/null", os.O_RDONLY), -1)
        command = [spec["bwrap"], "--args", str(arguments), "--info-fd", str(info_write)]
        if filter_fd >= 0:
            command += ["--seccomp", str(filter_fd)]
        kept = [arguments, info_write, *([filter_fd] if filter_fd >= 0 else []), *spec.get("fds", [])]
        self.pid = os.fork()
        if self.pid == 0:
            try:
                for name, value in spec["rlimits"].items():
                    resource.setrlimit(RLIMITS[name], (value, value))
                for path in spec.get("cgroup", []):
                    with open(path, "w") as tasks:
                        tasks.write("0")
                os.dup2(in_read, 0)
                os.dup2(out_write, 1)
                os.dup2(err_write, 2)
                for descriptor in kept:
                    os.set_inheritable(descriptor, True)
                os.execve(spec["bwrap"], [*command, "--", *spec["argv"]], {})
            except BaseException as error:
                os.write(2, f"holder: {type(error).__name__}: {error}".encode())
            finally:
                os._exit(127)
        for descriptor in (arguments, filter_fd, info_write, out_write, err_write, in_read):
            if descriptor >= 0:
                os.close(descriptor)
        for descriptor in spec.get("fds", []):
            os.close(descriptor)
        self.pipes = {info_read: "info", out_read: "stdout", err_read: "stderr"}
        self.writing = in_write
        for descriptor in (*self.pipes, *([in_write] if in_write >= 0 else [])):
            os.set_blocking(descriptor, False)

    def read(self, descriptor: int) -> None:
        """Take what a pipe holds; more than the cap ends the sandbox."""
        kind = self.pipes[descriptor]
        try:
            data = os.read(descriptor, 1 << 16)
        except BlockingIOError:
            return
        if not data:
            os.close(descriptor)
            del self.pipes[descriptor]
        elif kind == "info":
            self._info += data
            if b"child-pid" in self._info and b"}" in self._info:
                self.inner_pid = int(json.loads(self._info)["child-pid"])
        else:
            room = self.output_cap - len(self.output[kind])
            self.output[kind] += data[: max(0, room)]
            if len(data) > room:
                self.kill("output_limit")

    def write(self) -> None:
        """Feed standard input."""
        try:
            sent = os.write(self.writing, self._stdin[:65536] if self._stdin else b"")
            self._stdin = (self._stdin or b"")[sent:]
        except BlockingIOError:
            return
        except BrokenPipeError:
            self._stdin = b""
        if not self._stdin:
            os.close(self.writing)
            self.writing = -1

    def kill(self, reason: str) -> None:
        """End the whole pid namespace."""
        if self.exit_code is None:
            self.killed = self.killed or reason
            for pid in (self.inner_pid, self.pid if not self.inner_pid else 0):
                if pid:
                    try:
                        os.kill(pid, signal.SIGKILL)
                    except ProcessLookupError:
                        pass

    def reap(self, *, block: bool = False) -> None:
        """Note the exit if it has come."""
        if self.exit_code is None:
            if block:
                self._note_cpu()
            pid, status = os.waitpid(self.pid, 0 if block else os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
                os.close(self.pidfd)
                for descriptor in list(self.pipes):
                    while descriptor in self.pipes and select.select([descriptor], [], [], 0)[0]:
                        self.read(descriptor)
                    if descriptor in self.pipes:
                        os.close(descriptor)
                        del self.pipes[descriptor]
                if self.writing >= 0:
                    os.close(self.writing)
                    self.writing = -1

    def members(self) -> list[int]:
        """Pids of the whole tree, bubblewrap included."""
        found, pending = [], [self.pid]
        while pending:
            pid = pending.pop()
            found.append(pid)
            try:
                for task in os.listdir(f"/proc/{pid}/task"):
                    with open(f"/proc/{pid}/task/{task}/children") as children:
                        pending += [int(child) for child in children.read().split()]
            except (OSError, ValueError):
                continue
        return found

    def _note_cpu(self) -> None:
        total = 0.0
        for pid in self.members():
            try:
                with open(f"/proc/{pid}/stat", "rb") as stat:
                    fields = stat.read().rsplit(b")", 1)[1].split()
                total += sum(int(fields[index]) for index in (11, 12, 13, 14)) / TICKS
            except (OSError, IndexError, ValueError):
                continue
        self.cpu_seen = max(self.cpu_seen, total)

    def cpu(self) -> float:
        """CPU seconds of the tree so far."""
        if self.exit_code is None:
            self._note_cpu()
        return self.cpu_seen

    def watch(self, now: float) -> None:
        """Enforce wall time, and memory where no cgroup does."""
        if self.deadline is not None and now > self.deadline:
            self.kill("wall")
        if self.memory:
            used = 0
            for pid in self.members():
                try:
                    with open(f"/proc/{pid}/statm", "rb") as statm:
                        fields = statm.read().split()
                    used += (int(fields[1]) - int(fields[2])) * PAGE
                except (OSError, IndexError, ValueError):
                    continue
            if used > self.memory:
                self.kill("memory")

    def state(self) -> dict[str, Any]:
        """What the orchestrator may know."""
        return {
            "alive": self.exit_code is None,
            "exit_code": self.exit_code,
            "killed": self.killed,
            "cpu": self.cpu(),
            "stdout": base64.b64encode(bytes(self.output["stdout"])).decode(),
            "stderr": base64.b64encode(bytes(self.output["stderr"])).decode(),
        }


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
            set_up_network(request["addresses"])
            self._tree = request["tree"]
            mount_tree(self._tree, request["disk_mib"], request["inodes"])
            return {}
        if op == "tree":
            self._plant(request["name"], request["project"])
            return {}
        if op == "drop_tree":
            self._drop(request["name"])
            return {}
        name = request["name"]
        if op == "spawn":
            self._processes[name] = Process(request)
            return {}
        process = self._processes[name]
        if op == "wait":
            if process.exit_code is not None:
                return process.state()
            self._waiting[name] = time.monotonic() + float(request["timeout_s"])
            return None
        if op == "kill":
            process.kill(request.get("reason", "stopped"))
            process.reap(block=True)
            return process.state()
        if op == "cpu":
            return {"cpu": process.cpu()}
        return process.state()

    def _plant(self, name: str, project: str) -> None:
        """A new tree with a copy of the project: `NAME/srv/app`, `NAME/tmp`."""
        base = os.path.join(self._tree, name)
        os.makedirs(os.path.join(base, "srv"))
        os.mkdir(os.path.join(base, "tmp"), 0o1777)
        os.chmod(os.path.join(base, "tmp"), 0o1777)
        copy_folder(project, os.path.join(base, "srv", "app"))

    def _drop(self, name: str) -> None:
        """Remove a tree, whatever the target made of it; `rm` copes with depth that Python's rmtree doesn't."""
        path = os.path.join(self._tree, name)
        argv = ["rm", "-rf", "--one-file-system", "--", path]
        os.waitpid(os.posix_spawnp("rm", argv, {"PATH": "/usr/bin:/bin"}), 0)
        if os.path.lexists(path):
            raise OSError("an old tree could not be removed")


if __name__ == "__main__":
    Holder(int(sys.argv[1])).serve()
