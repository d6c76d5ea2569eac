"""Archive to files."""

import io
import zipfile
from pathlib import Path

from handins.errors import UploadError


def unpack(archive: bytes, folder: Path) -> list[str]:
    """Store the files of `archive` below `folder` and return their paths, sorted."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as opened:
            names = [info for info in opened.infolist() if not info.is_dir()]
            for info in names:
                (folder / Path(info.filename).name).write_bytes(opened.read(info))
            return sorted(Path(info.filename).name for info in names)
    except zipfile.BadZipFile:
        raise UploadError("this is no zip") from None
