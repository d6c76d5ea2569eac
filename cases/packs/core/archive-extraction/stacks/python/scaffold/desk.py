"""The hand-in desk: what the web front end calls."""

from handins.storage import folder_of, paths_in
from handins.unpack import unpack


def accept(hand_in: str, archive: bytes) -> list[str]:
    """Store the files of an upload and return their paths."""
    return unpack(archive, folder_of(hand_in))


def listing(hand_in: str) -> list[str]:
    """Paths of all files of a hand-in."""
    return paths_in(folder_of(hand_in))


def read_file(hand_in: str, path: str) -> str:
    """Text of one file of a hand-in."""
    folder = folder_of(hand_in)
    if path not in paths_in(folder):
        raise KeyError(path)
    return (folder / path).read_text(encoding="utf-8", errors="replace")
