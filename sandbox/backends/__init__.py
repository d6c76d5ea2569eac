"""Backends: ways to run untrusted code on this machine, behind one interface (`sandbox.backends.base`)."""

from __future__ import annotations

from pathlib import Path

from sandbox.backends.base import Backend, BackendUnavailableError

NAMES = ("bubblewrap", "docker", "docker-gvisor", "landlock")


def choose(name: str | None, data: Path) -> Backend:
    """The named backend; without a name, the strongest that works here.

    Raises:
        BackendUnavailableError: the named one, or every one, cannot run; with the cause and the remedy.
    """
    from sandbox.backends.bubblewrap import BubblewrapBackend

    if name not in (None, *NAMES):
        raise BackendUnavailableError(str(name), "there is no such backend", f"Known are: {', '.join(NAMES)}.")
    if name in (None, "bubblewrap"):
        try:
            return BubblewrapBackend(data)
        except BackendUnavailableError:
            if name is not None:
                raise
    if name != "landlock":
        from sandbox.backends.docker import DockerBackend

        try:
            return DockerBackend(data, name or "docker")
        except BackendUnavailableError:
            if name is not None:
                raise
    from sandbox.backends.landlock import LandlockBackend

    return LandlockBackend(data)
