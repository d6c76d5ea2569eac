"""What a service is: as a recipe in this repository, and made ready on this machine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sandbox.toolchains.model import ToolchainError

SOCKETS_INSIDE = "/run/service"
"""Folder of the service's sandbox in which it puts its unix socket; the judge sees it too, the target does not."""
DATA_INSIDE = "/data"
"""Writable folder of the service's sandbox, of `disk_mib`, empty at every start."""


class ServiceMissingError(ToolchainError):
    """The host lacks the server's programs; `command` brings them."""

    def __init__(self, name: str, reason: str, command: str) -> None:
        self.name = name
        self.reason = reason
        self.command = command
        super().__init__(f"service {name}: {reason}; run: {command}")


@dataclass(frozen=True)
class Programs:
    """The server's programs as found on the host. Sandboxes see the host's /usr, so they are started where they lie."""

    folder: Path
    version: str


@dataclass(frozen=True)
class Access:
    """How one run of a service is reached."""

    port: int
    """on 127.0.0.1"""
    password: str
    """the target's"""

    def fill(self, text: str) -> str:
        """`text` with `{port}` and `{password}` replaced."""
        return text.replace("{port}", str(self.port)).replace("{password}", self.password)


@dataclass(frozen=True)
class Service:
    """A service made ready. Texts may hold `{port}` and `{password}`; limits are its own, not the target's."""

    name: str
    version: str
    digest: str
    """sha256 over recipe and server version: equal digests behave alike"""
    program: str
    """the server, on the host and in its sandbox"""
    argv: tuple[str, ...]
    target_environment: Mapping[str, str]
    """what the target is told"""
    binds: tuple[tuple[Path, str], ...] = ()
    """(host path, path in the sandbox), read-only"""
    memory_mib: int = 256
    disk_mib: int = 96
    processes: int = 16

    def command(self, access: Access) -> list[str]:
        """argv of one start."""
        return [access.fill(word) for word in self.argv]

    def told_to_target(self, access: Access) -> dict[str, str]:
        """Environment variables of the target."""
        return {key: access.fill(value) for key, value in self.target_environment.items()}


class Recipe(Protocol):
    """What `service.py` of a service's folder offers."""

    PACKAGES: str
    """Debian packages that bring the server"""

    def find(self) -> Programs | None:
        """The newest usable server of this host."""

    def build(self, programs: Programs, target: Path) -> None:
        """Make below `target`, once per version and recipe, what every start copies. Raises `ToolchainInstallError`."""

    def service(self, programs: Programs, digest: str, built: Path) -> Service:
        """Describe the service that `build` made ready in `built`."""


def combined_digest(toolchain: str, services: Iterable[Service]) -> str:
    """Digest of everything that judges: the toolchain's own where no service takes part."""
    import hashlib

    parts = [f"{service.name}={service.digest}" for service in services]
    return hashlib.sha256("\0".join([toolchain, *parts]).encode()).hexdigest() if parts else toolchain
