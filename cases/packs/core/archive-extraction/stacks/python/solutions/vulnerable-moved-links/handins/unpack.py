"""Archive to files."""

import io
import os
import shutil
import tarfile
import tempfile
import zipfile
from pathlib import Path

from handins.errors import UploadError

MAX_FILES = 200
MAX_BYTES = 1_000_000


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


def stays_inside(member: tarfile.TarInfo, stage: Path) -> bool:
    """Whether a member, and what it links to, lies in the stage."""
    place = (stage / member.name).resolve()
    if member.issym():
        return place.is_relative_to(stage) and (place.parent / member.linkname).resolve().is_relative_to(stage)
    return place.is_relative_to(stage) and (stage / member.linkname).resolve().is_relative_to(stage)


def extract(archive: bytes, stage: Path) -> None:
    """Unpack everything that is wanted into the stage."""
    stream = io.BytesIO(archive)
    if zipfile.is_zipfile(stream):
        with zipfile.ZipFile(stream) as opened:
            infos = [info for info in opened.infolist() if not info.is_dir() and not is_clutter(info.filename)]
            check([info.file_size for info in infos])
            for info in infos:
                info.filename = info.filename.replace("\\", "/")
                opened.extract(info, stage)
        return
    stream.seek(0)
    with tarfile.open(fileobj=stream) as opened:
        members = [member for member in opened if not member.isdir() and not is_clutter(member.name)]
        check([member.size for member in members])
        for member in members:
            member.name = member.name.replace("\\", "/")
            if not stays_inside(member, stage):
                raise UploadError(f"{member.name!r} leads out of the hand-in")
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
        except (tarfile.TarError, zipfile.BadZipFile, EOFError, OSError, KeyError, NotImplementedError) as error:
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
