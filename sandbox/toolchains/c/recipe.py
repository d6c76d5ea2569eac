"""Compiles the driver with the host's gcc; nothing is fetched. What a submission is built with is the host's too."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sandbox.toolchains.fetching import run_step
from sandbox.toolchains.model import Runtime, Say

NAME = "c"
GCC, GPP, GOLD = Path("/usr/bin/gcc"), Path("/usr/bin/g++"), Path("/usr/bin/ld.gold")

_PLAIN = ("-std=gnu17", "-O1", "-fPIE", "-Wall", "-Wextra", "-Werror")
_WATCHED = ("-fsanitize=address", "-fno-omit-frame-pointer")
_DRIVER = ("values", "json", "access", "driver")


def runtime(folder: Path) -> Runtime:
    """The host's gcc, by its full version."""
    del folder
    version = run_step(NAME, "asking for gcc's version", [GCC, "-dumpfullversion"]).strip()
    return Runtime(f"{version}-{_linker()}", Path(os.path.realpath(GCC)))


def build(folder: Path, target: Path, runtime: Runtime, say: Say) -> None:
    """Make `target/c` with `bin/build`, `bin/run`, the headers, and the objects that are linked to a submission."""
    del runtime
    say("c: compiling the driver")
    root = target / "c"
    for part in ("bin", "lib"):
        (root / part).mkdir(parents=True)
    shutil.copytree(folder / "include", root / "include")
    source, objects, include = folder / "source", root / "lib", f"-I{folder / 'include'}"
    for name in ("build", "run"):
        chosen = [f'-DLINKER="-fuse-ld={_linker()}"', "-D_FORTIFY_SOURCE=2"]
        run_step(NAME, f"compiling {name}", [GCC, *_PLAIN, *chosen, source / f"{name}.c", "-o", root / "bin" / name])
    shutil.copyfile(source / "selftest.sh", root / "bin" / "selftest")
    (root / "bin" / "selftest").chmod(0o755)
    _compile(source / "report.c", objects / "report.o", include)
    unaided = (
        "-fno-builtin",
        "-fno-tree-loop-distribute-patterns",
    )  # a loop that copies must not become the call it is
    _compile(source / "strings.c", objects / "strings.o", *_WATCHED, *unaided)
    parts: list[Path] = []
    for name in _DRIVER:
        parts.append(target / f"{name}.o")
        _compile(source / f"{name}.c", parts[-1], *_WATCHED, include)
    run_step(NAME, "joining the driver", [GCC, "-r", "-nostdlib", *parts, "-o", objects / "driver.o"])
    for joined in parts:
        joined.unlink()
    words = ["-std=gnu++17", "-O1", "-fPIE", "-Wall", "-Wextra", "-Werror", *_WATCHED, include]
    run_step(NAME, "compiling calls", [GPP, *words, "-c", source / "calls.cc", "-o", objects / "calls.o"])
    say("c: precompiling the headers of the C++ library")
    run_step(NAME, "precompiling", [root / "bin" / "build", root / "include" / "cpp.h"])


def _linker() -> str:
    """gold links in half the time, where binutils has it."""
    return "gold" if GOLD.exists() else "bfd"


def _compile(source: Path, to: Path, *options: str) -> None:
    run_step(NAME, f"compiling {source.name}", [GCC, *_PLAIN, *options, "-c", source, "-o", to])
