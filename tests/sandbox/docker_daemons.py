"""Docker daemons for tests: the one that runs, or one in a temporary folder that shares nothing with the host's."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from sandbox.backends.base import BackendUnavailableError, PodError
from sandbox.backends.docker_engine import Engine
from sandbox.backends.docker_images import build_images as build
from sandbox.backends.docker_images import host_distribution

START_S = 60.0
BOOTSTRAP_S = 600.0
DISK_MIB = 8000
SOCKET = "docker-of-tests.sock"
BUILDING = threading.Lock()
"""tests judge two submissions at once; an image is built once"""
BASIC = ("python",)
BESIDE = ("postgres", "redis", "browser")
"""what some cases need beside a toolchain"""
ATTEMPTS = 3
"""On a busy machine dockerd gives up waiting for its own containerd."""


class OwnDaemon:
    """A dockerd with its own socket, pid file, network settings and small disk; stopped by its own pid."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.place = f"unix://{folder / SOCKET}"
        self.disk = folder / "data"
        self._process: subprocess.Popen[bytes] | None = None
        self.disk.mkdir()
        options = f"size={DISK_MIB}m"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "docker-test", str(self.disk)], check=True)

    def start(self) -> None:
        """Start, or start again on what the last one left, and wait until it answers. Raises `RuntimeError`."""
        for _ in range(ATTEMPTS):
            if self._try_to_start():
                return
            self.stop()
        raise RuntimeError(f"dockerd does not start here: {self._last_words()}")

    def _try_to_start(self) -> bool:
        (self._folder / "docker.pid").unlink(missing_ok=True)
        command = ["dockerd", "--host", self.place, "--data-root", str(self.disk)]
        command += ["--exec-root", str(self._folder / "exec"), "--pidfile", str(self._folder / "docker.pid")]
        # A bridge of its own would be the host's; builds share the host's network instead.
        command += ["--bridge", "none", "--iptables=false", "--ip6tables=false"]
        with (self._folder / "dockerd.log").open("ab") as log:
            self._process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        end = time.monotonic() + START_S
        while self._process.poll() is None and time.monotonic() < end:
            with contextlib.suppress(BackendUnavailableError), pointed_to(self.place):
                Engine("docker")
                return True
            time.sleep(0.2)
        return False

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Signal it and wait until it is gone."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(number)
                self._process.wait(60)
            self._process = None

    def close(self) -> None:
        """Stop it for good, with what a killed one may have left running or mounted."""
        self.stop()
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if str(self._folder).encode() in (process / "cmdline").read_bytes():
                    below = [int(pid) for file in process.glob("task/*/children") for pid in file.read_text().split()]
                    for pid in (*below, int(process.name)):
                        os.kill(pid, signal.SIGKILL)
        mounts = [line.split()[4] for line in Path("/proc/self/mountinfo").read_text().splitlines()]
        for mount in reversed([place for place in mounts if place.startswith(f"{self._folder}/")]):
            subprocess.run(["umount", "--lazy", mount], check=False, capture_output=True)

    def _last_words(self) -> str:
        lines = (self._folder / "dockerd.log").read_text(errors="replace").splitlines()
        return " ".join(lines[-2:])[-400:]


@contextlib.contextmanager
def pointed_to(place: str) -> Iterator[None]:
    """Have DOCKER_HOST name this daemon for a while."""
    before = os.environ.get("DOCKER_HOST")
    os.environ["DOCKER_HOST"] = place
    try:
        yield
    finally:
        if before is None:
            del os.environ["DOCKER_HOST"]
        else:
            os.environ["DOCKER_HOST"] = before


@contextlib.contextmanager
def daemon(folders: pytest.TempPathFactory, data: Path) -> Iterator[str]:
    """The running daemon, else one of our own while this lasts, with images; skips where neither is to be had."""
    try:
        running = Engine("docker").place
    except BackendUnavailableError as error:
        reason = error.reason
    else:
        build_images(data, BASIC)
        yield running
        return
    own = own_daemon(folders, reason)
    try:
        with pointed_to(own.place):
            build_images(data, BASIC, network_of(own.place))
            yield own.place
    finally:
        own.close()


def own_daemon(folders: pytest.TempPathFactory, reason: str = "") -> OwnDaemon:
    """A daemon of our own, started; skips where it cannot be."""
    if shutil.which("dockerd") is None or os.geteuid() != 0:
        pytest.skip(f"{reason or 'no daemon of our own'}; dockerd is not installed or this is not root")
    made = OwnDaemon(folders.mktemp("docker"))
    try:
        made.start()
    except RuntimeError as error:
        made.close()
        pytest.skip(str(error))
    return made


def copy_images(source: str, target: str, images: list[str]) -> None:
    """Bring images from one daemon to another."""
    with pointed_to(source):
        giving = Engine("docker").connect()
    with pointed_to(target):
        taking = Engine("docker").connect()
    with contextlib.closing(giving), contextlib.closing(taking):
        for image in images:
            for _ in taking.load_image(giving.get_image(image)):
                pass


def network_of(place: str) -> str | None:
    """What Debian's packages come by while an image is built: a daemon of our own has no bridge."""
    return "host" if place.endswith(f"/{SOCKET}") else None


def build_images(data: Path, names: Sequence[str], network: str | None = None) -> None:
    """Build the images of the judge and of `names`; skips where their base is not to be had."""
    bring_base()
    try:
        for name, result in build(names, data, "", lambda line: None, network=network):
            if isinstance(result, Exception):
                pytest.fail(f"no image for {name}: {result}")
    except PodError as error:
        pytest.fail(f"no image for the judge: {error}")


def bring_base() -> None:
    """Have the base image: it is there, the registry gives it, or debootstrap makes it."""
    import docker.errors

    base = host_distribution()
    with contextlib.closing(Engine("docker").connect()) as api:
        with contextlib.suppress(docker.errors.ImageNotFound):
            api.inspect_image(base)
            return
        with contextlib.suppress(docker.errors.APIError):
            api.pull(*base.split(":"))
            return
        if shutil.which("debootstrap") is None or not base.startswith("debian:") or os.geteuid() != 0:
            pytest.skip(f"neither the registry nor debootstrap gives {base}")
        _bootstrap(base)


def _bootstrap(base: str) -> None:
    codename = base.removeprefix("debian:").removesuffix("-slim")
    with tempfile.TemporaryDirectory() as folder:
        root, archive = Path(folder, "root"), Path(folder, "root.tar")
        for command in (
            ["debootstrap", "--variant=minbase", codename, str(root)],
            ["tar", "-C", str(root), "-cf", str(archive), "."],
        ):
            done = subprocess.run(command, capture_output=True, text=True, timeout=BOOTSTRAP_S, check=False)
            if done.returncode:
                pytest.skip(f"{base} cannot be made: {done.stdout[-300:]}{done.stderr[-300:]}")
        with contextlib.closing(Engine("docker").connect()) as api:
            api.import_image_from_file(str(archive), *base.split(":"))
