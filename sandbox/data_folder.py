"""Where Vetloop keeps what it makes on a machine: toolchains, blobs, the default database."""

from __future__ import annotations

import os
from pathlib import Path

FOLDER_MODE = 0o755
"""World-readable: sandboxes run under uids of their own and read their toolchain from here."""


class DataFolderError(OSError):
    """The data folder cannot be made or entered: names the folder and the way out."""

    def __init__(self, folder: Path, reason: str) -> None:
        self.folder = folder
        self.reason = reason
        super().__init__(f"data folder {folder}: {reason}; set VETLOOP_DATA to a folder you can write to")


def data_folder() -> Path:
    """Return the data folder, made if it was missing.

    `VETLOOP_DATA` names it; else it is `/var/lib/vetloop` for root and `$XDG_DATA_HOME/vetloop` (by default
    `~/.local/share/vetloop`) for everybody else. Raises `DataFolderError`.
    """
    folder = _chosen()
    try:
        make_readable_folder(folder)
    except OSError as error:
        raise DataFolderError(folder, error.strerror or str(error)) from error
    return folder


def make_readable_folder(folder: Path) -> None:
    """Make `folder` and its missing parents with `FOLDER_MODE`, whatever the umask. Existing ones stay as they are."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_readable_folder(folder.parent)
    folder.mkdir(exist_ok=True)
    folder.chmod(FOLDER_MODE)


def closed_to_sandboxes(folder: Path) -> Path | None:
    """The first folder on the way to `folder`, itself included, that sandboxes cannot pass; none if they get there.

    Only root launches them under uids of their own: everybody else's have the user's own uid, and see what he sees.
    """
    if os.geteuid() != 0:
        return None
    place = folder.resolve()
    return next(
        (step for step in (*reversed(place.parents), place) if step.exists() and not step.stat().st_mode & 1), None
    )


def _chosen() -> Path:
    named = os.environ.get("VETLOOP_DATA", "").strip()
    if named:
        return Path(named).expanduser().absolute()
    if os.geteuid() == 0:
        return Path("/var/lib/vetloop")
    share = os.environ.get("XDG_DATA_HOME", "").strip()
    try:
        home = Path.home()
    except RuntimeError as error:
        raise DataFolderError(Path("~"), "this user has no home folder") from error
    return (Path(share) if Path(share).is_absolute() else home / ".local" / "share") / "vetloop"
