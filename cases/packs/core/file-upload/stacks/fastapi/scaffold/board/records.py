"""What is known of each attachment."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Attachment:
    """One attachment; `path` and `content_type` are filled by the upload route."""

    id: int
    name: str
    size: int
    content_type: str = ""
    path: Path | None = None


class Records:
    """All attachments of this process, by id."""

    def __init__(self) -> None:
        self._numbers = itertools.count(1)
        self._items: dict[int, Attachment] = {}

    def new(self, name: str, size: int) -> Attachment:
        """An attachment with the next free id."""
        item = Attachment(next(self._numbers), name, size)
        self._items[item.id] = item
        return item

    def get(self, number: int) -> Attachment | None:
        """The attachment with that id, if there is one."""
        return self._items.get(number)

    def all(self) -> list[Attachment]:
        """Every attachment, oldest first."""
        return list(self._items.values())
