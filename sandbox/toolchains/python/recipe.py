"""Lays out a relocatable virtual environment: the host's CPython (or a standalone one) and the locked packages."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sandbox.toolchains.fetching import find_uv, install_wheels, run_step
from sandbox.toolchains.model import Runtime, Say, ToolchainInstallError

NAME = "python"
OLDEST = (3, 11)
STANDALONE = "3.12"
INSIDE = "/opt/toolchain/python"
HOST_FOLDER = Path("/usr/bin")
"""Sandboxes see the host's /usr read-only: an interpreter there need not be copied."""

_ASK = "import sys; print(*sys.version_info[:3], sep='.'); print(sys.implementation.name)"


def runtime(folder: Path) -> Runtime:
    """Choose the host's interpreter if it is new enough, else uv's standalone one."""
    del folder
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11"):
        program = HOST_FOLDER / name
        version = _version(program)
        if version is not None:
            return Runtime(version, Path(os.path.realpath(program)))
    return Runtime(f"standalone-{STANDALONE}")


def build(folder: Path, target: Path, runtime: Runtime, say: Say) -> None:
    """Make `target/python` with `bin/python`, the packages, and their bytecode."""
    root = target / "python"
    if runtime.witness is not None:
        interpreter = runtime.witness
        short = ".".join(runtime.version.split(".")[:2])
        _lay_out_environment(root, interpreter, runtime.version)
    else:
        say(f"python: this system has no Python {'.'.join(map(str, OLDEST))} or newer, fetching {STANDALONE}")
        interpreter = _copy_standalone(root)
        short = STANDALONE
    packages = root / "lib" / f"python{short}" / "site-packages"
    say(f"python: fetching packages for CPython {runtime.version}")
    install_wheels(NAME, folder / "requirements.lock", packages, interpreter)
    shutil.copyfile(folder / "known_random.py", packages / "known_random.py")
    (packages / "known_random.pth").write_text("import known_random; known_random.arm()\n", "utf-8")
    say("python: compiling to bytecode")
    shown = ["-s", str(root), "-p", INSIDE]
    unchecked = ["--invalidation-mode", "unchecked-hash"]
    run_step(NAME, "compiling", [interpreter, "-I", "-m", "compileall", "-q", "-j", "0", *unchecked, *shown, packages])


def _version(program: Path) -> str | None:
    if not os.access(program, os.X_OK):
        return None
    try:
        version, implementation = run_step(NAME, "asking for the version", [program, "-I", "-S", "-c", _ASK]).split()
    except (ToolchainInstallError, ValueError):
        return None
    new_enough = tuple(int(part) for part in version.split(".")[:2]) >= OLDEST
    return version if new_enough and implementation == "cpython" else None


def _lay_out_environment(root: Path, interpreter: Path, version: str) -> None:
    programs = root / "bin"
    programs.mkdir(parents=True)
    for name in ("python", "python3"):
        (programs / name).symlink_to(interpreter)
    (root / "pyvenv.cfg").write_text(
        f"home = {interpreter.parent}\ninclude-system-site-packages = false\nversion = {version}\n", "utf-8"
    )


def _copy_standalone(root: Path) -> Path:
    uv = find_uv()
    if uv is None:
        raise ToolchainInstallError(NAME, "looking for uv", "neither a new Python nor uv is here; install python3.11")
    run_step(NAME, "fetching CPython with uv", [uv, "python", "install", "--quiet", STANDALONE])
    found = run_step(NAME, "finding CPython", [uv, "python", "find", "--managed-python", "--no-project", STANDALONE])
    home = Path(os.path.realpath(found.strip())).parent.parent
    shutil.copytree(home, root, symlinks=True)
    interpreter = root / "bin" / f"python{STANDALONE}"
    for name in ("python", "python3"):
        (root / "bin" / name).unlink(missing_ok=True)
        (root / "bin" / name).symlink_to(interpreter.name)
    for marker in root.glob("lib/python*/EXTERNALLY-MANAGED"):
        marker.unlink()
    return interpreter
