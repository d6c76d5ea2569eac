"""Digests of toolchains: one names an installation, the other goes into every verdict."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Collection, Iterable
from pathlib import Path

JUDGE = Path(__file__).resolve().parent.parent / "judge"
"""The judge library: it runs beside the submission and decides, so it is part of every toolchain's digest."""

SHORT = 12


def installation_digest(folder: Path, published: Collection[str], runtime_version: str) -> str:
    """Digest what an installation is made of: recipe and lock, runtime version, machine; not the `published` files."""
    files = (file for file in _files(folder) if file.name not in published)
    return _digest(folder, files, (runtime_version, platform.system(), platform.machine()))


def toolchain_digest(installation: str, folder: Path, published: Iterable[str], judge: Path = JUDGE) -> str:
    """Digest everything of a toolchain that can change a verdict: installation, driver and starter, judge."""
    judging = _digest(judge, _files(judge), ())
    return _digest(folder, (folder / name for name in published), (installation, judging))


def _files(folder: Path) -> Iterable[Path]:
    return sorted(
        file
        for file in folder.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts and not file.name.startswith(".")
    )


def _digest(base: Path, files: Iterable[Path], facts: Iterable[str]) -> str:
    total = hashlib.sha256()
    for fact in facts:
        total.update(b"fact\0" + fact.encode() + b"\0")
    for file in files:
        content = hashlib.sha256(file.read_bytes()).hexdigest()
        total.update(f"file\0{file.relative_to(base).as_posix()}\0{content}\0".encode())
    return total.hexdigest()
