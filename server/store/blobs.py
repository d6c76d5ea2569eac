"""Content-addressed blobs: a blob's name is the SHA-256 of its bytes; written once, checked at every reading."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from pathlib import Path

from cases.files import FileSet

_NAME = re.compile(r"[0-9a-f]{64}")


class BlobError(RuntimeError):
    """A blob is missing or was altered: names it and says what to do."""


class BlobStore:
    """Blobs under `folder/ab/abcdef…`; safe with any number of processes and threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, content: bytes) -> str:
        """Store `content` so that it survives a crash right after the return; gives its name."""
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if path.exists():
            return name
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
        _sync_folder(path.parent)
        _sync_folder(path.parent.parent)
        return name

    def get(self, name: str) -> bytes:
        """The content of `name`.

        Raises:
            BlobError: there is no such blob, or its bytes are not those that were stored.
        """
        try:
            content = self._path(name).read_bytes()
        except FileNotFoundError:
            raise BlobError(f"blob {name} is missing below {self.folder}; restore the data folder") from None
        if hashlib.sha256(content).hexdigest() != name:
            raise BlobError(f"blob {name} below {self.folder} was altered; restore the data folder")
        return content

    def put_files(self, files: FileSet) -> str:
        """Store a file set; the name given back is its digest."""
        return self.put(b"".join(_framed(path.encode()) + _framed(content, 8) for path, content in files))

    def get_files(self, name: str) -> FileSet:
        """The file set of that digest; raises `BlobError` as `get` does."""
        content, at = self.get(name), 0
        found: list[tuple[str, bytes]] = []
        while at < len(content):
            path, at = _unframed(content, at, 4)
            body, at = _unframed(content, at, 8)
            found.append((path.decode(), body))
        return FileSet.of(found)

    def _path(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise BlobError(f"{name!r} is no blob name; 64 hexadecimal digits are")
        return self.folder / name[:2] / name


def _framed(content: bytes, width: int = 4) -> bytes:
    return len(content).to_bytes(width, "big") + content


def _unframed(content: bytes, at: int, width: int) -> tuple[bytes, int]:
    length = int.from_bytes(content[at : at + width], "big")
    start = at + width
    return content[start : start + length], start + length


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
