"""The jars of a class path: a lock names each with its hash, and each is fetched once.

A lock line is `group:artifact:version sha256`, in the order of the class path.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from sandbox.toolchains.model import ToolchainInstallError

NAME = "java"
CENTRAL = "https://repo1.maven.org/maven2"
MAVEN_REPOSITORY = Path.home() / ".m2" / "repository"
"""Where Maven keeps what it fetched. A jar from there counts only if its hash is the locked one."""

ANSWER_SECONDS = 60
FETCHERS = 6


@dataclass(frozen=True)
class Jar:
    """One locked artifact."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def file_name(self) -> str:
        """Its name in an installation; unique, since a class path has one version of an artifact."""
        return f"{self.artifact}-{self.version}.jar"

    @property
    def path(self) -> str:
        """Its place below a repository's root."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.file_name}"

    def line(self) -> str:
        """Its line in a lock."""
        return f"{self.group}:{self.artifact}:{self.version} {self.sha256}"


def read_lock(lock: Path) -> tuple[Jar, ...]:
    """Return the jars of a lock in its order. Raises `ToolchainInstallError` for a line that names none."""
    jars = []
    for line in lock.read_text("utf-8").splitlines():
        parts = line.replace(" ", ":").split(":")
        if len(parts) != 4 or len(parts[3]) != 64:
            raise ToolchainInstallError(NAME, "reading the lock", f"{lock}: no artifact with its hash: {line!r}")
        jars.append(Jar(*parts))
    return tuple(jars)


def fetch_jars(jars: tuple[Jar, ...], folder: Path) -> None:
    """Put every jar into `folder`. Raises `ToolchainInstallError` if one cannot be had or is not the locked one."""
    folder.mkdir(parents=True, exist_ok=True)
    with ThreadPoolExecutor(FETCHERS) as pool:
        list(pool.map(lambda jar: _fetch(jar, folder / jar.file_name), jars))


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fetch(jar: Jar, target: Path) -> None:
    if target.exists():
        return
    at_hand = MAVEN_REPOSITORY / jar.path
    if at_hand.is_file() and sha256_of(at_hand) == jar.sha256:
        shutil.copyfile(at_hand, target)
        return
    url = f"{CENTRAL}/{jar.path}"
    with tempfile.TemporaryDirectory(prefix="vetloop-jar-") as folder:
        part = Path(folder, target.name)
        try:
            with urllib.request.urlopen(url, timeout=ANSWER_SECONDS) as answer, part.open("wb") as stream:
                shutil.copyfileobj(answer, stream)
        except OSError as error:
            raise ToolchainInstallError(NAME, "fetching jars", f"{url}: {error}") from error
        found = sha256_of(part)
        if found != jar.sha256:
            raise ToolchainInstallError(NAME, "fetching jars", f"{url} has sha256 {found}, not {jar.sha256}")
        shutil.move(part, target)
