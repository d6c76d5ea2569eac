"""The target's writable tree as the judge sees it: never through a link, never past the tree's edge."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from .errors import BadAnswer

Paths = list[str]
MAX_LISTED = 50_000
MAX_READ = 64 * 1024 * 1024


class Files:
    """Paths are relative to the target's /srv (`app/notes.txt`); `tmp/…` is its /tmp."""

    def __init__(self, root: Callable[[], str], known_to_target: Callable[[str], str]) -> None:
        self._root = root
        self._known_to_target = known_to_target

    def path(self, path: str) -> str:
        """The absolute path by which the target knows `path`, whether or not anything is there.

        `app/x` is /srv/app/x and `tmp/x` is /tmp/x in a sandbox of its own, and something else where there are no
        namespaces: attacks with absolute paths ask here.
        """
        if path == "tmp" or path.startswith("tmp/"):
            return self._known_to_target("tmp") + path[3:]
        return f"{self._known_to_target('srv')}/{path}".rstrip("/")

    def _walk_to(self, path: str, *, make: bool = False) -> tuple[int, str]:
        parts = [part for part in PurePosixPath(path).parts if part != "."]
        if not parts or ".." in parts or path.startswith("/"):
            raise ValueError(f"{path!r} is not a path inside the target's tree")
        top = parts[0] if parts[0] == "tmp" else "srv"
        inner = parts[1:] if top == "tmp" else parts
        if not inner:
            raise ValueError(f"{path!r} names the top of the tree")
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
        current = os.open(os.path.join(self._root(), top), flags)
        try:
            for part in inner[:-1]:
                if make:
                    try:
                        os.mkdir(part, 0o755, dir_fd=current)
                    except FileExistsError:
                        pass
                following = os.open(part, flags, dir_fd=current)
                os.close(current)
                current = following
        except OSError:
            os.close(current)
            raise
        return current, inner[-1]

    def _stat(self, path: str) -> os.stat_result | None:
        try:
            folder, name = self._walk_to(path)
        except OSError:
            return None
        try:
            return os.stat(name, dir_fd=folder, follow_symlinks=False)
        except OSError:
            return None
        finally:
            os.close(folder)

    def exists(self, path: str) -> bool:
        """Whether anything (a dangling link too) stands there."""
        return self._stat(path) is not None

    def is_link(self, path: str) -> bool:
        """Whether a symbolic link stands there."""
        info = self._stat(path)
        return info is not None and stat.S_ISLNK(info.st_mode)

    def mode(self, path: str) -> int:
        """Permission bits; raises `BadAnswer` if nothing is there."""
        info = self._stat(path)
        if info is None:
            raise BadAnswer(f"there is no {path}")
        return stat.S_IMODE(info.st_mode)

    def read(self, path: str) -> bytes:
        """Content of a regular file; raises `BadAnswer` if there is none."""
        try:
            folder, name = self._walk_to(path)
            try:
                descriptor = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=folder)
            finally:
                os.close(folder)
        except OSError as error:
            raise BadAnswer(f"{path} cannot be read: {error.strerror}") from None
        with os.fdopen(descriptor, "rb") as stream:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise BadAnswer(f"{path} is not a regular file")
            return stream.read(MAX_READ)

    def write(self, path: str, content: bytes) -> None:
        """Plant a file, making its folders; raises `BadAnswer` if the target's tree is in the way."""
        try:
            folder, name = self._walk_to(path, make=True)
            try:
                flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
                descriptor = os.open(name, flags, 0o644, dir_fd=folder)
            finally:
                os.close(folder)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
        except OSError as error:
            raise BadAnswer(f"{path} cannot be planted: {error.strerror}") from None

    def _entries(self) -> Iterator[str]:
        root = self._root()
        for top, prefix in (("srv", ""), ("tmp", "tmp/")):
            start = os.path.join(root, top)
            for folder, _, names, _ in os.fwalk(start, follow_symlinks=False, onerror=None):
                inner = os.path.relpath(folder, start)
                base = prefix if inner == "." else f"{prefix}{inner}/"
                for name in names:
                    yield f"{base}{name}"

    def list(self) -> Paths:
        """Every file (links and other kinds included) below /srv and /tmp, sorted; at most 50,000."""
        found: Paths = []
        try:
            for path in self._entries():
                found.append(path)
                if len(found) >= MAX_LISTED:
                    break
        except RecursionError:
            raise BadAnswer("the target's folders are nested too deeply to be listed") from None
        return sorted(found)

    def snapshot(self) -> frozenset[str]:
        """What is there now, for `created`."""
        return frozenset(self.list())

    def created(self, before: frozenset[str]) -> Paths:
        """Paths that are there now and were not in the snapshot."""
        return [path for path in self.list() if path not in before]
