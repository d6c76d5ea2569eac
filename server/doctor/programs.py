"""Checks of the programs beside us: some are needed, others make more of Vetloop available."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import shutil
import socket
import subprocess
from pathlib import Path

from sandbox.toolchains.fetching import find_uv
from server.doctor.model import Finding, State

SECONDS = 2.0
OLDEST_BUBBLEWRAP = (0, 8)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

_VERSION = re.compile(r"\d+(?:\.\d+)+")


def bubblewrap() -> Finding:
    """The default backend's program."""
    version = _version("bwrap")
    if version is None:
        return _absent("bubblewrap", "the default sandbox is made with it", "apt-get install bubblewrap")
    if tuple(int(part) for part in version.split(".")[:2]) < OLDEST_BUBBLEWRAP:
        return Finding(
            name="bubblewrap",
            state=State.LIMITED,
            detail=version,
            cause=f"{'.'.join(map(str, OLDEST_BUBBLEWRAP))} or later is needed (--disable-userns)",
            command="upgrade the distribution",
        )
    return Finding(name="bubblewrap", state=State.OK, detail=version)


def docker() -> Finding:
    """Whether a Docker daemon answers on its local socket."""
    place = os.environ.get("DOCKER_HOST", "unix:///var/run/docker.sock")
    if not place.startswith("unix://"):
        return Finding(name="docker", state=State.OK, detail=f"DOCKER_HOST={place}, not asked")
    answer = _ask_docker(place.removeprefix("unix://"))
    if answer == "OK":
        return Finding(name="docker", state=State.OK, detail=f"the daemon answers at {place}")
    return Finding(
        name="docker",
        state=State.LIMITED,
        detail="no daemon",
        cause=f"{place}: {answer}; no backend of this version needs it",
    )


def services() -> list[Finding]:
    """Servers that some cases need beside the submission; each is optional."""
    from sandbox.services.registry import states

    return [
        Finding(name=f"service {found.name}", state=State.OK, detail=found.version)
        if found.version
        else _absent(f"service {found.name}", "cases that need it get no verdict", found.command)
        for found in states()
    ]


def browser() -> Finding:
    """A browser for the tests of the pages."""
    for name in BROWSERS:
        path = shutil.which(name)
        if path is not None:
            return Finding(name="browser", state=State.OK, detail=path)
    return _absent("browser", "the pages are tested with it; nothing else needs it", "apt-get install chromium")


def uv() -> Finding:
    """The installer of packages; pip takes its place if it is missing."""
    found = find_uv()
    if found is None:
        return _absent("uv", "pip does its work, slower", "python3 -m pip install uv")
    return Finding(name="uv", state=State.OK, detail=f"{found} {_version(str(found)) or ''}".rstrip())


def git() -> Finding:
    """Git, for packs kept in repositories of their own."""
    version = _version("git")
    if version is None:
        return _absent("git", "updates of this clone need it", "apt-get install git")
    return Finding(name="git", state=State.OK, detail=version)


def host_node() -> Finding:
    """Node of the host: submissions run with the toolchain's, so it is only told."""
    version = _version("node")
    detail = f"{version} on the host" if version else "none on the host"
    return Finding(name="node", state=State.OK, detail=f"{detail}; not needed, the node toolchain brings its own")


def _absent(name: str, why: str, command: str) -> Finding:
    return Finding(name=name, state=State.LIMITED, detail="not installed", cause=why, command=command)


def _version(program: str) -> str | None:
    path = shutil.which(program)
    if path is None:
        return None
    try:
        done = subprocess.run(
            [path, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    found = _VERSION.search(done.stdout)
    return found[0] if found else None


def _ask_docker(path: str) -> str:
    """Return the daemon's answer to a ping, or why there is none."""
    if not Path(path).exists():
        return "no such socket"
    with contextlib.closing(http.client.HTTPConnection("localhost", timeout=SECONDS)) as connection:
        try:
            connection.sock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            connection.sock.settimeout(SECONDS)
            connection.sock.connect(path)
            connection.request("GET", "/_ping")
            return connection.getresponse().read(64).decode("ascii", "replace")
        except (OSError, http.client.HTTPException) as error:
            return str(error) or type(error).__name__
