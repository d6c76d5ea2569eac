"""Asks a server's program for its version: once per file, since evaluations ask again and again."""

from __future__ import annotations

import functools
import os
import re
import subprocess
from pathlib import Path

SECONDS = 10.0
_VERSION = re.compile(r"\b\d+(?:\.\d+)+")


def version_of(program: Path) -> str:
    """The version that `program --version` tells; empty if it cannot be run."""
    try:
        seen = program.stat()
    except OSError:
        return ""
    return _ask(str(program), seen.st_mtime_ns, seen.st_size) if os.access(program, os.X_OK) else ""


@functools.lru_cache(maxsize=16)
def _ask(program: str, changed: int, size: int) -> str:
    del changed, size
    try:
        done = subprocess.run(
            [program, "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return version_in(done.stdout)


def version_in(said: str) -> str:
    """The version in what a server says to `--version`; empty if there is none."""
    found = _VERSION.search(said)
    return found[0] if found else ""
