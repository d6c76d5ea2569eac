"""Time: what the target's processes have used, and what has passed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .control import Control


@dataclass
class Measurement:
    """Seconds of CPU (target) and wall time inside a `measure` block; final when the block ends."""

    cpu: float = 0.0
    wall: float = 0.0


class Clock:
    """CPU time is read outside the target and can't be patched by it."""

    def __init__(self, control: Control) -> None:
        self._control = control

    def cpu(self) -> float:
        """CPU seconds the current target's whole process tree has used."""
        return float(self._control.ask("cpu")["seconds"])

    def now(self) -> float:
        """Monotonic seconds."""
        return time.monotonic()

    @contextmanager
    def measure(self) -> Iterator[Measurement]:
        """Measure a block; the figures are set even if the block raises."""
        measurement = Measurement()
        cpu, wall = self.cpu(), self.now()
        try:
            yield measurement
        finally:
            measurement.wall = self.now() - wall
            measurement.cpu = max(0.0, self.cpu() - cpu)
