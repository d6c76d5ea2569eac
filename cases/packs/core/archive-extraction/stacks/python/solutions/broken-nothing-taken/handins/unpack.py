"""Archive to files."""

from pathlib import Path

from handins.errors import UploadError


def unpack(archive: bytes, folder: Path) -> list[str]:
    """Store the files of `archive` below `folder` and return their paths, sorted."""
    raise UploadError("archives are not taken at the moment")
