"""Pods of containers on a Docker daemon, local or not: for hosts without user namespaces, macOS, and gVisor.

See docs/sandbox.md for what a pod is made of. Needs images (`vetloop toolchains build --docker`).
"""

from __future__ import annotations

import contextlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sandbox import seccomp
from sandbox.backends.base import BackendUnavailableError, Pod, PodError, PodPlan
from sandbox.backends.docker_engine import Engine, daemon_trouble, sweep
from sandbox.backends.docker_images import (
    BROWSER,
    FIRST_UID,
    UIDS,
    browser_image,
    check_image,
    harness_image,
    is_usable,
    service_image,
    toolchain_image,
)
from sandbox.backends.docker_pod import DockerPod
from sandbox.backends.workspace import publish_harness, try_lock
from sandbox.data_folder import make_readable_folder
from sandbox.services import registry as services
from sandbox.services.model import ServiceMissingError
from sandbox.verdict import Assurance

CLOSING_S = 10.0
"""how long closing waits for containers whose removal is under way"""
RUNTIMES = {"docker": None, "docker-gvisor": "runsc"}


class DockerBackend:
    """Makes pods out of containers. `name` is one of `RUNTIMES`.

    Raises on construction:
        BackendUnavailableError: no daemon that can hold the limits, no such runtime, or no image for the judge.
    """

    assurance = Assurance.FULL

    def __init__(self, data: Path, name: str = "docker") -> None:
        self.name = name
        self.engine = Engine(name)
        self.runtime = RUNTIMES[name]
        if self.runtime is not None:
            _check_runtime(self.engine, name, self.runtime)
        self.data = data
        harness = publish_harness(data)
        self.image = harness_image(harness)
        self.profile = json.dumps(seccomp.docker_profile())
        self._lock = threading.Lock()
        self._live: set[str] = set()
        self._unclean = True
        try:
            with contextlib.closing(self.engine.connect()) as api:
                check_image(api, self.image, "")
                self.features = frozenset({"addresses", "namespaces", *self._features_with_images(api)})
            self._sweep()
        except PodError as error:
            raise BackendUnavailableError(name, str(error), "") from error

    def _features_with_images(self, api: object) -> Iterator[str]:
        if self.runtime is not None:
            return  # a unix socket does not lead from one gVisor container to another
        if is_usable(api, browser_image()):
            yield BROWSER
        for name in services.names():
            with contextlib.suppress(ServiceMissingError):
                if is_usable(api, service_image(services.find(name, self.data))):
                    yield name

    def remedy(self, feature: str) -> str:
        """Images are built of what the host has: its server first, where a service lacks that too."""
        if self.runtime is not None:
            return ""
        build = f"vetloop toolchains build --docker {feature}"
        if feature not in services.names():
            return build if feature == BROWSER else ""
        missing = services.missing_packages(feature)
        return f"apt-get install {' '.join(missing)} && {build}" if missing else build

    def open_pod(self, plan: PodPlan) -> Pod:
        """Make the network, the volume and the keeper of one evaluation."""
        with self._lock:
            unclean = self._unclean
        if unclean:
            self._sweep()
        name = f"vetloop-{secrets.token_hex(6)}"
        with self._lock:
            self._live.add(name)
        uid: tuple[int, IO[bytes]] | None = None
        try:
            uid = _take_uid(self.data)
            return DockerPod(self, plan, name, *uid)
        except BaseException:
            if uid is not None:
                uid[1].close()
            self.forget(name, clean=False)
            raise

    def toolchain_image(self, api: object, plan: PodPlan) -> str:
        """The image the plan's target runs in. Raises `PodError` if it was not built."""
        image = toolchain_image(plan.toolchain)
        check_image(api, image, plan.toolchain.name)
        return image

    def service_images(self, api: object, plan: PodPlan) -> dict[str, str]:
        """The images of the plan's services, by their names. Raises `PodError` if one was not built."""
        images = {service.name: service_image(service) for service in plan.services}
        for name, image in images.items():
            check_image(api, image, name)
        return images

    def browser_image(self, api: object) -> str:
        """The image of the browser. Raises `PodError` if it was not built."""
        image = browser_image()
        check_image(api, image, BROWSER)
        return image

    def forget(self, name: str, *, clean: bool) -> None:
        """A pod is closed. What it could not remove is removed before the next one opens."""
        with self._lock:
            self._live.discard(name)
            self._unclean = self._unclean or not clean

    def keep_warm(self, pods: int) -> None:
        """Containers are not pre-started."""

    def prepare(self, plan: PodPlan, timeout_s: float) -> bool:
        """As `keep_warm`."""
        return False

    def close(self) -> None:
        """Remove what is left of our pods, if the daemon lets us; else whoever starts next does."""
        end = time.monotonic() + CLOSING_S
        with contextlib.suppress(PodError):
            while not self._sweep() and time.monotonic() < end:
                time.sleep(0.2)

    def _sweep(self) -> bool:
        """Whether nothing of closed pods is left; what is still held goes the next time."""
        with self._lock:
            self._unclean = False
        clean = False
        try:
            with daemon_trouble("removing leftovers"), contextlib.closing(self.engine.connect()) as api:
                clean = sweep(api, self._living)
        finally:
            if not clean:
                with self._lock:
                    self._unclean = True
        return clean

    def _living(self) -> set[str]:
        with self._lock:
            return set(self._live)


def _check_runtime(engine: Engine, name: str, runtime: str) -> None:
    """gVisor's network stack is each container's own: judge and target would not meet, and all code would fail."""
    runtimes = engine.info.get("Runtimes", {})
    remedy = "Register gVisor with the daemon as `runsc`, with the argument --network=host."
    if runtime not in runtimes:
        raise BackendUnavailableError(name, f"the daemon at {engine.place} has no runtime {runtime}", remedy)
    if "--network=host" not in (runtimes[runtime].get("runtimeArgs") or ()):
        reason = f"the runtime {runtime} of the daemon at {engine.place} keeps containers of a pod apart"
        raise BackendUnavailableError(name, reason, remedy)


def _take_uid(data: Path) -> tuple[int, IO[bytes]]:
    """A uid that no other pod of this data folder has, and the lock that says so."""
    folder = data / "uids"
    try:
        make_readable_folder(folder)
        start = secrets.randbelow(UIDS)
        for step in range(UIDS):
            number = (start + step) % UIDS
            lock = try_lock(folder / f"docker-{number}")
            if lock is not None:
                return FIRST_UID + number, lock
    except OSError as error:
        raise PodError(f"no uid for the pod: {error}") from error
    raise PodError(f"all {UIDS} sandbox uids are in use")
