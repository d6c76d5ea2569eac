"""What all containers of a pod have in common: labels, limits of what they can do, and how one is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from sandbox.backends.docker_engine import OWNER, POD, daemon_trouble, owner
from sandbox.backends.docker_process import plain_socket
from sandbox.backends.docker_stream import Bridge

ALLOWANCE_S = 30
"""after its time limit a program ends even where nobody is left to end it"""
MASKED = (
    *("/sys", "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats"),
    *("/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats"),
)
READ_ONLY = ("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger")


@dataclass(frozen=True)
class PodContainers:
    """Makes the containers of the pod `name`. Thread-safe."""

    api: Any
    name: str
    profile: str
    """seccomp profile, as JSON"""
    runtime: str | None

    @property
    def labels(self) -> dict[str, str]:
        """Labels of everything the pod makes: by them it is found when its owner is dead."""
        return {POD: self.name, OWNER: owner()}

    @property
    def network(self) -> str:
        """The keeper's network, as `network_mode` of every other container."""
        return f"container:{self.name}-keeper"

    def host_config(self, *, memory_mib: int, **settings: Any) -> dict[str, Any]:
        """What all containers of a pod share: nothing to gain, nothing to write to, nothing kept, no swap."""
        config: dict[str, Any] = self.api.create_host_config(
            read_only=True,
            cap_drop=["ALL"],
            security_opt=["no-new-privileges:true", f"seccomp={self.profile}"],
            ipc_mode="private",
            cgroupns="private",
            log_config={"Type": "none"},
            runtime=self.runtime,
            mem_limit=f"{memory_mib}m",
            memswap_limit=f"{memory_mib}m",
            **settings,
        )
        config["MaskedPaths"], config["ReadonlyPaths"] = list(MASKED), list(READ_ONLY)
        return config

    def create(self, part: str, image: str, command: list[str], host: dict[str, Any], user: int, **more: Any) -> str:
        """Make a container that runs as `user`, and its group; returns its id."""
        made = self.api.create_container(
            image,
            command,
            name=f"{self.name}-{part}",
            user=f"{user}:{user}",
            labels=self.labels,
            host_config=host,
            use_config_proxy=False,
            **more,
        )
        return str(made["Id"])

    def start_bridged(
        self, part: str, image: str, command: list[str], host: dict[str, Any], user: int, **more: Any
    ) -> Bridge:
        """Start a container that is spoken to by stdin and stdout. Raises `PodError`."""
        with daemon_trouble(f"starting the {part}"):
            container = self.create(part, image, command, host, user, stdin_open=True, **more)
            params = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
            bridge = Bridge(plain_socket(self.api.attach_socket(container, params=params)))
            try:
                self.api.start(container)
            except BaseException:
                bridge.close()
                raise
        return bridge


def limited(argv: list[str], wall_s: float, environment: dict[str, str]) -> list[str]:
    """`argv` with this environment and no other (the daemon adds variables), ended after `wall_s` and an allowance."""
    clock = ["/usr/bin/timeout", "--signal=KILL", f"{wall_s + ALLOWANCE_S:.0f}", "/usr/bin/env", "-i"]
    return [*clock, *(f"{key}={value}" for key, value in environment.items()), *argv]


def mount(inside: str, source: str, kind: Literal["volume", "bind"], *, read_only: bool = False) -> Any:
    """A mount: `source` is a volume's name, or a path on the daemon's machine."""
    import docker.types

    return docker.types.Mount(inside, source, type=kind, read_only=read_only)


def ulimits(**limits: int) -> list[Any]:
    """Hard limits of every process of a container."""
    import docker.types

    return [docker.types.Ulimit(name=name, soft=value, hard=value) for name, value in limits.items()]
