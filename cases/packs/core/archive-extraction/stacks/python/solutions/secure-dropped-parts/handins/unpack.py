"""Archive to files."""

import gzip
import io
import tarfile
import zipfile
import zlib
from pathlib import Path

from handins.errors import UploadError

MAX_FILES = 200
MAX_BYTES = 1_000_000
TAR_OVERHEAD = 1024 * (MAX_FILES * 8)
UNREADABLE = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError)


def plain_tar(archive: bytes) -> io.BytesIO:
    """The tar inside the upload, unzipped as far as a hand-in may go."""
    if archive[:2] == b"\x1f\x8b":
        with gzip.open(io.BytesIO(archive)) as zipped:
            archive = zipped.read(MAX_BYTES + TAR_OVERHEAD)
    return io.BytesIO(archive)


def contents(archive: bytes) -> list[tuple[str, bytes]]:
    """Names and contents of all regular files."""
    if archive[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir()]
            if any(info.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED} for info in infos):
                raise UploadError("the zip is packed in a way that is not taken")
            if sum(info.file_size for info in infos) > MAX_BYTES:
                raise UploadError("the files are too large")
            return [(info.filename, opened.read(info)) for info in infos]
    with tarfile.open(fileobj=plain_tar(archive), mode="r:") as opened:
        files = [member for member in opened.getmembers() if member.isreg()]
        if sum(member.size for member in files) > MAX_BYTES:
            raise UploadError("the files are too large")
        return [(member.name, opened.extractfile(member).read()) for member in files]


def unpack(archive: bytes, folder: Path) -> list[str]:
    """Store the files of `archive` below `folder` and return their paths, sorted."""
    try:
        found = contents(archive)
    except UploadError:
        raise
    except UNREADABLE as error:
        raise UploadError(f"this archive cannot be read: {error}") from None
    files: dict[str, bytes] = {}
    for name, content in found:
        parts = [part for part in name.replace("\\", "/").split("/") if part not in {"", ".", ".."}]
        if parts and parts[-1] != ".DS_Store" and "__MACOSX" not in parts[:-1]:
            files["/".join(parts)] = content
    if len(files) > MAX_FILES:
        raise UploadError("there are too many files")
    tops = {path.partition("/")[0] for path in files}
    if len(tops) == 1 and all("/" in path for path in files):
        files = {path.partition("/")[2]: content for path, content in files.items()}
    for path, content in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return sorted(files)
