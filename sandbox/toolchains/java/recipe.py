"""Cuts a runtime image out of a JDK of the host, adds the locked jars, the driver and the compiler's front end.

Debian's JDK has half of its configuration below /etc, which sandboxes do not see; an image made by `jlink` is whole.
Class-data archives (made by running typical programs once) save more than half of the time that Java takes to start.
They hold for the paths they were made with, so they are made where the sandbox will show the installation.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from sandbox.toolchains.fetching import run_step
from sandbox.toolchains.java.jars import fetch_jars, read_lock
from sandbox.toolchains.java.programs import BUILD_MAIN, COMMON, HEAP, OWN_JARS, SETS, class_path, programs
from sandbox.toolchains.model import Runtime, Say, ToolchainInstallError

NAME = "java"
OLDEST = 17
JVMS = Path("/usr/lib/jvm")
INSIDE = "/opt/toolchain/java"
MODULES = (
    "java.se,jdk.charsets,jdk.compiler,jdk.crypto.ec,jdk.httpserver,jdk.jartool,jdk.management,jdk.naming.dns,jdk.net,"
    "jdk.unsupported,jdk.xml.dom,jdk.zipfs"
)

TRAINING_SETTINGS = (
    "--server.port=0",
    "--server.address=127.0.0.1",
    "--spring.jpa.hibernate.ddl-auto=create",
    "--spring.main.lazy-initialization=true",
    "--spring.mvc.problemdetails.enabled=true",
    "--spring.jackson.property-naming-strategy=SNAKE_CASE",
)

_VERSION = re.compile(r'^JAVA_VERSION="((\d+)[^"]*)"', re.MULTILINE)


def runtime(folder: Path) -> Runtime:
    """Choose the oldest JDK of the host that is new enough: what distributions call long-term support."""
    del folder
    found = min(_jdks(), default=None)
    if found is None:
        detail = f"no JDK {OLDEST} or later with jlink below {JVMS}; run: apt-get install openjdk-{OLDEST}-jdk-headless"
        raise ToolchainInstallError(NAME, "looking for a JDK", detail)
    return Runtime(found[1])


def build(folder: Path, target: Path, runtime: Runtime, say: Say) -> None:
    """Make `target/java`: the image, `jars/`, `archives/`, and the programs that stacks name."""
    root = target / "java"
    home = next(home for _, version, home in sorted(_jdks()) if version == runtime.version)
    say(f"java: cutting an image out of {home}")
    options = ["--add-modules", MODULES, "--strip-debug", "--no-header-files", "--no-man-pages"]
    run_step(NAME, "making an image", [home / "bin" / "jlink", *options, "--output", root])
    run_step(NAME, "archiving the JDK's classes", [root / "bin" / "java", "-XX:+UseSerialGC", "-Xshare:dump"])
    locked = {name: read_lock(folder / f"{name}.lock") for name in SETS}
    say("java: fetching jars")
    for jars in locked.values():
        fetch_jars(jars, root / "jars")
    names = {name: [jar.file_name for jar in jars] for name, jars in locked.items()} | {"build": []}
    say("java: compiling the driver")
    for name in OWN_JARS:
        _compile(folder / "sources" / name, root, name, names[name])
    for program, text in programs(names).items():
        file = root / "bin" / program
        file.write_text(text, "utf-8")
        file.chmod(0o755)
    say("java: archiving classes")
    _train(folder, root, names, say)


def _jdks() -> list[tuple[int, str, Path]]:
    """Major version, version and home of every JDK that can make images."""
    found = []
    for release in JVMS.glob("*/release"):
        version = _VERSION.search(release.read_text("utf-8", "replace"))
        home = release.parent
        if version and int(version[2]) >= OLDEST and not home.is_symlink() and (home / "bin" / "jlink").exists():
            found.append((int(version[2]), version[1], home))
    return found


def _compile(sources: Path, root: Path, name: str, jars: Sequence[str]) -> None:
    files = sorted(sources.rglob("*.java"))
    with tempfile.TemporaryDirectory(prefix="vetloop-java-") as classes:
        path = ["-classpath", class_path(str(root), name, jars)]
        options = ["-proc:none", "-parameters", "-encoding", "UTF-8", "-d", classes]
        run_step(NAME, f"compiling {name}", [root / "bin" / "javac", *options, *path, *files])
        pack: list[str | Path] = [root / "bin" / "jar", "cf", root / "jars" / OWN_JARS[name], "-C", classes, "."]
        run_step(NAME, f"packing {name}", pack)


def _train(folder: Path, root: Path, jars: Mapping[str, Sequence[str]], say: Say) -> None:
    """Run a typical program of every kind, and keep the classes it loaded if the final paths can be shown to it."""
    shown: list[str | Path] = ["--dev-bind", "/", "/", "--tmpfs", "/opt", "--bind", root, INSIDE]
    placed = [shutil.which("bwrap") or "bwrap", *shown]
    try:
        run_step(NAME, "trying bubblewrap", [*placed, f"{INSIDE}/bin/java", "-version"])
    except ToolchainInstallError:
        say("java: no class-data archives, since bubblewrap does not work here; Java starts more slowly")
        placed, seen = ["env"], str(root)
    else:
        seen = INSIDE
        (root / "archives").mkdir()
    work = {
        "build": [BUILD_MAIN, class_path(seen, "spring", jars["spring"])],
        "plain": ["vetloop.training.PlainTraining"],
        "spring": ["vetloop.training.SpringTraining", *TRAINING_SETTINGS],
    }
    for name, words in work.items():
        with tempfile.TemporaryDirectory(prefix="vetloop-java-") as project:
            if name == "build":
                shutil.copytree(folder / "sources" / "spring", Path(project, "src"))
            keep = [f"-XX:ArchiveClassesAtExit={INSIDE}/archives/{name}.jsa"] if seen == INSIDE else []
            java = [f"{seen}/bin/java", *COMMON, HEAP[name], f"-Djava.io.tmpdir={project}", *keep]
            path = ["-cp", class_path(seen, name, jars[name])]
            run_step(NAME, f"running {name}", [*placed, "env", "-C", project, *java, *path, *words])
