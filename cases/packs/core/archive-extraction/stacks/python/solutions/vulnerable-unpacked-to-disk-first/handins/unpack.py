"""Archive to files."""

import io
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from handins.errors import UploadError

MAX_FILES = 200
MAX_BYTES = 1_000_000
PACKINGS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}


def safe(name: str) -> PurePosixPath:
    """The path of a member, without parts that lead elsewhere."""
    path = PurePosixPath(name.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise UploadError("a file lies outside the hand-in")
    return path


def wanted(path: PurePosixPath) -> bool:
    """Whether a member is the student's own."""
    return path.name != ".DS_Store" and "__MACOSX" not in path.parts[:-1]


def put(source: BinaryIO, place: Path) -> None:
    """Write one member to its place."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as file:
        shutil.copyfileobj(source, file)


def extract(archive: bytes, staging: Path) -> None:
    """Unpack everything that is wanted into the staging folder."""
    stream = io.BytesIO(archive)
    if zipfile.is_zipfile(stream):
        with zipfile.ZipFile(stream) as opened:
            for info in opened.infolist():
                if info.compress_type not in PACKINGS:
                    raise UploadError("the zip is packed in a way that is not taken")
                path = safe(info.filename)
                if not info.is_dir() and wanted(path):
                    with opened.open(info) as source:
                        put(source, staging / path)
        return
    stream.seek(0)
    with tarfile.open(fileobj=stream) as opened:
        for member in opened:
            if member.isfile() and wanted(safe(member.name)):
                source = opened.extractfile(member)
                assert source is not None
                put(source, staging / safe(member.name))


def unpack(archive: bytes, folder: Path) -> list[str]:
    """Store the files of `archive` below `folder` and return their paths, sorted."""
    with tempfile.TemporaryDirectory() as name:
        staging = Path(name)
        try:
            extract(archive, staging)
        except UploadError:
            raise
        except Exception as error:
            raise UploadError(f"this archive cannot be read: {error}") from None
        files = [path for path in staging.rglob("*") if path.is_file()]
        if len(files) > MAX_FILES:
            raise UploadError("there are too many files")
        if sum(path.stat().st_size for path in files) > MAX_BYTES:
            raise UploadError("the files are too large")
        paths = [path.relative_to(staging) for path in files]
        if len({path.parts[0] for path in paths}) == 1 and all(len(path.parts) > 1 for path in paths):
            staging /= paths[0].parts[0]
            paths = [path.relative_to(path.parts[0]) for path in paths]
        for path in paths:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.move(staging / path, folder / path)
    return sorted(path.as_posix() for path in paths)
