"""Redis 6 or later: empty at every start, nothing on disk; one user, whom target and judge share."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType

from sandbox.services.model import DATA_INSIDE, SOCKETS_INSIDE, Programs, Service
from sandbox.services.programs import version_of

NAME = "redis"
PACKAGES = "redis-server"
OLDEST = 6
FOLDER = Path("/usr/bin")

_SETTINGS = {
    "--port": "{port}",
    "--bind": "127.0.0.1",
    "--unixsocket": f"{SOCKETS_INSIDE}/redis.sock",
    "--requirepass": "{password}",
    "--dir": DATA_INSIDE,
    "--save": "",
    "--appendonly": "no",
    "--databases": "4",
    "--maxmemory": "64mb",
    "--maxclients": "200",
    "--loglevel": "warning",
}


def find() -> Programs | None:
    """The distribution's server."""
    version = version_of(FOLDER / "redis-server")
    return Programs(FOLDER, version) if version and int(version.split(".")[0]) >= OLDEST else None


def build(programs: Programs, target: Path) -> None:
    """Nothing: it starts empty."""
    del programs, target


def service(programs: Programs, digest: str, built: Path) -> Service:
    """The judge comes by a socket of its own, so that a target that uses up the port's connections is seen."""
    del built
    program = str(programs.folder / "redis-server")
    settings = [word for pair in _SETTINGS.items() for word in pair]
    return Service(
        name=NAME,
        version=programs.version,
        digest=digest,
        program=program,
        argv=(program, *settings),
        target_environment=MappingProxyType({"REDIS_URL": "redis://:{password}@127.0.0.1:{port}/0"}),
        memory_mib=160,
        disk_mib=16,
    )
