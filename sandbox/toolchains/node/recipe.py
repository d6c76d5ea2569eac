"""Node and the locked npm packages, as `sandbox.toolchains.npm` lays them out."""

from __future__ import annotations

from pathlib import Path

from sandbox.toolchains import npm
from sandbox.toolchains.model import Runtime, Say

NAME = "node"


def runtime(folder: Path) -> Runtime:
    """The pinned Node."""
    del folder
    return npm.pinned_node(NAME)


def build(folder: Path, target: Path, runtime: Runtime, say: Say) -> None:
    """Make `target/node/bin/node` and `target/node_modules`."""
    npm.lay_out(NAME, folder, target, runtime, say)
