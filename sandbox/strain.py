"""How busy this machine is: what wall-clock limits are multiplied by."""

from __future__ import annotations

import os
from pathlib import Path

MOST_STRAIN = 4.0


def strain() -> float:
    """How much longer things take on this machine right now, 1 to 4: runnable processes per core.

    Wall-clock limits are multiplied by it, so that a busy machine does not turn honest code into `timed_out`. Limits on
    CPU time are not, and attacks on availability are judged by CPU time.
    """
    running = os.getloadavg()[0]
    try:
        with Path("/proc/stat").open() as lines:
            running = max(running, *(float(line.split()[1]) for line in lines if line.startswith("procs_running")))
    except (OSError, TypeError):
        return MOST_STRAIN
    return min(MOST_STRAIN, max(1.0, running / (os.cpu_count() or 1)))
