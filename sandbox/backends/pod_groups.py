"""The control groups of one pod: one for every target, so that each is limited and accounted by itself."""

from __future__ import annotations

from cases.model import Limits
from sandbox.control_groups import ControlGroup, PodPlace

SPARE_PROCESSES = 8
"""for the sandbox around a target"""


class PodGroups:
    """Groups by target. Without a place for them on this machine every answer is None or empty."""

    def __init__(self, place: PodPlace | None) -> None:
        self._place = place
        self._groups: dict[str, ControlGroup] = {}
        self.holds: dict[str, str] = {}
        """resource to mechanism, as soon as there has been one group"""

    def adopt(self, pid: int) -> None:
        """Take in the pod's first process; where that is refused, there will be no groups."""
        if self._place is not None:
            try:
                self._place.adopt(pid)
            except OSError:
                self._place.close()
                self._place = None

    def limited(self, name: str, limits: Limits) -> ControlGroup | None:
        """The group of a target, made now or given new limits. Raises `OSError` if it already uses more."""
        memory, processes = limits.memory_mib + limits.disk_mib, limits.processes + SPARE_PROCESSES
        if (group := self._groups.get(name)) is not None:
            group.limit(memory, processes)
            return group
        group = self._place.make(name, memory, processes) if self._place is not None else None
        if group is not None:
            self._groups[name] = group
            self.holds = group.holds()
        return group

    def get(self, name: str) -> ControlGroup | None:
        """The group of a target, if it has one."""
        return self._groups.get(name)

    def end(self, name: str) -> None:
        """Remove the group of a target whose processes are dead."""
        if (group := self._groups.pop(name, None)) is not None:
            group.close()

    def close(self) -> None:
        """Remove them all."""
        for name in list(self._groups):
            self.end(name)
        if self._place is not None:
            self._place.close()
