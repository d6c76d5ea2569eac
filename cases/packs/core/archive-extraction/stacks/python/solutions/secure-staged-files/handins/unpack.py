"""Archive to files."""

import gzip
import io
import os
import shutil
import tarfile
import tempfile
import zipfile
import zlib
from pathlib import Path

from handins.errors import UploadError

MAX_FILES = 200
MAX_BYTES = 1_000_000
MAX_TAR = 3_000_000
UNREADABLE = (tarfile.TarError, zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, NotImplementedError)


def check(sizes: list[int]) -> None:
    """Refuse what is too much."""
    if len(sizes) > MAX_FILES:
        raise UploadError("there are too many files")
    if sum(sizes) > MAX_BYTES:
        raise UploadError("the files are too large")


def is_clutter(name: str) -> bool:
    """Whether macOS added the file."""
    *folders, last = name.replace("\\", "/").split("/")
    return last == ".DS_Store" or "__MACOSX" in folders


def extract(archive: bytes, stage: Path) -> None:
    """Unpack everything that is wanted into the stage."""
    stream = io.BytesIO(archive)
    if zipfile.is_zipfile(stream):
        with zipfile.ZipFile(stream) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir() and not is_clutter(info.filename)]
            check([info.file_size for info in infos])
            for info in infos:
                if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                    raise UploadError(f"{info.filename!r} is packed in a way that is not taken")
                info.filename = info.filename.replace("\\", "/")
                opened.extract(info, stage)
        return
    stream.seek(0)
    if archive.startswith(b"\x1f\x8b"):
        zipped, stream = gzip.GzipFile(fileobj=stream), io.BytesIO()
        while piece := zipped.read(65_536):
            if stream.tell() > MAX_TAR:
                raise UploadError("the archive is too large")
            stream.write(piece)
        stream.seek(0)
    with tarfile.open(fileobj=stream, mode="r:") as opened:
        members = [member for member in opened if member.isreg() and not is_clutter(member.name)]
        check([member.size for member in members])
        for member in members:
            member.name = member.name.replace("\\", "/")
            if not (stage / member.name).resolve().is_relative_to(stage):
                raise UploadError(f"{member.name!r} lies outside the hand-in")
            opened.extract(member, stage)


def staged_files(stage: Path) -> list[Path]:
    """Every file in the stage."""
    return [Path(place) / name for place, _, names in os.walk(stage) for name in names]


def unpack(archive: bytes, folder: Path) -> list[str]:
    """Store the files of `archive` below `folder` and return their paths, sorted."""
    with tempfile.TemporaryDirectory() as place:
        stage = Path(place).resolve()
        try:
            extract(archive, stage)
        except UNREADABLE as error:
            raise UploadError(f"this archive cannot be read: {error}") from None
        top, paths = stage, staged_files(stage)
        inside = list(stage.iterdir())
        if len(inside) == 1 and inside[0].is_dir():
            top = inside[0]
        stored = []
        for path in paths:
            target = folder / path.relative_to(top)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)
            stored.append(target.relative_to(folder).as_posix())
    return sorted(stored)
