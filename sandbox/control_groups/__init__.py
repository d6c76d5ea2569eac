"""Memory, process and CPU limits by control group, where this process may make one; else who else holds them.

Version 1 is used where it is mounted and this is root. Version 2 is used by root, in a group `vetloop` beside those of
the system, and by whoever runs in a group that was delegated to him (`Delegate=yes` in a systemd unit). Everywhere else
the holder's own monitor (10 ms) and rlimits hold.
"""

from __future__ import annotations

import contextlib

from sandbox.control_groups import v1, v2
from sandbox.control_groups.model import ControlGroup, PodPlace
from sandbox.control_groups.removal import remove

__all__ = ["ControlGroup", "PodPlace", "cpu_seconds_of", "place_of", "sweep", "version"]


def version() -> int:
    """Which version this process can make groups in: 1, 2, or 0 for none."""
    if v1.available():
        return 1
    return 2 if v2.available() else 0


def place_of(pod: str, owner: int) -> PodPlace | None:
    """Where the groups of a pod are made, whose processes run as `owner`; None where they are not ours to make."""
    if v1.available():
        return v1.Place(pod, owner)
    return v2.open_place(pod, owner)


def cpu_seconds_of(pid: int, name: str) -> float | None:
    """CPU time of the group that process `pid` of this machine is in; None where it is not accounted or not to be seen.

    `name` is part of the group's path: a process that another machine, or another namespace, counts so is not it.
    """
    for group in (v1.accounts_of(pid, name), v2.group_of(pid, name)):
        with contextlib.suppress(OSError, ValueError):
            if group is not None and (seconds := group.cpu_seconds()) is not None:
                return seconds
    return None


def sweep() -> None:
    """Remove empty groups that processes of ours, this one or others long ended, have left on this machine."""
    remove([*v1.stale(), *v2.stale()])
