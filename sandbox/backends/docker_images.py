"""Images of the docker backend: for judge and keeper, per toolchain, per service; from `sandbox/toolchains/Dockerfile`.

A toolchain's image holds its installation on this host, at the paths every backend shows it under, so that backends
judge with the very same packages; its tag is the toolchain's digest, which is in every verdict. A service's image has
the server of the distribution, which must be of the host's version, and what the host made ready for a start.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import tarfile
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sandbox.backends.base import PodError
from sandbox.backends.browser import PROGRAMS
from sandbox.backends.docker_engine import Engine, daemon_trouble
from sandbox.backends.workspace import publish_harness
from sandbox.services import registry as services
from sandbox.services.model import Service, ServiceMissingError
from sandbox.services.programs import version_in
from sandbox.toolchains import registry
from sandbox.toolchains.digests import SHORT
from sandbox.toolchains.model import (
    Say,
    Toolchain,
    ToolchainError,
    ToolchainInstallError,
    ToolchainMissingError,
    read_layout,
)

DOCKERFILE = registry.RECIPES / "Dockerfile"
RECIPE = "vetloop.recipe"
"""label: digest of the Dockerfile and of what every image gets"""
CONTENT = "vetloop.content"
"""label: digest of what this image gets, and what it was built on"""
FIRST_UID, UIDS = 40_000, 1024
"""Uids of pods: below 65,536, since a rootless or remapped daemon has no more; each is `sandbox` inside.
A pod's services run under the one that lies `UIDS` above, its browser under the one `UIDS` above that."""
BROWSER = "browser"
BROWSER_PACKAGES = ("chromium", "fonts-liberation")
BROWSER_BASE = "debian:bookworm-slim"
"""in place of Ubuntu, whose Chromium is a snap; the browser needs nothing of the host"""
SELFTEST_FOLDER = "/usr/share/vetloop"
_GROUPS = "root:x:0:\nsandbox:x:65534:\n"
_NAMES = "passwd: files\ngroup: files\nhosts: files dns\n"

Item = Path | bytes | str
Files = Iterable[tuple[str, Item]]
"""(path in the image; host file or folder, or content, or as text where a link leads)"""


def harness_image(harness: Path) -> str:
    """Name of the image that judge and keeper of this version run in."""
    return f"vetloop/harness:{hashlib.sha256(f'{harness.name} {recipe_digest()}'.encode()).hexdigest()[:SHORT]}"


def toolchain_image(toolchain: Toolchain) -> str:
    """Name of the toolchain's image."""
    return f"vetloop/toolchain-{toolchain.name}:{toolchain.digest[:SHORT]}"


def service_image(service: Service) -> str:
    """Name of the service's image."""
    return f"vetloop/service-{service.name}:{service.digest[:SHORT]}"


def browser_image() -> str:
    """Name of the image of this version's browser."""
    packages = " ".join(BROWSER_PACKAGES)
    return f"vetloop/{BROWSER}:{hashlib.sha256(f'{packages} {recipe_digest()}'.encode()).hexdigest()[:SHORT]}"


def check_image(api: Any, image: str, names: str) -> None:
    """Raise `PodError`, with the command that builds it, if the image is missing or made by another recipe."""
    if not is_usable(api, image):
        command = f"vetloop toolchains build --docker {names}".strip()
        raise PodError(f"there is no image {image} of this version; run: {command}")


def missing_images(api: Any, data: Path) -> tuple[str, ...]:
    """What has no image of this version: `harness`, `browser`, installed toolchains, services. Raises `PodError`."""
    wanted = {"harness": harness_image(publish_harness(data)), BROWSER: browser_image()}
    installed = (state.name for state in registry.states(data) if state.installed)
    wanted |= {name: toolchain_image(registry.find(name, data)) for name in installed}
    wanted |= {name: service_image(services.find(name, data)) for name in _services_of_host()}
    return tuple(name for name, image in wanted.items() if not is_usable(api, image))


def _services_of_host() -> list[str]:
    return [name for name in services.names() if not services.missing_packages(name)]


def images_for(data: Path) -> list[str]:
    """What `build_images` can build here: installed toolchains, services whose server is installed, the browser."""
    return [*(state.name for state in registry.states(data) if state.installed), *_services_of_host(), BROWSER]


def is_usable(api: Any, image: str) -> bool:
    """Whether the image is there, made by this version's recipe. Raises `PodError` for trouble with the daemon."""
    import docker.errors

    with daemon_trouble("looking for images"):
        try:
            labels = api.inspect_image(image)["Config"].get("Labels") or {}
        except docker.errors.ImageNotFound:
            return False
    return bool(labels.get(RECIPE) == recipe_digest())


def host_distribution() -> str:
    """The image that is closest to this host: toolchains were installed for its Python and its C library."""
    try:
        lines = Path("/etc/os-release").read_text("utf-8").splitlines()
    except OSError:
        lines = []
    values = {key: value.strip('"') for key, _, value in (line.partition("=") for line in lines)}
    if values.get("ID") == "ubuntu":
        return f"ubuntu:{values.get('VERSION_ID', '24.04')}"
    codename = values.get("VERSION_CODENAME", "bookworm") if values.get("ID") == "debian" else "bookworm"
    return f"debian:{codename}-slim"


def build_images(
    names: Iterable[str], data: Path, base: str, say: Say, *, network: str | None = None
) -> Iterator[tuple[str, str | PodError | ToolchainError]]:
    """Build what is missing: the image of judge and keeper, then one per name. Yields name and image, or why not.

    `names` are of toolchains and services, or `browser`. `base` is the image to build on, empty for the one closest to
    this host; `network` is what Debian's packages come by while an image is built, by default the daemon's bridge.

    Raises:
        BackendUnavailableError: no daemon.
        PodError: there is no image for the judge, so none of the others would be of use.
        UnknownToolchainError: there is no such toolchain.
    """
    found = {name: _found(name, data) for name in names}
    with contextlib.closing(Engine("docker").connect()) as api:
        builder = _Builder(api, base or host_distribution(), network, say)
        yield "harness", builder.harness(publish_harness(data))
        for name, thing in found.items():
            try:
                yield name, thing if isinstance(thing, ToolchainError) else builder.image_of(thing)
            except (PodError, ToolchainError) as error:
                yield name, error


def _found(name: str, data: Path) -> Toolchain | Service | ToolchainError | None:
    """What is to be built by a name: nothing of the host for the browser."""
    if name == BROWSER:
        return None
    try:
        if name in services.names():
            return services.make_ready(name, data)
        return registry.find(name, data)
    except (ToolchainMissingError, ToolchainInstallError, ServiceMissingError) as error:
        return error


@dataclass(frozen=True)
class _Builder:
    """Builds images on one daemon and one base."""

    api: Any
    base: str
    network: str | None
    say: Say

    def harness(self, harness: Path) -> str:
        image = harness_image(harness)
        content: list[tuple[str, Item]] = [("judge", harness / "judge")]
        content += [(f"harness/{file.name}", file) for file in sorted(harness.glob("*.py"))]
        self._bring(image, harness.name, (), content)
        return image

    def image_of(self, thing: Toolchain | Service | None) -> str:
        if thing is None:
            return self._browser()
        return self._service(thing) if isinstance(thing, Service) else self._toolchain(thing)

    def _browser(self) -> str:
        image = browser_image()
        if is_usable(self.api, image):
            self.say(f"{image} is there")
            return image
        base = BROWSER_BASE if self.base.startswith("ubuntu:") else self.base
        self._bring(image, image.rpartition(":")[2], BROWSER_PACKAGES, (), base=base, fresh=True)
        with self._removed_unless_it_works(image):
            tried = "; ".join(f"[ ! -x {path} ] || exec {path} --version" for path in PROGRAMS)
            if not version_in(_run(self.api, image, ["/bin/sh", "-c", tried], {"HOME": "/tmp"})):
                raise PodError(f"{image} has no Chromium; build it on Debian: --base {BROWSER_BASE}")
        return image

    def _service(self, service: Service) -> str:
        image = service_image(service)
        if is_usable(self.api, image):
            self.say(f"{image} is there")
            return image
        content: list[tuple[str, Item]] = [(inside.strip("/"), host) for host, inside in service.binds]
        packages = services.packages(service.name)
        self._bring(image, service.digest[:SHORT], packages, content, fresh=True)
        with self._removed_unless_it_works(image):
            version = version_in(_run(self.api, image, [service.program, "--version"], {}))
            if version != service.version:
                raise PodError(
                    f"{image} has version {version or 'none'} of the server and this host {service.version}; "
                    f"bring the host up to date: apt-get install --only-upgrade {' '.join(packages)}"
                )
        return image

    def _toolchain(self, toolchain: Toolchain) -> str:
        image = toolchain_image(toolchain)
        if is_usable(self.api, image):
            self.say(f"{image} is there")
            return image
        layout = read_layout(registry.RECIPES / toolchain.name)
        content: list[tuple[str, Item]] = [(inside.strip("/"), host) for host, inside in toolchain.binds]
        # The installation as it is on the host, for the self-test and for whoever wants to know what the image holds.
        beside = f"{SELFTEST_FOLDER.strip('/')}/{toolchain.name}"
        content += [(f"{beside}/{name}", inside) for name, inside in layout.mounts.items()]
        content += [(f"{beside}/{file.name}", file) for file in sorted(toolchain.binds[0][0].parent.glob("*.json"))]
        packages = tuple(dict.fromkeys(layout.system.values()))
        self._bring(image, _content_digest(toolchain, packages), packages, content)
        with self._removed_unless_it_works(image):
            # The host's installation may not fit the image's system.
            selftest = {"HOME": "/tmp", "VETLOOP_SELFTEST": f"{SELFTEST_FOLDER}/{toolchain.name}"}
            _run(self.api, image, list(layout.selftest), {**layout.environment, **selftest})
        return image

    @contextlib.contextmanager
    def _removed_unless_it_works(self, image: str) -> Iterator[None]:
        try:
            yield
        except PodError:
            with daemon_trouble("removing the image"):
                self.api.remove_image(image, force=True)
            raise

    def _bring(
        self,
        image: str,
        content_digest: str,
        packages: tuple[str, ...],
        content: Files,
        *,
        base: str = "",
        fresh: bool = False,
    ) -> None:
        """Have `image`: one with the same content gets its name, or it is built; `fresh`: with packages of today."""
        base = base or self.base
        labels = {RECIPE: recipe_digest(), CONTENT: f"{content_digest} {base}"}
        with daemon_trouble("looking for images"):
            found = self.api.images(filters={"label": [f"{key}={value}" for key, value in labels.items()]})
            if found:
                name, tag = image.split(":")
                self.api.tag(found[0]["Id"], name, tag)
                self.say(f"{image} is there")
                return
        self.say(f"building {image} on {base}")
        with tempfile.TemporaryFile() as context:
            _write_context(context, content)
            context.seek(0)
            with daemon_trouble(f"building {image}"):
                steps = self.api.build(
                    fileobj=context,
                    custom_context=True,
                    tag=image,
                    buildargs={"BASE": base, "PACKAGES": " ".join(packages)},
                    labels=labels,
                    network_mode=self.network,
                    nocache=fresh,
                    rm=True,
                    forcerm=True,
                    decode=True,
                )
                self._follow(image, steps)

    def _follow(self, image: str, steps: Iterable[dict[str, Any]]) -> None:
        last = ""
        for step in steps:
            if "error" in step:
                raise PodError(f"building {image}: {step['error']} {last}".strip())
            line = str(step.get("stream", "")).strip()
            if line.startswith("Step "):
                self.say(f"  {line[:100]}")
            last = line or last


def _content_digest(toolchain: Toolchain, packages: tuple[str, ...]) -> str:
    """Digest of what a toolchain's image holds: less than the toolchain's, which the judge is part of too."""
    state = hashlib.sha256(repr(packages).encode())
    for host, inside in toolchain.binds:
        # Folders of installations are named by their digest and never change.
        state.update(f"{inside}\0{host.parent.name}/{host.name}\0".encode())
        if inside.startswith(registry.DRIVERS_INSIDE):
            for file in sorted(host.iterdir()):
                state.update(hashlib.sha256(file.read_bytes()).digest())
    return state.hexdigest()[:SHORT]


def recipe_digest() -> str:
    """Digest of what every image is made by: the Dockerfile and the system files of a sandbox."""
    state = hashlib.sha256(DOCKERFILE.read_bytes())
    for name, content in _system_files():
        state.update(name.encode() + bytes(content) if isinstance(content, bytes) else b"")
    return state.hexdigest()[:SHORT]


def _system_files() -> Files:
    users = ["root:x:0:0:root:/:/bin/sh", "sandbox:x:65534:65534:sandbox:/srv:/bin/sh"]
    users += [f"sandbox:x:{uid}:{uid}:sandbox:/srv:/bin/sh" for uid in range(FIRST_UID, FIRST_UID + UIDS)]
    yield "etc/passwd", ("\n".join(users) + "\n").encode()
    groups = _GROUPS + "".join(f"sandbox{gid}:x:{gid}:\n" for gid in range(FIRST_UID, FIRST_UID + UIDS))
    yield "etc/group", groups.encode()
    yield "etc/nsswitch.conf", _NAMES.encode()


def _write_context(target: IO[bytes], content: Files) -> None:
    """The build's context: everything root's and as readable as it is on the host."""
    with tarfile.open(fileobj=target, mode="w") as archive:
        for name, item in (("Dockerfile", DOCKERFILE), *_below_root(_system_files()), *_below_root(content)):
            entry = tarfile.TarInfo(name)
            if isinstance(item, Path):
                archive.add(item, name, filter=_owned_by_root)
            elif isinstance(item, str):
                entry.type, entry.linkname = tarfile.SYMTYPE, item
                archive.addfile(entry)
            else:
                entry.size, entry.mode = len(item), 0o644
                archive.addfile(entry, io.BytesIO(item))


def _below_root(content: Files) -> Files:
    for name, item in content:
        yield f"root/{name}", item


def _owned_by_root(entry: tarfile.TarInfo) -> tarfile.TarInfo:
    entry.uid = entry.gid = 0
    entry.uname = entry.gname = ""
    return entry


def _run(api: Any, image: str, argv: list[str], environment: Mapping[str, str]) -> str:
    """What a program says in an image that was just built. Raises `PodError` if it fails."""
    with daemon_trouble(f"trying {image}"):
        made = api.create_container(
            image,
            argv,
            user=str(FIRST_UID),
            environment=dict(environment),
            host_config=api.create_host_config(network_mode="none", cap_drop=["ALL"]),
            use_config_proxy=False,
        )
        try:
            api.start(made["Id"])
            status = api.wait(made["Id"], timeout=120)["StatusCode"]
            said = str(api.logs(made["Id"]).decode("utf-8", "replace").strip()[-1000:])
        finally:
            api.remove_container(made["Id"], force=True)
    if status:
        raise PodError(f"{image} does not work: {said or f'exit status {status}'}")
    return said
