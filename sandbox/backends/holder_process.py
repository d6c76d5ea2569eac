"""One sandbox as the holder runs it: how it starts, what it uses, how it is ended. Standard library only."""

from __future__ import annotations

import base64
import errno
import json
import os
import resource
import select
import signal
import sys
import time
from typing import Any, NoReturn

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
DISK_POLL_S = 0.2
DEEPEST = 256
"""levels of folders that are looked through for what a target has written"""
STARTED: set[int] = set()
"""pids the holder started itself; a child that is not among them is somebody's orphan"""
RLIMITS = {
    "cpu": resource.RLIMIT_CPU,
    "processes": resource.RLIMIT_NPROC,
    "files": resource.RLIMIT_NOFILE,
    "file_size": resource.RLIMIT_FSIZE,
    "core": resource.RLIMIT_CORE,
    "memlock": resource.RLIMIT_MEMLOCK,
    "msgqueue": resource.RLIMIT_MSGQUEUE,
}


def become_bubblewrap(spec: dict[str, Any], info: int) -> NoReturn:
    """Arguments go by descriptor and the environment is empty: both would be readable inside, as /proc/1."""
    arguments = os.memfd_create("args", 0)
    os.write(arguments, b"".join(item.encode() + b"\0" for item in spec["args"]))
    os.lseek(arguments, 0, os.SEEK_SET)
    program = os.open(spec["seccomp"], os.O_RDONLY)
    for descriptor in (info, program):
        os.set_inheritable(descriptor, True)
    command = [spec["bwrap"], "--args", str(arguments), "--info-fd", str(info), "--seccomp", str(program), "--"]
    os.execve(spec["bwrap"], [*command, *spec["argv"]], {})


def become_restricted(spec: dict[str, Any]) -> NoReturn:
    """A plain process that gives up what `landlock` does not name."""
    os.setsid()
    os.chdir(spec["folder"])
    landlock_child().restrict(spec["landlock"])
    os.execve(spec["argv"][0], spec["argv"], spec["environment"])


def landlock_child() -> Any:
    """The module beside this file; imported only where it is needed."""
    import landlock_child as module

    return module


def children(pid: int) -> list[int]:
    """Pids of a process's children."""
    found: list[int] = []
    try:
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/children") as stream:
                found += [int(child) for child in stream.read().split()]
    except (OSError, ValueError):
        pass
    return found


def kill(pid: int, number: int = signal.SIGKILL) -> None:
    """Signal a process that may be gone."""
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


def reap_orphans() -> None:
    """Collect dead children that the holder inherited."""
    for pid in children(os.getpid()):
        if pid not in STARTED:
            try:
                os.waitpid(pid, os.WNOHANG)
            except ChildProcessError:
                pass


def disk_use(folder: str, most_inodes: int) -> int:
    """Bytes below `folder`, or a number above any limit where there are too many entries or folders lie too deep."""
    total = count = 0
    pending = [(folder, 0)]
    while pending:
        place, depth = pending.pop()
        if depth > DEEPEST:
            return sys.maxsize
        try:
            with os.scandir(place) as entries:
                for entry in entries:
                    count += 1
                    if count > most_inodes:
                        return sys.maxsize
                    if entry.is_dir(follow_symlinks=False):
                        pending.append((entry.path, depth + 1))
                    else:
                        total += entry.stat(follow_symlinks=False).st_blocks * 512
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return sys.maxsize
    return total


class Process:
    """One sandbox and everything below it: a bubblewrap, or a plain process under Landlock.

    A bubblewrap's descendants cannot leave its pid namespace. A plain process's orphans come to the holder, a
    subreaper: with `orphans` set, every child of the holder that it did not start itself is counted as this process's.
    """

    def __init__(self, spec: dict[str, Any]) -> None:
        self._held_back = bool(spec.get("held_back"))
        self.memory = int(spec.get("memory_mib") or 0) * 1024 * 1024
        self.output_cap = int(spec["output_cap"])
        self.deadline = time.monotonic() + float(spec["wall_s"]) if spec.get("wall_s") else None
        self.output = {"stdout": bytearray(), "stderr": bytearray()}
        self.killed = ""
        self.exit_code: int | None = None
        self.inner_pid = 0
        self.cpu_seen = 0.0
        self._info = b""
        self._orphans = bool(spec.get("orphans"))
        self._disk = (
            str(spec.get("tree", "")),
            int(spec.get("disk_mib") or 0) * 1024 * 1024,
            int(spec.get("inodes") or 0),
        )
        self._disk_looked = 0.0
        self._stdin = base64.b64decode(spec["stdin"]) if spec.get("stdin") is not None else None
        if self._held_back:
            self._stdin = b""
        self._start(spec)
        STARTED.add(self.pid)
        self.pidfd = os.pidfd_open(self.pid)

    def _start(self, spec: dict[str, Any]) -> None:
        info_read, info_write = os.pipe()
        out_read, out_write = os.pipe()
        err_read, err_write = os.pipe()
        in_read, in_write = os.pipe() if self._stdin is not None else (os.open("/dev/null", os.O_RDONLY), -1)
        self.pid = os.fork()
        if self.pid == 0:
            try:
                for number in (signal.SIGPIPE, signal.SIGXFSZ):  # ignored by this interpreter, not by an ordinary start
                    signal.signal(number, signal.SIG_DFL)
                for name, value in spec["rlimits"].items():
                    resource.setrlimit(RLIMITS[name], (value, value))
                for path in spec.get("cgroup", []):
                    with open(path, "w") as tasks:
                        tasks.write("0")
                os.dup2(in_read, 0)
                os.dup2(out_write, 1)
                os.dup2(err_write, 2)
                for descriptor in spec.get("fds", []):
                    os.set_inheritable(descriptor, True)
                become_bubblewrap(spec, info_write) if "bwrap" in spec else become_restricted(spec)
            except BaseException as error:
                os.write(2, f"holder: {type(error).__name__}: {error}".encode())
            finally:
                os._exit(127)
        for descriptor in (info_write, out_write, err_write, in_read):
            os.close(descriptor)
        for descriptor in spec.get("fds", []):
            os.close(descriptor)
        self.pipes = {info_read: "info", out_read: "stdout", err_read: "stderr"}
        self.writing = in_write
        self._order = -1
        if self._held_back:
            self.writing, self._order = -1, in_write
        for descriptor in (*self.pipes, *([in_write] if in_write >= 0 else [])):
            os.set_blocking(descriptor, False)

    def go(self, request: dict[str, Any]) -> bool:
        """Let a pre-started program become what `message` says, under limits of its own; False if it has died."""
        self.reap()
        if self.exit_code is not None or self._order < 0:
            return False
        for pid in self.members():
            for name, value in request["rlimits"].items():
                resource.prlimit(pid, RLIMITS[name], (value, value))
        self.memory = int(request["memory_mib"]) * 1024 * 1024
        self.output_cap = int(request["output_cap"])
        self.deadline = time.monotonic() + float(request["wall_s"])
        for kept in self.output.values():
            kept.clear()
        self._stdin = request["message"].encode()
        self.writing, self._order = self._order, -1
        return True

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
            if self._orphans:
                self._kill_one_by_one()
            else:
                kill(self.inner_pid or self.pid)

    def _kill_one_by_one(self) -> None:
        """Without a pid namespace: stop all first so that nothing multiplies, then kill, until nobody is left."""
        for _ in range(1000):
            members = [pid for pid in self.members() if pid != self.pid]
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for pid in members:
                    kill(pid, number)
            reap_orphans()
            if not [pid for pid in self.members() if pid != self.pid]:
                break
        kill(self.pid)

    def reap(self, *, block: bool = False) -> None:
        """Note the exit if it has come."""
        if self.exit_code is None:
            if block:
                self._note_cpu()
            pid, status = os.waitpid(self.pid, 0 if block else os.WNOHANG)
            if pid:
                if self._orphans:
                    self._kill_one_by_one()
                self.exit_code = os.waitstatus_to_exitcode(status)
                os.close(self.pidfd)
                for descriptor in list(self.pipes):
                    while descriptor in self.pipes and select.select([descriptor], [], [], 0)[0]:
                        self.read(descriptor)
                    if descriptor in self.pipes:
                        os.close(descriptor)
                        del self.pipes[descriptor]
                for descriptor in (self.writing, self._order):
                    if descriptor >= 0:
                        os.close(descriptor)
                self.writing = self._order = -1

    def members(self) -> list[int]:
        """Pids of the whole tree, bubblewrap included."""
        found, pending = [], [self.pid]
        if self._orphans:
            pending += [pid for pid in children(os.getpid()) if pid not in STARTED]
        while pending:
            pid = pending.pop()
            found.append(pid)
            pending += children(pid)
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
        folder, most, inodes = self._disk
        if folder and now - self._disk_looked > DISK_POLL_S:
            self._disk_looked = now
            if disk_use(folder, inodes) > most:
                self.kill("disk")

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
