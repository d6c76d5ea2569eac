"""The services of one pod: each start in a sandbox of its own, and what is known of how it ended."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sandbox.backends.base import ProcessState, StartedService
from sandbox.services.model import Access, Service

OUTPUT_CAP = 1024 * 1024
CPU_S = 120
FILES = 1024
PORTS = range(30_000, 32_000)
"""above the targets' ports, below the ephemeral ones"""
KILLED = 128 + 9
"""exit code of a sandbox whose process got SIGKILL"""


@dataclass
class _Running:
    service: Service
    access: Access
    folder: str


class ServiceHost(Protocol):
    """Starts and ends the sandboxes of services. `folder` names one of them, below the judge's trees, for its socket.

    Every method raises `PodError` for trouble that is ours.
    """

    def start(self, service: Service, access: Access, folder: str) -> None:
        """Make the folder and have the service started in a sandbox of its own; not waited for."""

    def end(self, folder: str) -> None:
        """End the service with all that it holds, and remove the folder."""

    def state(self, folder: str) -> ProcessState:
        """Whether the service runs, and how it ended."""


@dataclass
class HeldServices:
    """`ServiceHost` of pods that a holder runs: requests to the holder, and what stands around a service."""

    ask: Callable[..., dict[str, Any]]
    around: Callable[[Service, Access, str], dict[str, Any]]
    state: Callable[[str], ProcessState]
    beside: int
    """processes that the pod's other sandboxes may have: the kernel counts all of a pod's uid together"""

    def start(self, service: Service, access: Access, folder: str) -> None:
        """As `ServiceHost` says."""
        self.ask("folder", name=folder)
        self.ask(
            "spawn",
            name=folder,
            rlimits={
                "cpu": CPU_S,
                "processes": service.processes + self.beside,
                "files": FILES,
                "file_size": service.disk_mib * 1024 * 1024,
                "core": 0,
                "memlock": 0,
                "msgqueue": 0,
            },
            memory_mib=service.memory_mib,
            output_cap=OUTPUT_CAP,
            **self.around(service, access, folder),
        )

    def end(self, folder: str) -> None:
        """As `ServiceHost` says."""
        self.ask("kill", name=folder)
        self.ask("drop_tree", name=folder)


@dataclass
class PodServices:
    """State of the services of one pod; their sandboxes are the host's business."""

    services: Sequence[Service]
    host: ServiceHost
    _running: list[_Running] = field(default_factory=list)
    _starts: int = 0
    _fresh: bool = False
    _target_seen: bool = False

    def start(self) -> tuple[StartedService, ...]:
        """Services nobody has used yet: those that were started ahead, else new ones in place of the old."""
        if not self._fresh:
            self.start_ahead()
        self._fresh = False
        self._target_seen = False
        return tuple(
            StartedService(item.service.name, item.access.port, item.access.password, item.folder)
            for item in self._running
        )

    def start_ahead(self) -> None:
        """End the old services with all they hold, and start new ones without waiting for them."""
        for item in self._running:
            self.host.end(item.folder)
        self._running.clear()
        self._starts += 1
        for service in self.services:
            self._running.append(self._spawn(service))
        self._fresh = True

    def environment(self) -> dict[str, str]:
        """What the target is told; from now on it may be what ends a service."""
        self._target_seen = True
        told: dict[str, str] = {}
        for item in self._running:
            told |= item.service.told_to_target(item.access)
        return told

    def fallen(self) -> str:
        """Services that ended without the target's doing: before it ran, or by a kill that no limit of ours sent."""
        for item in self._running:
            state = self.host.state(item.folder)
            outside = not state.killed and state.exit_code == KILLED
            if not state.alive and (outside or not self._target_seen):
                return f"{item.service.name} ended (exit code {state.exit_code}): {state.killed} {state.last_words}"
        return ""

    def _spawn(self, service: Service) -> _Running:
        taken = {item.access.port for item in self._running}
        access = Access(secrets.choice([port for port in PORTS if port not in taken]), secrets.token_hex(16))
        folder = f"s{self._starts}-{service.name}"
        self.host.start(service, access, folder)
        return _Running(service, access, folder)
