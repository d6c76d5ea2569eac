"""Reading and writing below a folder through descriptors: no link is ever followed, not even one made meanwhile.

Every step opens one name relative to the folder opened before, with O_NOFOLLOW: a path can't be redirected between its
check and its use.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from cases.errors import SubmissionError

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_WRITE_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC


@dataclass(frozen=True)
class Found:
    """A regular file met on a walk: its path below the folder, its name, its size, and the open folder it is in."""

    path: str
    name: str
    size: int
    folder: int


@contextmanager
def opened(root: Path, *parts: str, create: bool = False) -> Iterator[int]:
    """The folder `root/parts…`, open; `root` is trusted, `parts` are not.

    Raises:
        SubmissionError: a part is missing, is a link or is no folder.
    """
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for index, part in enumerate(parts):
            shown = "/".join(parts[: index + 1])
            if "/" in part or part in {"", ".", ".."}:
                raise SubmissionError(shown, "is not the name of one folder")
            try:
                if create:
                    with suppress(FileExistsError):
                        os.mkdir(part, dir_fd=descriptor)
                inner = os.open(part, _FOLDER, dir_fd=descriptor)
            except OSError as error:
                raise SubmissionError(shown, _folder_trouble(error)) from None
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def walk(folder: int, skip_folders: frozenset[str], most_entries: int) -> Iterator[Found]:
    """Every regular file below the open `folder`, in order of names.

    Raises:
        SubmissionError: there is a link, a device, a socket or a pipe, or there are more than `most_entries` entries.
    """
    left = most_entries

    def inside(descriptor: int, prefix: str) -> Iterator[Found]:
        nonlocal left
        with os.scandir(descriptor) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
        for entry in listed:
            left -= 1
            if left < 0:
                raise SubmissionError(prefix, f"the folder holds more than {most_entries} files and folders")
            path = prefix + entry.name
            info = os.stat(entry.name, dir_fd=descriptor, follow_symlinks=False)
            if stat.S_ISDIR(info.st_mode):
                if entry.name not in skip_folders:
                    inner = os.open(entry.name, _FOLDER, dir_fd=descriptor)
                    try:
                        yield from inside(inner, path + "/")
                    finally:
                        os.close(inner)
            elif stat.S_ISREG(info.st_mode):
                if info.st_nlink > 1:
                    raise SubmissionError(path, "has other names (hard links); only files of its own are taken")
                yield Found(path, entry.name, info.st_size, descriptor)
            else:
                kind = "a symbolic link" if stat.S_ISLNK(info.st_mode) else "not a regular file"
                raise SubmissionError(path, f"is {kind}; only regular files are taken. Remove it and try again")

    try:
        yield from inside(folder, "")
    except OSError as error:
        raise SubmissionError("", f"the folder changed while it was read: {error.strerror}") from None


def read(folder: int, name: str, shown: str, most_bytes: int) -> bytes:
    """The content of a regular file in the open `folder`.

    Raises:
        SubmissionError: it is missing, no regular file, or has more than `most_bytes` bytes.
    """
    try:
        descriptor = os.open(name, _READ, dir_fd=folder)
    except OSError as error:
        raise SubmissionError(shown, f"cannot be read: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SubmissionError(shown, "is not a regular file")
        content = stream.read(most_bytes + 1)
    if len(content) > most_bytes:
        raise SubmissionError(shown, f"has more than {most_bytes} bytes")
    return content


def write_new(folder: int, name: str, content: bytes) -> bool:
    """Write a file that does not exist yet; False, and nothing done, if there is anything of that name."""
    try:
        descriptor = os.open(name, _WRITE_NEW, 0o644, dir_fd=folder)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
    return True


def _folder_trouble(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "no such folder"
    if isinstance(error, NotADirectoryError):
        return "is a link or not a folder; links are not followed"
    return f"cannot be opened: {error.strerror}"
