"""What a toolchain is, as a recipe in this repository and as installed on this machine."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

Say = Callable[[str], None]
"""Takes one line of progress."""


class ToolchainError(RuntimeError):
    """Anything that keeps a toolchain from being used."""


class UnknownToolchainError(ToolchainError, LookupError):
    """No folder of that name."""

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        self.name = name
        super().__init__(f"no toolchain is called {name!r}; there are: {', '.join(known)}")


class ToolchainMissingError(ToolchainError):
    """The toolchain is not installed, or what is installed no longer fits; `command` brings it."""

    def __init__(self, name: str, reason: str, command: str) -> None:
        self.name = name
        self.reason = reason
        self.command = command
        super().__init__(f"toolchain {name}: {reason}; run: {command}")


class ToolchainInstallError(ToolchainError):
    """A step of an installation failed; nothing was put in place."""

    def __init__(self, name: str, step: str, detail: str) -> None:
        self.name = name
        self.step = step
        self.detail = detail
        super().__init__(f"toolchain {name}: {step} failed: {detail}")


@dataclass(frozen=True)
class Runtime:
    """The language runtime a recipe builds on. `witness` is its file where that belongs to the host and may change."""

    version: str
    witness: Path | None = None


class Recipe(Protocol):
    """What the `recipe` module of a toolchain's folder offers."""

    def runtime(self, folder: Path) -> Runtime:
        """Say which runtime an installation on this host gets. Raises `ToolchainInstallError` where there is none."""

    def build(self, folder: Path, target: Path, runtime: Runtime, say: Say) -> None:
        """Fetch and lay out everything below `target`, by the lock in `folder`. Raises `ToolchainInstallError`."""


@dataclass(frozen=True)
class Layout:
    """`toolchain.toml`: what of an installation is visible in a sandbox, and where."""

    summary: str
    mounts: Mapping[str, str]
    """folder below the installation → path in the sandbox"""
    environment: Mapping[str, str]
    driver_file: str
    """File of the recipe's folder that is the driver; empty where the driver is part of the installation."""
    driver: tuple[str, ...]
    native_file: str
    """File of the recipe's folder that runs tests beside the submission; empty where there is none."""
    native: tuple[str, ...]
    starter_file: str
    """File of the recipe's folder that a pre-started sandbox runs; empty where there is none or it is installed."""
    starters: Mapping[str, tuple[str, ...]]
    """Interface → argv of a pre-started sandbox, without the framework that is appended."""
    builders: Mapping[str, tuple[str, ...]]
    """First words of a build's command → argv of a pre-started sandbox that waits for such a build."""
    selftest: tuple[str, ...]
    """Run on the host after an installation; exit 0 means usable."""
    needs: frozenset[str]
    """Features of a backend without which code of this toolchain is not judged rightly."""
    system: Mapping[str, str]
    """Host program or folder the toolchain stands on → the Debian package that brings it."""

    @property
    def published(self) -> tuple[str, ...]:
        """Files of the recipe's folder that sandboxes see below /opt/driver: no reason to install anew."""
        return tuple(name for name in (self.driver_file, self.native_file, self.starter_file) if name)

    def missing_packages(self) -> tuple[str, ...]:
        """Debian packages that this host lacks, in the order in which `toolchain.toml` names them."""
        return tuple(dict.fromkeys(package for path, package in self.system.items() if not Path(path).exists()))


@dataclass(frozen=True)
class Toolchain:
    """An installed toolchain as a backend needs it."""

    name: str
    digest: str
    """sha256 over recipe, lock, runtime version, driver and judge: equal digests judge alike."""
    binds: tuple[tuple[Path, str], ...]
    """(host path, path in the sandbox), all read-only"""
    environment: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    driver: tuple[str, ...] = ()
    """argv of the `call` driver inside the sandbox"""
    native: tuple[str, ...] = ()
    """argv of what runs the tests of imported suites beside the submission; empty where there is no such thing"""
    starters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """interface → argv that loads the framework named after it and waits on standard input for what to run"""
    builders: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    """first words of a build's command → argv that loads what such builds load, and waits likewise"""
    version: str = ""
    needs: frozenset[str] = frozenset()
    """features a backend must offer, as `needs` of a case"""

    def builder(self, build: Sequence[str]) -> tuple[str, ...]:
        """What waits for builds like `build`; empty where nothing does."""
        begins = (argv for words, argv in self.builders.items() if list(build[: len(words.split())]) == words.split())
        return next(begins, ())

    def host_view(self) -> Toolchain:
        """Return the same toolchain with host paths in place of sandbox paths, for backends that cannot mount."""
        return replace(
            self,
            environment=MappingProxyType({key: self.on_host(value) for key, value in self.environment.items()}),
            driver=tuple(self.on_host(word) for word in self.driver),
            native=tuple(self.on_host(word) for word in self.native),
        )

    def on_host(self, text: str) -> str:
        """Return `text` with the toolchain's sandbox paths in it (alone, or in a list with `:`) as host paths."""
        parts = text.split(":")
        for host, inside in self.binds:
            parts = [
                str(host) + part[len(inside) :] if part == inside or part.startswith(inside + "/") else part
                for part in parts
            ]
        return ":".join(parts)


@dataclass(frozen=True)
class ToolchainState:
    """One line of `vetloop toolchains list`. `command` brings a missing toolchain; empty for an installed one."""

    name: str
    installed: bool
    digest: str
    version: str
    detail: str
    command: str


def read_layout(folder: Path) -> Layout:
    """Read `toolchain.toml`. Raises `ToolchainError` naming the file and what is missing in it."""
    file = folder / "toolchain.toml"
    try:
        data: dict[str, Any] = tomllib.loads(file.read_text("utf-8"))
        warm, native = data.get("warm", {}), data.get("native", {})
        return Layout(
            summary=data["summary"],
            mounts=MappingProxyType(dict(data["mounts"])),
            environment=MappingProxyType(dict(data["environment"])),
            driver_file=data["driver"].get("file", ""),
            driver=tuple(data["driver"]["command"]),
            native_file=native.get("file", ""),
            native=tuple(native.get("command", ())),
            starter_file=warm.get("file", ""),
            starters=_commands({key: argv for key, argv in warm.items() if key not in {"file", "builds"}}),
            builders=_commands(warm.get("builds", {})),
            selftest=tuple(data["selftest"]),
            needs=frozenset(data.get("needs", ())),
            system=MappingProxyType(dict(data.get("system", {}))),
        )
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ToolchainError(f"{file}: {error}") from error
    except KeyError as error:
        raise ToolchainError(f"{file}: {error} is missing") from error


def _commands(table: Mapping[str, Sequence[str]]) -> Mapping[str, tuple[str, ...]]:
    return MappingProxyType({key: tuple(argv) for key, argv in table.items()})
