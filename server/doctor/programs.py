"""Checks of the programs beside us: some are needed, others make more of Vetloop available."""

from __future__ import annotations

import contextlib
import re
import shutil
import subprocess
from pathlib import Path

from sandbox.toolchains.fetching import find_uv
from server.doctor.model import Finding, State

SECONDS = 2.0
DOCKER_SECONDS = 5
OLDEST_BUBBLEWRAP = (0, 8)

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


def docker(data: Path | None = None) -> Finding:
    """Whether a Docker daemon can be the sandbox, and has the images. It need not where bubblewrap works."""
    from sandbox.backends.base import BackendUnavailableError
    from sandbox.backends.docker_engine import Engine
    from sandbox.backends.docker_images import missing_images

    try:
        engine = Engine("docker", answer_s=DOCKER_SECONDS)
    except BackendUnavailableError as error:
        cause = f"{error.reason}; only the docker backend needs one"
        return Finding(
            name="docker", state=State.LIMITED, detail="not usable", cause=cause, command=_command_in(error.remedy)
        )
    runtimes = "with gVisor" if "runsc" in engine.info.get("Runtimes", {}) else "without gVisor"
    detail = f"{engine.info.get('ServerVersion', '')} at {engine.place}, {runtimes}"
    with contextlib.closing(engine.connect()) as api:
        missing = missing_images(api, data) if data is not None else ()
    if missing:
        return Finding(
            name="docker",
            state=State.LIMITED,
            detail=detail,
            cause=f"no image of this version for: {', '.join(missing)}; only the docker backend needs them",
            command="vetloop toolchains build --docker",
        )
    return Finding(name="docker", state=State.OK, detail=detail)


def _command_in(remedy: str) -> str:
    found = re.search(r"`([^`]+)`", remedy)
    return found[1] if found else ""


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
    """A browser: for cases that need one, and for the tests of the pages."""
    from sandbox.backends.browser import INSTALL, find_browser

    path = find_browser()
    if path is not None:
        return Finding(name="browser", state=State.OK, detail=path)
    return _absent(
        "browser", "cases that need a browser get no verdict without it; the pages are tested with it", INSTALL
    )


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
