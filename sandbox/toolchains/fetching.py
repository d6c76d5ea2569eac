"""The one place where an installation starts other programs: package installers, runtimes, compilers of bytecode."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from sandbox.toolchains.model import ToolchainInstallError

STEP_SECONDS = 1200
"""A step that takes longer has hung: the slowest one downloads some 100 MB."""

_DROPPED = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "NODE_PATH", "NODE_OPTIONS")


def run_step(name: str, step: str, argv: Sequence[str | Path], *, extra: Mapping[str, str] | None = None) -> str:
    """Run one step of installing `name` and return its standard output. Raises `ToolchainInstallError`.

    The environment is passed on (proxies, certificates), except for what would redirect an interpreter's imports; the
    working folder is not, since installers read settings from it. So paths in `argv` are absolute.
    """
    environment = {key: value for key, value in os.environ.items() if key not in _DROPPED} | dict(extra or {})
    try:
        done = subprocess.run(
            [str(word) for word in argv],
            env=environment,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=STEP_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ToolchainInstallError(name, step, f"no end after {STEP_SECONDS} s") from error
    except OSError as error:
        raise ToolchainInstallError(name, step, f"{argv[0]}: {error.strerror or error}") from error
    if done.returncode != 0:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise ToolchainInstallError(name, step, "\n".join(lines[-15:]) or f"exit status {done.returncode}")
    return done.stdout


def install_wheels(name: str, lock: Path, target: Path, python: Path) -> None:
    """Install the hash-pinned wheels of `lock` for the interpreter `python` into `target`.

    Nothing is built or resolved. Raises `ToolchainInstallError`.
    """
    only: list[str | Path] = ["--require-hashes", "--only-binary", ":all:", "--no-deps"]
    into: list[str | Path] = ["--target", target, "-r", lock]
    uv = find_uv()
    if uv is not None:
        options: list[str | Path] = ["--quiet", "--link-mode", "copy", "--python", python]
        run_step(name, "fetching packages with uv", [uv, "pip", "install", *options, *only, *into])
    else:
        try:
            run_step(name, "looking for pip", [python, "-m", "pip", "--version"])
        except ToolchainInstallError as error:
            raise ToolchainInstallError(name, "looking for uv or pip", "neither is here; install uv") from error
        options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]
        run_step(name, "fetching packages with pip", [python, "-m", "pip", "install", *options, *only, *into])
    for leftover in (".lock", "bin"):
        path = target / leftover
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def find_uv() -> Path | None:
    """Return uv from our own environment, else from PATH, else nothing."""
    beside = Path(sys.executable).parent / "uv"
    found = str(beside) if os.access(beside, os.X_OK) else shutil.which("uv")
    return Path(found) if found else None
