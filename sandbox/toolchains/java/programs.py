"""The programs in `bin/` of an installation: shell scripts that start Java with the right class path and archive."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SETS = ("plain", "spring")
"""The class paths there are. Each has a lock and an archive of its own."""

OWN_JARS = {"plain": "vetloop-plain.jar", "spring": "vetloop-spring.jar", "build": "vetloop-build.jar"}
"""First on their class path: the driver, the training programs, the compiler's front end."""

BUILD_MAIN = "vetloop.build.Build"
WAIT_MAIN = "vetloop.build.Waiting"
DRIVER_MAIN = "vetloop.driver.Driver"

COMMON = (
    "-Xshare:auto",
    "-Xlog:disable",
    "-XX:+UseSerialGC",
    "-XX:TieredStopAtLevel=1",
    "-XX:-UsePerfData",
    "-XX:+ExitOnOutOfMemoryError",
)
"""Quick to start, few threads, nothing on standard output, no file in /tmp. Out of memory ends the program."""

HEAP = {"plain": "-Xmx256m", "spring": "-Xmx256m", "build": "-Xmx512m"}

_HEAD = """#!/bin/sh
# Made by the recipe. It finds what belongs to it by its own place, which is another one where nothing can be mounted.
unset JAVA_TOOL_OPTIONS JDK_JAVA_OPTIONS _JAVA_OPTIONS CLASSPATH
root=${0%/*/*}
plain=@plain@
spring=@spring@
start() {
    heap=$1 archive=$root/archives/$2.jsa
    shift 2
    if [ -f "$archive" ]; then set -- -XX:SharedArchiveFile="$archive" "$@"; fi
    exec "$root/bin/java" @common@ "$heap" -Djava.io.tmpdir="${TMPDIR:-/tmp}" "$@"
}
"""

_CHOICE = """name=${1-}
case $name in
plain) path=$plain heap=@heap-plain@ ;;
spring) path=$spring heap=@heap-spring@ ;;
*) echo "usage: ${0##*/} plain|spring@usage@" >&2; exit 2 ;;
esac
shift
"""

_PROGRAMS = {
    "run-java": _CHOICE.replace("@usage@", " CLASS [ARGUMENT...]")
    + 'start "$heap" "$name" -cp "$path:.build/classes" "$@"\n',
    "build-java": _CHOICE.replace("@usage@", "")
    + 'start @heap-build@ build -cp "$root/jars/@build@" @build-main@ "$path"\n',
    "await-build": _CHOICE.replace("@usage@", "")
    + 'start @heap-build@ build -cp "$root/jars/@build@" @wait-main@ "$path"\n',
    "serve-calls": 'start @heap-plain@ plain -cp "$plain:.build/classes" @driver-main@ "$@"\n',
    "self-test": 'start @heap-plain@ plain -cp "$plain" vetloop.training.PlainTraining\n',
}


def class_path(root: str, name: str, jars: Sequence[str] = ()) -> str:
    """Return the class path of a set, or of the compiler's front end, for an installation at `root`."""
    return ":".join(f"{root}/jars/{jar}" for jar in (OWN_JARS[name], *jars))


def programs(jars: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the text of every program by its name. `jars`: file names by set, in the order of the class path."""
    words = {name: f'"{class_path("$root", name, jars[name])}"' for name in SETS}
    words |= {f"heap-{name}": heap for name, heap in HEAP.items()}
    words |= {"common": " ".join(COMMON), "build": OWN_JARS["build"]}
    words |= {"build-main": BUILD_MAIN, "wait-main": WAIT_MAIN, "driver-main": DRIVER_MAIN}
    texts = {}
    for program, tail in _PROGRAMS.items():
        text = _HEAD + tail
        for word, value in words.items():
            text = text.replace(f"@{word}@", value)
        texts[program] = text
    return texts
