"""Archive to files."""

import gzip
import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from handins.errors import UploadError

MAX_FILES = 200
MAX_BYTES = 1_000_000
MAX_TAR = 2_500_000


class Counted:
    """A stream that ends the upload when more comes out of it than a hand-in can need."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.left = MAX_TAR

    def read(self, size: int) -> bytes:
        """The next bytes."""
        content = self.stream.read(size)
        self.left -= len(content)
        if self.left < 0:
            raise UploadError("the archive holds too much")
        return content


def members(archive: bytes) -> Iterator[tuple[str, Any]]:
    """Name and content of every regular file."""
    stream = io.BytesIO(archive)
    if zipfile.is_zipfile(stream):
        with zipfile.ZipFile(stream) as opened:
            for info in opened.infolist():
                if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise UploadError(f"{info.filename!r} is packed in a way that is not taken")
                if not info.is_dir():
                    with opened.open(info) as content:
                        yield info.filename, content
    else:
        stream.seek(0)
        plain = gzip.GzipFile(fileobj=stream) if archive.startswith(b"\x1f\x8b") else stream
        with tarfile.open(fileobj=Counted(plain), mode="r|") as opened:
            for member in opened:
                if member.isreg():
                    yield member.name, opened.extractfile(member)


def parts_of(name: str) -> list[str]:
    """Folders and file name of a member, clutter included."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]
    if ".." in parts or not parts:
        raise UploadError(f"{name!r} is no path inside the hand-in")
    return parts


def collected(archive: bytes) -> dict[tuple[str, ...], bytes]:
    """All files that are to be stored."""
    files: dict[tuple[str, ...], bytes] = {}
    left = MAX_BYTES
    for name, stream in members(archive):
        parts = parts_of(name)
        if "__MACOSX" in parts[:-1] or parts[-1] == ".DS_Store":
            continue
        content = stream.read(left + 1)
        left -= len(content)
        files[tuple(parts)] = content
        if left < 0 or len(files) > MAX_FILES:
            raise UploadError("the archive holds too much")
    return files


def unpack(archive: bytes, folder: Path) -> list[str]:
    """Store the files of `archive` below `folder` and return their paths, sorted."""
    try:
        files = collected(archive)
    except (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise UploadError(f"this archive cannot be read: {error}") from None
    if all(len(parts) > 1 for parts in files) and len({parts[0] for parts in files}) == 1:
        files = {parts[1:]: content for parts, content in files.items()}
    for parts, content in files.items():
        target = folder.joinpath(*parts)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return sorted("/".join(parts) for parts in files)
