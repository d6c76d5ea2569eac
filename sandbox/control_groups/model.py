"""What both versions of control groups offer."""

from __future__ import annotations

from typing import Protocol


class ControlGroup(Protocol):
    """The limits and the accounts of one target."""

    @property
    def tasks(self) -> list[str]:
        """Files a process joins by: it writes `0` to each."""

    def limit(self, memory_mib: int, processes: int) -> None:
        """Set the limits, swap included. Raises `OSError` if more is used already."""

    def holds(self) -> dict[str, str]:
        """Resource to mechanism, for the verdict."""

    def out_of_memory(self) -> bool:
        """Whether the kernel has killed a process of the group."""

    def cpu_seconds(self) -> float | None:
        """CPU time the group has used; None where it is not accounted."""

    def close(self) -> None:
        """Remove the group; its processes must be dead. One that is still held is tried again with the next."""


class PodPlace(Protocol):
    """Where the groups of one pod are made."""

    def adopt(self, pid: int) -> None:
        """Take in the process that will start the others, before it has started any. Raises `OSError`."""

    def make(self, name: str, memory_mib: int, processes: int) -> ControlGroup | None:
        """A group of that name under these limits; None where it cannot be made."""

    def close(self) -> None:
        """Remove what is left; every process of the pod must be dead."""
