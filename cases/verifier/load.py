"""CPU load for the flip gate: one busy process per core, gone when the work is done or we are."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_BUSY = """
import os
parent = os.getppid()
while os.getppid() == parent:
    for _ in range(1_000_000):
        pass
"""


@contextmanager
def cpu_load() -> Iterator[None]:
    """Keep every core busy. The processes end with ours even if ours is killed."""
    busy = [subprocess.Popen([sys.executable, "-I", "-c", _BUSY]) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
        for process in busy:
            process.wait()
