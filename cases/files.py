"""A submission's files: the one place where paths that came from outside are checked.

Whatever an agent, a client or an importer sends becomes a `FileSet` or a `SubmissionError`; every other room relies on
that and does no path checks of its own.
"""

from __future__ import annotations

import hashlib
import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cases.errors import SubmissionError

MAX_FILES = 200
MAX_TOTAL_BYTES = 2 * 1024 * 1024
MAX_PATH_BYTES = 240
MAX_DEPTH = 16

_RESERVED_STEMS = frozenset(
    {"con", "prn", "aux", "nul", *(f"com{n}" for n in range(1, 10)), *(f"lpt{n}" for n in range(1, 10))}
)


def check_path(path: str) -> str:
    """Return `path` if it is a plain relative path inside a project, else raise `SubmissionError`.

    Refused: empty, absolute, `.` and `..` parts, backslashes, control characters, NUL, text that is not in Unicode
    normal form C, names that a file system would fold or reserve, `.git`, and anything overlong or too deep.
    """
    if not path:
        raise SubmissionError(path, "the path is empty")
    try:
        raw = path.encode("utf-8")
    except UnicodeEncodeError:
        raise SubmissionError(path.encode("unicode_escape").decode(), "the path is not valid Unicode") from None
    shown = path if len(raw) <= MAX_PATH_BYTES else path[:60] + "…"
    if len(raw) > MAX_PATH_BYTES:
        raise SubmissionError(shown, f"the path is longer than {MAX_PATH_BYTES} bytes")
    if any(unicodedata.category(char) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for char in path):
        raise SubmissionError(shown, "the path holds a control or formatting character")
    if "\\" in path or ":" in path:
        raise SubmissionError(shown, "use forward slashes and no drive letters or streams")
    if unicodedata.normalize("NFC", path) != path or unicodedata.normalize("NFKC", path) != path:
        raise SubmissionError(shown, "the path is not in normal form (NFKC)")
    if path.startswith("/"):
        raise SubmissionError(shown, "the path is absolute; give it relative to the project")
    parts = path.split("/")
    if len(parts) > MAX_DEPTH:
        raise SubmissionError(shown, f"the path is deeper than {MAX_DEPTH} folders")
    for part in parts:
        if part in {"", ".", ".."}:
            raise SubmissionError(shown, "the path holds an empty, '.' or '..' part")
        if part != part.strip() or part.endswith("."):
            raise SubmissionError(shown, "a part of the path begins or ends with a space, or ends with a dot")
        if part.casefold() == ".git" or part.casefold().split(".", 1)[0] in _RESERVED_STEMS:
            raise SubmissionError(shown, f"the name {part!r} is reserved")
    return path


@dataclass(frozen=True)
class FileSet:
    """Checked files, path to content, sorted by path. Build one with `of`, `of_text` or `read_folder`."""

    items: tuple[tuple[str, bytes], ...]

    @classmethod
    def of(cls, files: Mapping[str, bytes] | Iterable[tuple[str, bytes]]) -> FileSet:
        """Check every path, the number of files and their total size.

        Raises:
            SubmissionError: a path is unsafe, two paths collide, or a limit is exceeded.
        """
        pairs = list(files.items()) if isinstance(files, Mapping) else list(files)
        if len(pairs) > MAX_FILES:
            raise SubmissionError("", f"{len(pairs)} files; at most {MAX_FILES} are taken")
        total = sum(len(content) for _, content in pairs)
        if total > MAX_TOTAL_BYTES:
            raise SubmissionError("", f"{total} bytes in all; at most {MAX_TOTAL_BYTES} are taken")
        seen: dict[str, str] = {}
        for path, _ in pairs:
            check_path(path)
            folded = path.casefold()
            if folded in seen:
                raise SubmissionError(path, f"collides with {seen[folded]!r}")
            seen[folded] = path
        for path in seen:
            for parent in PurePosixPath(path).parents:
                if str(parent) in seen:
                    raise SubmissionError(seen[path], f"{seen[str(parent)]!r} is both a file and a folder")
        return cls(tuple(sorted(pairs)))

    @classmethod
    def of_text(cls, files: Mapping[str, str]) -> FileSet:
        """As `of`, for text; lone surrogates are refused."""
        encoded: dict[str, bytes] = {}
        for path, text in files.items():
            try:
                encoded[path] = text.encode("utf-8")
            except UnicodeEncodeError as error:
                raise SubmissionError(path, f"the text is not valid Unicode at character {error.start}") from None
        return cls.of(encoded)

    @classmethod
    def read_folder(cls, folder: Path, *, skip: frozenset[str] = frozenset()) -> FileSet:
        """Read the regular files below `folder`; links, devices, sockets and pipes are refused, never followed.

        `skip` names folders that are passed over wherever they stand (`node_modules`, `.venv`, …).

        Raises:
            SubmissionError: the folder is missing, holds something else than folders and files, or exceeds a limit.
        """
        if not folder.is_dir():
            raise SubmissionError(str(folder), "no such folder")
        found: list[tuple[str, bytes]] = []
        total = 0
        for relative, size in _walk(folder, skip):
            if len(found) >= MAX_FILES:
                raise SubmissionError("", f"more than {MAX_FILES} files")
            total += size
            if total > MAX_TOTAL_BYTES:
                raise SubmissionError(relative, f"more than {MAX_TOTAL_BYTES} bytes in all")
            found.append((relative, _read_regular(folder / relative, relative, size)))
        return cls.of(found)

    @property
    def digest(self) -> str:
        """SHA-256 over paths and contents, lengths included, so that no two sets share a digest."""
        state = hashlib.sha256()
        for path, content in self.items:
            name = path.encode()
            state.update(len(name).to_bytes(4, "big") + name + len(content).to_bytes(8, "big") + content)
        return state.hexdigest()

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def as_dict(self) -> dict[str, bytes]:
        """Path to content."""
        return dict(self.items)

    def over(self, base: FileSet) -> FileSet:
        """These files laid over `base`: same paths replace, others stay."""
        return FileSet.of({**base.as_dict(), **self.as_dict()})

    def write_to(self, folder: Path) -> None:
        """Write into `folder`, which must be ours alone (nothing hostile writes there at the same time)."""
        for path, content in self.items:
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)


def _walk(folder: Path, skip: frozenset[str]) -> Iterator[tuple[str, int]]:
    pending = [""]
    while pending:
        prefix = pending.pop()
        with os.scandir(folder / prefix) as entries:
            for entry in sorted(entries, key=lambda item: item.name):
                relative = f"{prefix}{entry.name}"
                info = entry.stat(follow_symlinks=False)
                if stat.S_ISDIR(info.st_mode):
                    if entry.name not in skip:
                        check_path(relative)
                        pending.append(relative + "/")
                elif stat.S_ISREG(info.st_mode):
                    yield check_path(relative), info.st_size
                else:
                    kind = "a symbolic link" if stat.S_ISLNK(info.st_mode) else "not a regular file"
                    raise SubmissionError(relative, f"is {kind}; only regular files are taken")


def _read_regular(path: Path, relative: str, size: int) -> bytes:
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        raise SubmissionError(relative, f"cannot be read: {error.strerror}") from None
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise SubmissionError(relative, "is not a regular file")
        content = stream.read(size + 1)
    if len(content) > size:
        raise SubmissionError(relative, "grew while it was read")
    return content
