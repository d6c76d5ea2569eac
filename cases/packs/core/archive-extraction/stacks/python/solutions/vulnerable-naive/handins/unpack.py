"""Archive to files."""

import io
import tarfile
import zipfile
from pathlib import Path

from handins.errors import UploadError

MAX_FILES = 200
MAX_BYTES = 1_000_000


def is_clutter(path: str) -> bool:
    """Whether macOS added the file."""
    *folders, name = path.split("/")
    return name == ".DS_Store" or "__MACOSX" in folders


def without_top(paths: list[str]) -> list[str]:
    """The paths without the one folder that all of them share."""
    tops = {path.split("/")[0] for path in paths}
    if len(tops) == 1 and all("/" in path for path in paths):
        return [path.split("/", 1)[1] for path in paths]
    return paths


def check(sizes: list[int]) -> None:
    """Refuse what is too much."""
    if len(sizes) > MAX_FILES:
        raise UploadError("there are too many files")
    if sum(sizes) > MAX_BYTES:
        raise UploadError("the files are too large")


def store_zip(archive: bytes, folder: Path) -> list[str]:
    """Store the files of a zip."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        infos = {info.filename.replace("\\", "/"): info for info in opened.infolist() if not info.is_dir()}
        infos = {path: info for path, info in infos.items() if not is_clutter(path)}
        check([info.file_size for info in infos.values()])
        paths = without_top(list(infos))
        for path, info in zip(paths, infos.values(), strict=True):
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(opened.read(info))
    return paths


def store_tar(archive: bytes, folder: Path) -> list[str]:
    """Store the files of a tar."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:*") as opened:
        members = {member.name.replace("\\", "/"): member for member in opened if not member.isdir()}
        members = {path: member for path, member in members.items() if not is_clutter(path)}
        check([member.size for member in members.values()])
        paths = without_top(list(members))
        for path, member in zip(paths, members.values(), strict=True):
            member.name = path
            opened.extract(member, folder)
    return paths


def unpack(archive: bytes, folder: Path) -> list[str]:
    """Store the files of `archive` below `folder` and return their paths, sorted."""
    try:
        if zipfile.is_zipfile(io.BytesIO(archive)):
            return sorted(store_zip(archive, folder))
        return sorted(store_tar(archive, folder))
    except (tarfile.TarError, zipfile.BadZipFile, EOFError) as error:
        raise UploadError(f"this archive cannot be read: {error}") from None
