"""Writes the locks of the class paths: Maven resolves `<set>.pom.xml`, and every jar it chose is hashed.

`python -m sandbox.toolchains.java.lock`, part of `make lock`. Installations never need Maven.
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from sandbox.toolchains.java.jars import Jar, sha256_of

FOLDER = Path(__file__).resolve().parent
SETS = ("plain", "spring")
GOAL = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:build-classpath"


def resolve(pom: Path) -> tuple[Jar, ...]:
    """Return the jars that Maven puts on the class path of `pom`, in its order."""
    with tempfile.TemporaryDirectory() as folder:
        repository, answer = Path(folder, "repository"), Path(folder, "class-path")
        options = [f"-Dmdep.outputFile={answer}", f"-Dmaven.repo.local={repository}"]
        subprocess.run(["mvn", "--quiet", "--batch-mode", "-f", str(pom), *options, GOAL], check=True)
        return tuple(_jar(Path(path), repository) for path in answer.read_text("utf-8").strip().split(":"))


def _jar(file: Path, repository: Path) -> Jar:
    *group, artifact, version, _ = file.relative_to(repository).parts
    jar = Jar(".".join(group), artifact, version, sha256_of(file))
    if jar.file_name != file.name:
        raise ValueError(f"{file}: an artifact with a classifier has no place in the lock")
    return jar


def main() -> None:
    """Write every lock anew."""
    for name in SETS:
        jars = resolve(FOLDER / f"{name}.pom.xml")
        (FOLDER / f"{name}.lock").write_text("".join(f"{jar.line()}\n" for jar in jars), "utf-8")


if __name__ == "__main__":
    main()
