"""The line to a Docker daemon: connections, what its errors mean, and the removal of what dead owners left behind."""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sandbox.backends.base import BackendUnavailableError, PodError

POD, OWNER = "vetloop.pod", "vetloop.owner"
"""labels of everything a pod makes"""
ANSWER_S = 120
ORPHANED_AFTER_S = 12 * 3600
"""age at which things are removed whose owner cannot be asked after: longer than any evaluation"""


class Engine:
    """One daemon, as `DOCKER_HOST` and its companions name it. Thread-safe.

    Raises on construction:
        BackendUnavailableError: no daemon, no right to use it, or it cannot hold the limits.
    """

    def __init__(self, backend: str, answer_s: int = ANSWER_S) -> None:
        """`answer_s` is how long every answer of the daemon is waited for."""
        self._backend = backend
        self._answer_s = answer_s
        self._settings = self._read_settings()
        self.place = str(self._settings.get("base_url", "unix:///var/run/docker.sock"))
        with self._unavailable_if_it_fails(), contextlib.closing(self._client("auto")) as api:
            self.version = str(api.api_version)
            self.info: dict[str, Any] = api.info()
        self._check_abilities()

    def connect(self) -> Any:
        """A connection of one's own: a `docker.APIClient`, to be closed. Asks the daemon nothing."""
        return self._client(self.version)

    def _read_settings(self) -> dict[str, Any]:
        import docker.errors
        import docker.utils

        try:
            return dict(docker.utils.kwargs_from_env())
        except docker.errors.DockerException as error:
            raise BackendUnavailableError(self._backend, str(error), "Check the DOCKER_ variables.") from error

    def _client(self, version: str) -> Any:
        import docker

        return docker.APIClient(version=version, timeout=self._answer_s, **self._settings)

    @contextlib.contextmanager
    def _unavailable_if_it_fails(self) -> Iterator[None]:
        import docker.errors
        import requests

        try:
            yield
        except (docker.errors.DockerException, requests.RequestException, OSError) as error:
            text = str(error)
            if "Permission denied" in text:
                remedy = "Add this user to the group that owns the socket (`usermod -aG docker USER`), or use sudo."
                raise BackendUnavailableError(self._backend, f"no right to use {self.place}", remedy) from error
            if "No such file" in text or "Connection refused" in text:
                remedy = "Start it (`systemctl start docker`), or name another one by DOCKER_HOST."
                raise BackendUnavailableError(self._backend, f"no Docker daemon at {self.place}", remedy) from error
            raise BackendUnavailableError(
                self._backend, f"the daemon at {self.place} does not work: {text}", "See its log."
            ) from error

    def _check_abilities(self) -> None:
        """A daemon that does not hold a limit would say nothing and run the submission without it."""
        lacking = [name for name in ("MemoryLimit", "PidsLimit") if not self.info.get(name)]
        if not any("seccomp" in option for option in self.info.get("SecurityOptions") or ()):
            lacking.append("seccomp")
        if self.info.get("OSType") != "linux":
            lacking.append("Linux containers")
        if lacking:
            remedy = "Rootless daemons need control groups v2 delegated to them; see Docker's documentation."
            raise BackendUnavailableError(
                self._backend, f"the daemon at {self.place} has no {', '.join(lacking)}", remedy
            )


@contextlib.contextmanager
def daemon_trouble(doing: str) -> Iterator[None]:
    """Turn what the daemon answers, or that it doesn't, into `PodError`: none of it is the submission's doing."""
    import docker.errors
    import requests

    try:
        yield
    except docker.errors.ImageNotFound as error:
        raise PodError(f"{doing}: {error.explanation}; run: vetloop toolchains build --docker") from error
    except docker.errors.APIError as error:
        raise PodError(f"{doing}: the Docker daemon says: {error.explanation or error}") from error
    except (docker.errors.DockerException, requests.RequestException, OSError) as error:
        raise PodError(f"{doing}: the Docker daemon does not answer: {error}") from error


def owner() -> str:
    """This process, so that another can find out whether it still lives: boot, pid namespace, pid, start time."""
    return f"{_boot()}/{os.getpid()}/{_started(os.getpid())}"


def is_dead(owner: str, age_s: float) -> bool:
    """Whether what carries this owner's label is nobody's any more.

    A process of another machine or pid namespace that shares the daemon cannot be asked after; age decides.
    """
    boot, _, rest = owner.rpartition("/")[0].rpartition("/")
    started = owner.rpartition("/")[2]
    if boot != _boot() or not rest.isdigit():
        return age_s > ORPHANED_AFTER_S
    return _started(int(rest)) != started


def sweep(api: Any, spare: Callable[[], Collection[str]]) -> bool:
    """Remove containers and volumes of dead owners, and our own of pods that are not in `spare`.

    False if something of ours is still held, by a container whose removal is under way.

    `spare` is asked after the lists were made, so that a pod that is being opened meanwhile is in it.
    """
    mine = owner()
    found = [
        (item["Labels"], float(item["Created"]), item["Id"])
        for item in api.containers(all=True, filters={"label": POD})
    ]
    volumes = [
        (item["Labels"], _seconds(item.get("CreatedAt", "")), item["Name"])
        for item in api.volumes(filters={"label": POD})["Volumes"] or ()
    ]
    keep = spare()
    clean = True
    for things, remove in ((found, remove_container), (volumes, volume_is_gone)):
        for labels, created, name in things:
            theirs = labels.get(OWNER, "")
            gone = labels[POD] not in keep if theirs == mine else is_dead(theirs, time.time() - created)
            if gone and remove(api, name) is False and theirs == mine:
                clean = False
    return clean


def remove_container(api: Any, name: str) -> None:
    """Kill and remove; one that is gone, or going, is fine."""
    import docker.errors

    try:
        api.remove_container(name, force=True, v=True)
    except docker.errors.APIError as error:
        if error.status_code not in (404, 409):
            raise


def volume_is_gone(api: Any, name: str) -> bool:
    """Remove a volume; False while a container has it whose removal takes longer."""
    import docker.errors

    try:
        api.remove_volume(name, force=True)
    except docker.errors.NotFound:
        return True
    except docker.errors.APIError as error:
        if error.status_code != 409:
            raise
        return False
    return True


def _boot() -> str:
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{os.readlink('/proc/self/ns/pid')}"  # noqa: PTH115  # no path, though it looks like one
    except OSError:
        return "elsewhere"


def _started(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_bytes().rsplit(b")", 1)[1].split()[19].decode()
    except (OSError, IndexError):
        return "gone"


def _seconds(stamp: str) -> float:
    try:
        return datetime.fromisoformat(stamp).timestamp()
    except ValueError:
        return time.time()
