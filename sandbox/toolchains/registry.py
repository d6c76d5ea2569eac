"""Finds and installs toolchains. The registry is the folder: every sub-folder with a `toolchain.toml` is one.

Installations live in `<data>/toolchains/<name>-<digest>/`, put there by one rename and never changed afterwards, so
running evaluations keep what they started with; `prune` removes the ones nothing points to any more.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib
import json
import os
import shutil
import stat
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from sandbox.data_folder import make_readable_folder
from sandbox.toolchains.digests import SHORT, installation_digest, toolchain_digest
from sandbox.toolchains.fetching import run_step
from sandbox.toolchains.model import (
    Layout,
    Recipe,
    Runtime,
    Say,
    Toolchain,
    ToolchainError,
    ToolchainInstallError,
    ToolchainMissingError,
    ToolchainState,
    UnknownToolchainError,
    read_layout,
)

RECIPES = Path(__file__).resolve().parent
MANIFEST = "installed.json"
DRIVERS_INSIDE = "/opt/driver"


@dataclass(frozen=True)
class _Installation:
    folder: Path
    digest: str
    version: str


def names() -> tuple[str, ...]:
    """Return the names of all toolchains there are recipes for."""
    return tuple(sorted(file.parent.name for file in RECIPES.glob("*/toolchain.toml")))


def find(name: str, data: Path) -> Toolchain:
    """Return the installed toolchain `name`. Starts no program.

    Raises `ToolchainMissingError` if it is not installed or was installed from another lock or for another interpreter,
    `UnknownToolchainError` if there is no such toolchain.
    """
    folder, data = _recipe_folder(name), data.absolute()
    layout = read_layout(folder)
    installation, reason = _current(name, folder, layout, data)
    if installation is None:
        raise ToolchainMissingError(name, reason, _command(name))
    return _toolchain(name, folder, layout, installation, data)


def install(name: str, data: Path, say: Say) -> Toolchain:
    """Install the toolchain `name` unless it is there, and return it. Two installers at once wait for each other.

    Raises `ToolchainInstallError`; then nothing was put in place. The next call starts afresh; downloads are kept.
    """
    folder, data = _recipe_folder(name), data.absolute()
    layout = read_layout(folder)
    make_readable_folder(data / "toolchains")
    with _locked(data / "toolchains" / f".{name}.lock", name, say):
        installation, _ = _current(name, folder, layout, data)
        if installation is None:
            installation = _build(name, folder, layout, data, say)
            say(f"{name}: installed, version {installation.version}")
        else:
            say(f"{name}: already installed, version {installation.version}")
    return _toolchain(name, folder, layout, installation, data)


def needs(name: str) -> frozenset[str]:
    """Features of a backend that the toolchain `name` cannot do without."""
    return read_layout(_recipe_folder(name)).needs


def missing_packages(name: str) -> tuple[str, ...]:
    """Debian packages that the toolchain `name` stands on and this host lacks."""
    return read_layout(_recipe_folder(name)).missing_packages()


def states(data: Path) -> list[ToolchainState]:
    """Return the state of every toolchain; a broken recipe is a state too."""
    found = []
    for name in names():
        try:
            toolchain = find(name, data)
        except ToolchainMissingError as error:
            found.append(ToolchainState(name, False, "", "", error.reason, error.command))
        except ToolchainError as error:
            found.append(ToolchainState(name, False, "", "", str(error), _command(name)))
        else:
            summary = read_layout(_recipe_folder(name)).summary
            found.append(ToolchainState(name, True, toolchain.digest, toolchain.version, summary, ""))
    return found


def prune(data: Path, say: Say) -> list[Path]:
    """Remove installations and drivers that are not current, and what broken installations left. Return what went."""
    root = data.absolute() / "toolchains"
    removed = []
    for name in names() if root.is_dir() else ():
        with _locked(root / f".{name}.lock", name, say):
            keep: set[Path] = set()
            with contextlib.suppress(ToolchainError):
                keep = {path for path, _ in find(name, data).binds}
            places = (root, root / "drivers")
            candidates = [path for place in places for mark in ("", ".") for path in place.glob(f"{mark}{name}-*")]
            for folder in candidates:
                if not any(kept == folder or folder in kept.parents for kept in keep):
                    say(f"removing {folder}")
                    shutil.rmtree(folder)
                    removed.append(folder)
    return removed


def _recipe_folder(name: str) -> Path:
    if name not in names():
        raise UnknownToolchainError(name, names())
    return RECIPES / name


def _command(name: str) -> str:
    return f"vetloop toolchains install {name}"


def _current(name: str, folder: Path, layout: Layout, data: Path) -> tuple[_Installation | None, str]:
    """Return the installation that fits recipe, lock and interpreter, or the reason why there is none."""
    if missing := layout.missing_packages():
        return None, f"needs the system packages {', '.join(missing)} (apt-get install {' '.join(missing)})"
    reason = "not installed"
    for manifest in sorted((data / "toolchains").glob(f"{name}-*/{MANIFEST}")):
        try:
            stored: dict[str, Any] = json.loads(manifest.read_text("utf-8"))
            digest, version, witness = str(stored["digest"]), str(stored["version"]), stored["witness"]
        except (OSError, ValueError, KeyError, TypeError):
            reason = f"{manifest} cannot be read"
            continue
        if digest != installation_digest(folder, layout.published, version):
            reason = "its lock or recipe has changed since it was installed"
        elif witness is not None and witness != _testify(Path(str(witness.get("path", "")))):
            reason = f"the interpreter {witness.get('path')} has changed since it was installed"
        else:
            return _Installation(manifest.parent, digest, version), ""
    return None, reason


def _testify(program: Path) -> dict[str, object]:
    """What of a host program shows that it was replaced."""
    try:
        seen = program.stat()
    except OSError:
        return {"path": str(program)}
    return {"path": str(program), "size": seen.st_size, "mtime_ns": seen.st_mtime_ns}


def _build(name: str, folder: Path, layout: Layout, data: Path, say: Say) -> _Installation:
    if missing := layout.missing_packages():
        detail = f"this host lacks what it stands on; run: apt-get install {' '.join(missing)}"
        raise ToolchainInstallError(name, "looking for system packages", detail)
    recipe = cast("Recipe", importlib.import_module(f"sandbox.toolchains.{name}.recipe"))
    runtime = recipe.runtime(folder)
    digest = installation_digest(folder, layout.published, runtime.version)
    final = data / "toolchains" / f"{name}-{digest[:SHORT]}"
    building = final.with_name(f".{final.name}.part")
    for stale in (building, final):
        if stale.exists():
            shutil.rmtree(stale)
    building.mkdir()
    recipe.build(folder, building, runtime, say)
    _selftest(name, layout, building, say)
    _write_manifest(building, digest, runtime)
    _make_readable(building)
    building.rename(final)
    return _Installation(final, digest, runtime.version)


def _selftest(name: str, layout: Layout, building: Path, say: Say) -> None:
    say(f"{name}: trying it")
    trial = Toolchain(name, "", _binds(layout, building), layout.environment, layout.selftest).host_view()
    run_step(name, "self-test", trial.driver, extra={**trial.environment, "VETLOOP_SELFTEST": str(building)})


def _write_manifest(building: Path, digest: str, runtime: Runtime) -> None:
    witness = None if runtime.witness is None else _testify(runtime.witness)
    text = json.dumps({"digest": digest, "version": runtime.version, "witness": witness}, indent=1)
    (building / MANIFEST).write_text(text + "\n", "utf-8")


def _make_readable(folder: Path) -> None:
    """Let every uid read the tree and run its programs, whatever umask it was made under."""
    for place, _, files in os.walk(folder):
        Path(place).chmod(0o755)
        for file in files:
            path = Path(place, file)
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode):
                path.chmod(0o755 if mode & stat.S_IXUSR else 0o644)


def _binds(layout: Layout, installed: Path) -> tuple[tuple[Path, str], ...]:
    return tuple((installed / part, inside) for part, inside in layout.mounts.items())


def _toolchain(name: str, folder: Path, layout: Layout, installation: _Installation, data: Path) -> Toolchain:
    binds = _binds(layout, installation.folder)
    digest = toolchain_digest(installation.digest, folder, layout.published)
    if layout.published:
        files = [folder / file for file in layout.published]
        published = _publish(files, data / "toolchains" / "drivers" / f"{name}-{digest[:SHORT]}")
        binds = (*binds, (published, f"{DRIVERS_INSIDE}/{name}"))
    return Toolchain(
        name=name,
        digest=digest,
        binds=binds,
        environment=MappingProxyType(dict(layout.environment)),
        driver=layout.driver,
        native=layout.native,
        starters=layout.starters,
        builders=layout.builders,
        version=installation.version,
        needs=layout.needs,
    )


def _publish(files: Iterable[Path], folder: Path) -> Path:
    """Copy driver and starter to where every uid may read them: this repository may lie in a closed home folder."""
    if folder.is_dir():
        return folder
    make_readable_folder(folder.parent)
    building = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    for file in files:
        shutil.copyfile(file, building / file.name)
    _make_readable(building)
    try:
        building.rename(folder)
    except OSError:
        shutil.rmtree(building)
        if not folder.is_dir():
            raise
    return folder


@contextlib.contextmanager
def _locked(file: Path, name: str, say: Say) -> Iterator[None]:
    with file.open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            say(f"{name}: waiting for another installation")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
