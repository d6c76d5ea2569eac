"""Control groups, version 2: one folder per target, below one per pod.

    <place>/vetloop-<pod>/            controllers enabled, no processes; its cgroup.procs belongs to the pod's uid
                          holder/     the holder and all that has no limit here: judge, browser, services
                          <target>/   limits; its cgroup.procs belongs to the pod's uid

A process may change groups if it may write to `cgroup.procs` of the new one and of the closest group above both: so the
pod's uid can move what is in its pod, and nothing out of it. The files with the limits stay root's, or the user's who
runs Vetloop, whom sandboxes cannot see.

`<place>` is `/sys/fs/cgroup/vetloop` for root. In a group that was delegated it is that group itself; since one with
processes in it cannot pass controllers on, its processes are moved to `vetloop-main` first.
Source: the kernel's Documentation/admin-guide/cgroup-v2.rst (Delegation; No Internal Process Constraint).
"""

from __future__ import annotations

import contextlib
import errno
import os
import time
from dataclasses import dataclass
from pathlib import Path

from sandbox.control_groups.removal import STALE_S, remove

_MOUNTS = (Path("/sys/fs/cgroup"), Path("/sys/fs/cgroup/unified"))
_CONTROLLERS = frozenset({"memory", "pids"})
_OF_ROOT, _MAIN = "vetloop", "vetloop-main"
_MARKS = ("user.delegate", "trusted.delegate")
"""Extended attributes by which systemd marks what it has delegated (systemd 251 and later; before)."""
_MIB = 1024 * 1024


@dataclass(frozen=True)
class Group:
    """One folder; see `ControlGroup`."""

    folder: Path

    @property
    def tasks(self) -> list[str]:
        """As `ControlGroup.tasks`."""
        return [str(self.folder / "cgroup.procs")]

    def limit(self, memory_mib: int, processes: int) -> None:
        """As `ControlGroup.limit`. The kernel would not refuse a limit below what is used, but kill."""
        if int((self.folder / "memory.current").read_text()) > memory_mib * _MIB:
            raise OSError(errno.EBUSY, "the group uses more memory than that", str(self.folder))
        (self.folder / "memory.max").write_text(str(memory_mib * _MIB))
        swap = self.folder / "memory.swap.max"
        if swap.exists():
            swap.write_text("0")
        (self.folder / "pids.max").write_text(str(processes))

    def holds(self) -> dict[str, str]:
        """As `ControlGroup.holds`."""
        return dict.fromkeys(("memory", "processes", "cpu accounting"), "cgroup v2")

    def out_of_memory(self) -> bool:
        """As `ControlGroup.out_of_memory`."""
        return _numbers(self.folder / "memory.events").get("oom_kill", 0) > 0

    def cpu_seconds(self) -> float | None:
        """As `ControlGroup.cpu_seconds`."""
        used = _numbers(self.folder / "cpu.stat").get("usage_usec")
        return None if used is None else used / 1e6

    def close(self) -> None:
        """As `ControlGroup.close`."""
        remove([self.folder])


class Place:
    """The folder of one pod; see `PodPlace`."""

    def __init__(self, folder: Path, owner: int) -> None:
        self._folder = folder
        self._owner = owner
        (folder / "holder").mkdir(parents=True)
        _enable(folder)
        self._give(folder)

    def adopt(self, pid: int) -> None:
        """As `PodPlace.adopt`."""
        (self._folder / "holder" / "cgroup.procs").write_text(str(pid))

    def make(self, name: str, memory_mib: int, processes: int) -> Group | None:
        """As `PodPlace.make`."""
        group = Group(self._folder / name)
        try:
            group.folder.mkdir()
            group.limit(memory_mib, processes)
            self._give(group.folder)
        except OSError:
            group.close()
            return None
        return group

    def close(self) -> None:
        """As `PodPlace.close`."""
        remove([self._folder, self._folder / "holder"])

    def _give(self, folder: Path) -> None:
        if self._owner != os.geteuid():
            os.chown(folder / "cgroup.procs", self._owner, self._owner)


def available() -> bool:
    """Whether groups with limits on memory and processes can be made by this process."""
    return _place() is not None


def open_place(pod: str, owner: int) -> Place | None:
    """The folder of a pod; None where there can be none."""
    place = _place()
    if place is None:
        return None
    folder = place / f"vetloop-{pod}"
    try:
        _prepare(place)
        return Place(folder, owner)
    except OSError:
        remove([folder, folder / "holder"])
        return None


def group_of(pid: int, name: str) -> Group | None:
    """The group of a process, if `name` is part of its path."""
    path = _path(pid)
    mount = next((mount for mount in _MOUNTS if (mount / "cgroup.controllers").is_file()), None)
    return Group(mount / path.lstrip("/")) if mount is not None and name in path else None


def stale() -> list[Path]:
    """Folders of ours that are old enough to have been forgotten, if they are empty."""
    place = _place()
    found: list[Path] = []
    if place is not None and place.is_dir():
        for pod in place.glob("vetloop-*"):
            with contextlib.suppress(OSError):
                if pod.name != _MAIN and time.time() - pod.stat().st_mtime > STALE_S:
                    found += [pod, *(folder for folder in pod.iterdir() if folder.is_dir())]
    return found


def _place() -> Path | None:
    mount = next((mount for mount in _MOUNTS if (mount / "cgroup.controllers").is_file()), None)
    if mount is None or not _offers(mount):
        return None
    own = mount / _own_path().lstrip("/")
    if own.name == _MAIN:
        own = own.parent
    if _is_delegated(own):
        return own
    is_true_root = not (mount / "cgroup.type").exists()
    return mount / _OF_ROOT if os.geteuid() == 0 and is_true_root and os.access(mount, os.W_OK) else None


def _prepare(place: Path) -> None:
    """Let the place pass its controllers on. Raises `OSError`."""
    if place.name == _OF_ROOT and not _is_delegated(place):
        place.mkdir(exist_ok=True)
        _enable(place.parent)
    elif not _words(place / "cgroup.subtree_control") >= _CONTROLLERS:
        main = place / _MAIN
        main.mkdir(exist_ok=True)
        while inside := (place / "cgroup.procs").read_text().split():
            for pid in inside:
                with contextlib.suppress(ProcessLookupError):
                    (main / "cgroup.procs").write_text(pid)
    _enable(place)


def _enable(folder: Path) -> None:
    if not _words(folder / "cgroup.subtree_control") >= _CONTROLLERS:
        (folder / "cgroup.subtree_control").write_text(" ".join(f"+{name}" for name in sorted(_CONTROLLERS)))


def _is_delegated(folder: Path) -> bool:
    if not folder.is_dir() or not _offers(folder):
        return False
    if os.geteuid() != 0:
        ours = (folder, folder / "cgroup.procs", folder / "cgroup.subtree_control")
        return all(os.access(path, os.W_OK) for path in ours)
    for mark in _MARKS:
        with contextlib.suppress(OSError):
            if os.getxattr(folder, mark) == b"1":
                return True
    return False


def _offers(folder: Path) -> bool:
    return _words(folder / "cgroup.controllers") >= _CONTROLLERS


def _words(file: Path) -> frozenset[str]:
    try:
        return frozenset(file.read_text().split())
    except OSError:
        return frozenset()


def _own_path() -> str:
    return _path("self")


def _path(pid: int | str) -> str:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/cgroup").read_text().splitlines():
            if line.startswith("0::"):
                return line.removeprefix("0::")
    return "/"


def _numbers(file: Path) -> dict[str, int]:
    with contextlib.suppress(OSError):
        return {name: int(value) for name, value in (line.split() for line in file.read_text().splitlines())}
    return {}
