"""Where hand-ins are kept: storage/<hand-in>/."""

import re
from pathlib import Path

STORAGE = Path(__file__).resolve().parent.parent / "storage"


def folder_of(hand_in: str) -> Path:
    """The folder of a hand-in; it is made when it is needed first."""
    if not re.fullmatch(r"h-[0-9]{1,12}", hand_in):
        raise KeyError(hand_in)
    folder = STORAGE / hand_in
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def paths_in(folder: Path) -> list[str]:
    """Paths of the files below a folder, sorted."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
