"""Control groups, version 1: one folder in every hierarchy that matters. Only root makes them."""

from __future__ import annotations

import contextlib
import os
import time
from dataclasses import dataclass
from pathlib import Path

from sandbox.control_groups.removal import STALE_S, remove

_MOUNT = Path("/sys/fs/cgroup")
_CONTROLLERS = ("memory", "pids", "cpuacct")


@dataclass(frozen=True)
class Group:
    """One group in every hierarchy; see `ControlGroup`."""

    folders: tuple[tuple[str, Path], ...]

    @property
    def tasks(self) -> list[str]:
        """As `ControlGroup.tasks`."""
        return [str(folder / "tasks") for _, folder in self.folders]

    def limit(self, memory_mib: int, processes: int) -> None:
        """As `ControlGroup.limit`."""
        folders = dict(self.folders)
        if "pids" in folders:
            (folders["pids"] / "pids.max").write_text(str(processes))
        if "memory" in folders:
            names = ["memory.limit_in_bytes", "memory.memsw.limit_in_bytes"]
            files = [file for file in (folders["memory"] / name for name in names) if file.exists()]
            # The limit with swap is never below the one without: it goes last when lowered, first when raised.
            if int(files[0].read_text()) < memory_mib * 1024 * 1024:
                files.reverse()
            for file in files:
                file.write_text(str(memory_mib * 1024 * 1024))

    def holds(self) -> dict[str, str]:
        """As `ControlGroup.holds`."""
        names = {"memory": "memory", "pids": "processes", "cpuacct": "cpu accounting"}
        return {names[controller]: "cgroup v1" for controller, _ in self.folders}

    def out_of_memory(self) -> bool:
        """As `ControlGroup.out_of_memory`."""
        folder = dict(self.folders).get("memory")
        if folder is None:
            return False
        lines = (folder / "memory.oom_control").read_text().splitlines()
        return any(line.startswith("oom_kill ") and line.split()[1] != "0" for line in lines)

    def cpu_seconds(self) -> float | None:
        """As `ControlGroup.cpu_seconds`."""
        folder = dict(self.folders).get("cpuacct")
        return int((folder / "cpuacct.usage").read_text()) / 1e9 if folder else None

    def close(self) -> None:
        """As `ControlGroup.close`."""
        remove(folder for _, folder in self.folders)


class Place:
    """Groups below those that this process is in; see `PodPlace`. A process of any uid may join what is its own."""

    def __init__(self, pod: str, owner: int) -> None:
        self._pod = pod
        self._owner = owner

    def adopt(self, pid: int) -> None:
        """Nothing to do: joining asks for no right to the group that is left."""

    def make(self, name: str, memory_mib: int, processes: int) -> Group | None:
        """As `PodPlace.make`."""
        own = _own_groups()
        made: list[tuple[str, Path]] = []
        for controller in _CONTROLLERS:
            folder = _parent(controller, own) / f"vetloop-{self._pod}-{name}"
            try:
                folder.mkdir()
                Group(((controller, folder),)).limit(memory_mib, processes)
                os.chown(folder / "tasks", self._owner, self._owner)
            except OSError:
                with contextlib.suppress(OSError):
                    folder.rmdir()
                continue
            made.append((controller, folder))
        return Group(tuple(made)) if made else None

    def close(self) -> None:
        """Nothing is left beside the groups."""


def available() -> bool:
    """Whether a memory group can be made by this process."""
    path = _own_groups().get("memory")
    return path is not None and os.access(_MOUNT / "memory" / path.lstrip("/"), os.W_OK) and os.geteuid() == 0


def accounts_of(pid: int, name: str) -> Group | None:
    """The group in which the CPU time of a process is accounted, if `name` is part of its path."""
    path = _groups(pid).get("cpuacct", "")
    return Group((("cpuacct", _MOUNT / "cpuacct" / path.lstrip("/")),)) if name in path else None


def stale() -> list[Path]:
    """Folders of ours that are old enough to have been forgotten, if they are empty."""
    if not available():
        return []
    own, now = _own_groups(), time.time()
    found: list[Path] = []
    for controller in _CONTROLLERS:
        for folder in _parent(controller, own).glob("vetloop-*"):
            with contextlib.suppress(OSError):
                if now - folder.stat().st_mtime > STALE_S:
                    found.append(folder)
    return found


def _own_groups() -> dict[str, str]:
    return _groups("self")


def _groups(pid: int | str) -> dict[str, str]:
    groups: dict[str, str] = {}
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            for controller in controllers.split(","):
                groups[controller] = path
    return groups


def _parent(controller: str, own: dict[str, str]) -> Path:
    return _MOUNT / controller / own.get(controller, "/").lstrip("/")
