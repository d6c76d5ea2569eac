"""Random secrets and markers: nothing an attack looks for can be known beforehand."""

from __future__ import annotations

import posixpath
import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from .tree import Files

Item = TypeVar("Item")


@dataclass(frozen=True)
class PlantedFile:
    """A file in the target's tree: its absolute path on the target, its path for `files`, and its content."""

    path: str
    inside: str
    text: str


class Canary:
    """Randomness of one test."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._random = secrets.SystemRandom()

    def text(self, length: int = 24) -> str:
        """A random word: a lower-case letter, then lower-case letters and digits."""
        rest = "".join(self._random.choice(string.ascii_lowercase + string.digits) for _ in range(length - 1))
        return self._random.choice(string.ascii_lowercase) + rest

    def number(self, low: int, high: int) -> int:
        """A random integer, both ends included."""
        return self._random.randint(low, high)

    def choice(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return self._random.choice(items)

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        """The items in random order."""
        copy = list(items)
        self._random.shuffle(copy)
        return copy

    def file(self, path: str, content: str | None = None) -> PlantedFile:
        """Plant a file, `path` relative to /srv/app; `../` reaches up to /srv. Content is random unless given."""
        text = self.text(32) if content is None else content
        inside = posixpath.normpath(posixpath.join("app", path))
        self._files.write(inside, text.encode())
        return PlantedFile(path=self._files.path(inside), inside=inside, text=text)
