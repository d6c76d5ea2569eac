"""Node, the locked npm packages, and esbuild's program beside Node's, so that a stack's `build` can name it."""

from __future__ import annotations

import shutil
from pathlib import Path

from sandbox.toolchains import npm
from sandbox.toolchains.model import Runtime, Say, ToolchainInstallError

NAME = "web"


def runtime(folder: Path) -> Runtime:
    """The Node of the `node` toolchain."""
    del folder
    return npm.pinned_node(NAME)


def build(folder: Path, target: Path, runtime: Runtime, say: Say) -> None:
    """Make `target/node/bin/{node,esbuild}` and `target/node_modules`.

    esbuild and Next.js bring native programs as packages of their own, one for each platform: npm picks this host's,
    and no install script has to run.
    """
    programs = npm.lay_out(NAME, folder, target, runtime, say)
    packages = target / "node_modules"
    found = sorted(packages.glob("@esbuild/*/bin/esbuild"))
    if len(found) != 1:
        raise ToolchainInstallError(NAME, "looking for esbuild", f"{len(found)} programs for this platform, not 1")
    shutil.copyfile(found[0], programs / "esbuild")
    (programs / "esbuild").chmod(0o755)
    # Next.js resizes pictures with it, 19 MB; no case does.
    shutil.rmtree(packages / "@img", ignore_errors=True)
    shutil.rmtree(packages / "sharp", ignore_errors=True)
