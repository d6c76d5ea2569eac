"""The settings, in memory: section name to section."""

import copy
from threading import Lock
from typing import Any

SECTIONS = ("profile", "display", "filters")

_sections: dict[str, Any] = {
    "profile": {"name": "New display", "signature": ""},
    "display": {"accent": "#336699", "refresh": 300},
    "filters": [],
}
_lock = Lock()


def replace(sections: dict[str, Any]) -> None:
    """Replace the sections that are given; the others stay."""
    with _lock:
        _sections.update(copy.deepcopy(sections))


def current() -> dict[str, Any]:
    """All sections."""
    with _lock:
        return copy.deepcopy(_sections)
