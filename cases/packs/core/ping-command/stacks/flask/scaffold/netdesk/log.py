"""The checks made since the start, the newest first."""

from collections import deque
from threading import Lock
from typing import Any

_entries: deque[dict[str, Any]] = deque(maxlen=200)
_lock = Lock()


def record(entry: dict[str, Any]) -> None:
    """Add the answer of a finished check."""
    with _lock:
        _entries.appendleft(entry)


def latest() -> list[dict[str, Any]]:
    """All entries, the newest first."""
    with _lock:
        return list(_entries)
