"""Removing control groups, also those that the kernel holds for a moment longer than their processes live."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path

STALE_S = 3600.0
"""Age of an empty group from which on nobody can be about to use it."""

_LEFT: set[Path] = set()
_LOCK = threading.Lock()


def remove(folders: Iterable[Path]) -> None:
    """Remove groups, and those that could not be removed before: who was killed just now can be in them still."""
    with _LOCK:
        _LEFT.update(folders)
        for folder in sorted(_LEFT, key=lambda left: len(left.parts), reverse=True):
            try:
                folder.rmdir()
            except FileNotFoundError:
                _LEFT.discard(folder)
            except OSError:
                continue
            else:
                _LEFT.discard(folder)
