"""Archive to files."""

import gzip
import io
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

from handins.errors import UploadError

MAX_FILES = 200
MAX_BYTES = 1_000_000
MAX_TAR = 4 * MAX_BYTES


def read_zip(stream: io.BytesIO) -> list[tuple[str, bytes]]:
    """Names and contents of a zip."""
    with zipfile.ZipFile(stream) as opened:
        infos = [info for info in opened.infolist() if not info.is_dir()]
        if sum(info.file_size for info in infos) > MAX_BYTES:
            raise UploadError("the files are too large")
        return [(info.filename, opened.read(info)) for info in infos if wanted(info.filename)]


def read_tar(stream: io.BytesIO) -> list[tuple[str, bytes]]:
    """Names and contents of the plain files of a tar."""
    found: list[tuple[str, bytes]] = []
    total = 0
    with tarfile.open(fileobj=stream, mode="r:") as opened:
        for member in opened:
            if member.isfile() and wanted(member.name):
                total += member.size
                if total > MAX_BYTES:
                    raise UploadError("the files are too large")
                content = opened.extractfile(member)
                assert content is not None
                found.append((member.name, content.read()))
    return found


def gunzipped(archive: bytes) -> io.BytesIO:
    """The tar in a gzipped tar."""
    content = bytearray()
    with gzip.open(io.BytesIO(archive)) as zipped:
        while piece := zipped.read(65_536):
            content += piece
            if len(content) > MAX_TAR:
                raise UploadError("the archive is too large")
    return io.BytesIO(content)


def wanted(name: str) -> bool:
    """Whether a member is the student's own."""
    path = PurePosixPath(name.replace("\\", "/"))
    return path.name != ".DS_Store" and "__MACOSX" not in path.parts[:-1]


def without_top(paths: list[PurePosixPath]) -> list[PurePosixPath]:
    """The paths without the one folder that all of them share."""
    tops = {path.parts[0] for path in paths}
    if len(tops) == 1 and all(len(path.parts) > 1 for path in paths):
        return [PurePosixPath(*path.parts[1:]) for path in paths]
    return paths


def unpack(archive: bytes, folder: Path) -> list[str]:
    """Store the files of `archive` below `folder` and return their paths, sorted."""
    stream = io.BytesIO(archive)
    try:
        if archive.startswith(b"\x1f\x8b"):
            found = read_tar(gunzipped(archive))
        else:
            found = read_zip(stream) if zipfile.is_zipfile(stream) else read_tar(io.BytesIO(archive))
    except UploadError:
        raise
    except Exception as error:
        raise UploadError(f"this archive cannot be read: {error}") from None
    if len(found) > MAX_FILES:
        raise UploadError("there are too many files")
    paths = without_top([PurePosixPath(name.replace("\\", "/")) for name, _ in found])
    targets = [(folder / path).resolve() for path in paths]
    for target in targets:
        if not target.is_relative_to(folder):
            raise UploadError("a file lies outside the hand-in")
    for target, (_, content) in zip(targets, found):
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    return sorted(target.relative_to(folder).as_posix() for target in targets)
