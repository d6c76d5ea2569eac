"""A wall-clock limit on one exchange with the target, whatever it does in between."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from .errors import TargetTimeout


class _Alarm(BaseException):
    pass


def _ring(signum: int, frame: FrameType | None) -> None:
    raise _Alarm


@contextmanager
def deadline(seconds: float, what: str) -> Iterator[None]:
    """Raise `TargetTimeout` when the block takes longer. In threads other than the main one it does nothing:
    there the sockets' own timeouts hold."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signal.signal(signal.SIGALRM, _ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _Alarm:
        raise TargetTimeout(f"{what}: no complete answer in {seconds:g} s") from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
