"""Finds services and makes them ready. The registry is the folder: every sub-folder with a `service.py` is one.

What a start copies lies in `<data>/services/<name>-<digest>/`, made at first use and put there by one rename.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import importlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from sandbox.data_folder import make_readable_folder
from sandbox.services.model import Programs, Recipe, Service, ServiceMissingError

RECIPES = Path(__file__).resolve().parent
SHORT = 12


@dataclass(frozen=True)
class ServiceState:
    """One line of `vetloop doctor`. `command` brings a missing service; empty for one that is there."""

    name: str
    version: str
    command: str


def names() -> tuple[str, ...]:
    """Return the names of all services there are recipes for."""
    return tuple(sorted(file.parent.name for file in RECIPES.glob("*/service.py")))


def wanted(needs: Iterable[str]) -> tuple[str, ...]:
    """Those of a case's `needs` that are services, sorted."""
    return tuple(sorted(set(needs) & set(names())))


def states() -> list[ServiceState]:
    """What this host has of every service."""
    found = []
    for name in names():
        recipe = _recipe(name)
        programs = recipe.find()
        command = "" if programs else f"apt-get install {recipe.PACKAGES}"
        found.append(ServiceState(name, programs.version if programs else "", command))
    return found


def packages(name: str) -> tuple[str, ...]:
    """Debian packages that bring the service `name`."""
    return tuple(_recipe(name).PACKAGES.split())


def missing_packages(name: str) -> tuple[str, ...]:
    """Debian packages that bring the service `name`; none where it is there."""
    return () if _recipe(name).find() else packages(name)


def find(name: str, data: Path) -> Service:
    """Return the service `name`, described; it is not made ready. Raises `ServiceMissingError`."""
    recipe, programs = _recipe(name), _programs(name)
    digest = _digest(name, programs)
    return recipe.service(programs, digest, _folder(name, digest, data))


def make_ready(name: str, data: Path) -> Service:
    """Return the service `name` with everything that a start needs. Two callers at once wait for each other.

    Raises `ServiceMissingError` without the server's programs, `ToolchainInstallError` if a step fails.
    """
    service = find(name, data)
    place = _folder(name, service.digest, data)
    if place.is_dir():
        return service
    make_readable_folder(place.parent)
    with (place.parent / f".{name}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not place.is_dir():
            _build(_recipe(name), _programs(name), place)
    return service


def prune(data: Path) -> list[Path]:
    """Remove what was made for other versions of servers and recipes, and what broken builds left. Return what went."""
    root = data.absolute() / "services"
    removed = []
    for name in names() if root.is_dir() else ():
        with (root / f".{name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            kept: Path | None = None
            with contextlib.suppress(ServiceMissingError):
                kept = _folder(name, find(name, data).digest, data)
            for folder in [found for mark in ("", ".") for found in root.glob(f"{mark}{name}-*")]:
                if folder != kept:
                    shutil.rmtree(folder)
                    removed.append(folder)
    return removed


def _build(recipe: Recipe, programs: Programs, place: Path) -> None:
    building = Path(tempfile.mkdtemp(dir=place.parent, prefix=f".{place.name}."))
    try:
        building.chmod(0o755)
        recipe.build(programs, building)
        for folder, folders, files in os.walk(building):
            for entry in folders:
                Path(folder, entry).chmod(0o755)
            for entry in files:
                Path(folder, entry).chmod(0o644)
        building.rename(place)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _recipe(name: str) -> Recipe:
    return cast(Recipe, importlib.import_module(f"sandbox.services.{name}.service"))


def _programs(name: str) -> Programs:
    recipe = _recipe(name)
    programs = recipe.find()
    if programs is None:
        raise ServiceMissingError(name, "its server is not installed", f"apt-get install {recipe.PACKAGES}")
    return programs


def _digest(name: str, programs: Programs) -> str:
    total = hashlib.sha256(programs.version.encode())
    for file in sorted((RECIPES / name).iterdir()):
        if file.is_file():
            total.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def _folder(name: str, digest: str, data: Path) -> Path:
    return data.absolute() / "services" / f"{name}-{digest[:SHORT]}"
