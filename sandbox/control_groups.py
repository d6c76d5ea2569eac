"""Memory, process and CPU limits by control group, where this process may make one; else who else holds them.

Version 1 is used when it is writable (root). Everywhere else the holder's own monitor (10 ms) and rlimits hold.
"""

from __future__ import annotations

import contextlib
import os
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

STALE_S = 3600.0
"""Age of an empty group from which on nobody can be about to use it."""

_MOUNT = Path("/sys/fs/cgroup")
_CONTROLLERS = ("memory", "pids", "cpuacct")
_LEFT: set[Path] = set()
_LEFT_LOCK = threading.Lock()


@dataclass(frozen=True)
class ControlGroup:
    """One group in every v1 hierarchy that matters; `tasks` is what the holder writes `0` to."""

    folders: tuple[tuple[str, Path], ...]

    @property
    def tasks(self) -> list[str]:
        """Files a process joins by."""
        return [str(folder / "tasks") for _, folder in self.folders]

    def limit(self, memory_mib: int, processes: int) -> None:
        """Set the group's limits, swap included. Raises `OSError` if it already uses more."""
        folders = dict(self.folders)
        if "pids" in folders:
            (folders["pids"] / "pids.max").write_text(str(processes))
        if "memory" in folders:
            names = ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"]
            files = [file for file in (folders["memory"] / name for name in names) if file.exists()]
            # The limit with swap is never below the one without: lowering begins at the far end.
            if int(files[0].read_text()) > memory_mib * 1024 * 1024:
                files.reverse()
            for file in files:
                file.write_text(str(memory_mib * 1024 * 1024))

    def holds(self) -> dict[str, str]:
        """Resource to mechanism, for the verdict."""
        names = {"memory": "memory", "pids": "processes", "cpuacct": "cpu accounting"}
        return {names[controller]: "cgroup v1" for controller, _ in self.folders}

    def out_of_memory(self) -> bool:
        """Whether the kernel has killed a process of the group."""
        folder = dict(self.folders).get("memory")
        if folder is None:
            return False
        lines = (folder / "memory.oom_control").read_text().splitlines()
        return any(line.startswith("oom_kill ") and line.split()[1] != "0" for line in lines)

    def cpu_seconds(self) -> float | None:
        """CPU time the group has used; None where it is not accounted."""
        folder = dict(self.folders).get("cpuacct")
        return int((folder / "cpuacct.usage").read_text()) / 1e9 if folder else None

    def close(self) -> None:
        """Remove the group; its processes must be dead. One that is still held is tried again with the next."""
        _remove(folder for _, folder in self.folders)


def _own_groups() -> dict[str, str]:
    groups: dict[str, str] = {}
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            for controller in controllers.split(","):
                groups[controller] = path
    return groups


def available() -> bool:
    """Whether a v1 memory group can be made by this process."""
    path = _own_groups().get("memory")
    return path is not None and os.access(_MOUNT / "memory" / path.lstrip("/"), os.W_OK) and os.geteuid() == 0


def make(name: str, owner: int, memory_mib: int, processes: int) -> ControlGroup | None:
    """A group whose `tasks` belong to the uid `owner`, or None where control groups are not ours to make."""
    if not available():
        return None
    own = _own_groups()
    made: list[tuple[str, Path]] = []
    for controller in _CONTROLLERS:
        folder = _parent(controller, own) / f"vetloop-{name}"
        try:
            folder.mkdir()
            ControlGroup(((controller, folder),)).limit(memory_mib, processes)
            os.chown(folder / "tasks", owner, owner)
        except OSError:
            with contextlib.suppress(OSError):
                folder.rmdir()
            continue
        made.append((controller, folder))
    return ControlGroup(tuple(made)) if made else None


def sweep() -> None:
    """Remove empty groups that processes of ours, this one or others long ended, have left on this machine."""
    if not available():
        return
    own, now = _own_groups(), time.time()
    stale: list[Path] = []
    for controller in _CONTROLLERS:
        for folder in _parent(controller, own).glob("vetloop-*"):
            with contextlib.suppress(OSError):
                if now - folder.stat().st_mtime > STALE_S:
                    stale.append(folder)
    _remove(stale)


def _parent(controller: str, own: dict[str, str]) -> Path:
    return _MOUNT / controller / own.get(controller, "/").lstrip("/")


def _remove(folders: Iterable[Path]) -> None:
    """Remove groups, and those that could not be removed before: who was killed just now can be in them still."""
    with _LEFT_LOCK:
        _LEFT.update(folders)
        for folder in list(_LEFT):
            try:
                folder.rmdir()
            except FileNotFoundError:
                _LEFT.discard(folder)
            except OSError:
                continue
            else:
                _LEFT.discard(folder)
