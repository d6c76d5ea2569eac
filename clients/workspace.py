"""The agent's workspace: where projects are written for it and its work is read from.

The agent, and whatever it runs, writes here at the same time as we read. So nothing outside the workspace is ever
opened, no link is followed, no file that is not ours is overwritten, and what is read becomes a checked `FileSet`.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from cases.errors import SubmissionError
from cases.files import MAX_FILES, MAX_TOTAL_BYTES, FileSet, check_path
from clients import descriptors

MARKER = ".vetloop.json"
"""Lies in every folder we made: whose trial it is, and the digests of the files as they were handed out."""

SKIPPED_FOLDERS = frozenset(
    {
        *(".git", ".hg", ".svn", ".idea", ".vscode", ".venv", "venv", "node_modules", "__pycache__"),
        *(".pytest_cache", ".mypy_cache", ".ruff_cache", ".tox", ".nyc_output", "coverage", ".next", ".gradle"),
    }
)
"""What tools leave behind; never part of a solution."""

_SKIPPED_FILES = frozenset({MARKER, ".DS_Store", "Thumbs.db"})
_MOST_ENTRIES = 20_000
_MARKER_BYTES = 256 * 1024


class Workspace:
    """One folder, given by the user; made if it is missing. Implements `tools.contract.Workspace`."""

    def __init__(self, root: Path) -> None:
        root.mkdir(parents=True, exist_ok=True)
        self.root = root.resolve(strict=True)

    def hand_out(self, trial_id: str, case_id: str, files: Mapping[str, str]) -> str:
        """Write the project of a trial into a folder of its own; return that folder.

        Written again for the same trial, it adds what is missing and leaves what is there: that is the agent's work.

        Raises:
            SubmissionError: a path is unsafe, or the folder holds files that did not come from this trial.
        """
        project = FileSet.of_text(files)
        name = check_path(f"{case_id}-{_short(trial_id)}")
        with descriptors.opened(self.root, name, create=True) as folder:
            present = os.listdir(folder)  # noqa: PTH208 - of a descriptor
            if present and _read_marker(folder, name).get("trial") != trial_id:
                raise SubmissionError(
                    name, "the folder is not empty and not of this trial; move it away, or use another --workspace"
                )
            digests = {path: hashlib.sha256(content).hexdigest() for path, content in project}
            marker = {"trial": trial_id, "case": case_id, "files": digests}
            descriptors.write_new(folder, MARKER, json.dumps(marker, indent=1).encode())
        for path, content in project:
            *parents, file_name = path.split("/")
            with descriptors.opened(self.root, name, *parents, create=True) as folder:
                descriptors.write_new(folder, file_name, content)
        return str(self.root / name)

    def collect(self, trial_id: str, directory: str) -> dict[str, str]:
        """What the agent changed or added since `hand_out`; all of the project if it changed nothing.

        Raises:
            SubmissionError: the folder is outside the workspace or of another trial, holds links or special files,
                or what changed exceeds 200 files or 2 MiB or is not UTF-8 text.
        """
        parts = self._parts(directory) if directory else (self._folder_of(trial_id),)
        with descriptors.opened(self.root, *parts) as folder:
            marker = _read_marker(folder, "/".join(parts))
            owner = marker.get("trial", trial_id)
            if owner != trial_id:
                raise SubmissionError(
                    "/".join(parts), f"belongs to trial {str(owner)[:80]!r}, not to {trial_id[:80]!r}"
                )
            handed_out = marker.get("files")
            known = handed_out if isinstance(handed_out, dict) else {}
            changed, unchanged = _changes(folder, known)
        return _texts(changed or unchanged)

    def read(self, directory: str) -> dict[str, str]:
        """Every text file below `directory`, which is relative to the workspace; empty for all of it.

        Raises:
            SubmissionError: as `collect`.
        """
        with descriptors.opened(self.root, *self._parts(directory)) as folder:
            changed, _ = _changes(folder, {})
        return _texts(changed)

    def _parts(self, directory: str) -> tuple[str, ...]:
        """The folder's parts below the root; decided on the text alone, links are met when it is opened."""
        if "\0" in directory:
            raise SubmissionError(directory.replace("\0", "\\0"), "the path holds a NUL")
        relative = os.path.relpath(os.path.normpath(self.root / directory), self.root)
        parts = Path(relative).parts
        if parts[:1] == ("..",):
            raise SubmissionError(directory, f"lies outside the workspace {self.root}; submit a folder inside it")
        return () if relative == "." else parts

    def _folder_of(self, trial_id: str) -> str:
        ending = f"-{_short(trial_id)}"
        for entry in sorted(os.listdir(self.root)):  # noqa: PTH208 - names only
            if entry.endswith(ending):
                return entry
        raise SubmissionError(
            "", f"no folder of trial {trial_id[:80]!r} in {self.root}; call start_case, which writes it, or name one"
        )


def _short(trial_id: str) -> str:
    """Eight characters that tell a trial's folder from those of other trials of the case."""
    return hashlib.sha256(trial_id.encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _changes(folder: int, known: Mapping[str, object]) -> tuple[FileSet, FileSet]:
    changed: list[tuple[str, bytes]] = []
    unchanged: list[tuple[str, bytes]] = []
    total = 0
    for found in descriptors.walk(folder, SKIPPED_FOLDERS, _MOST_ENTRIES):
        if found.name in _SKIPPED_FILES or found.name.endswith(".pyc"):
            continue
        content = descriptors.read(found.folder, found.name, found.path, MAX_TOTAL_BYTES)
        if known.get(found.path) == hashlib.sha256(content).hexdigest():
            unchanged.append((found.path, content))
            continue
        changed.append((check_path(found.path), content))
        total += len(content)
        if len(changed) > MAX_FILES:
            raise SubmissionError(found.path, f"more than {MAX_FILES} changed or added files")
        if total > MAX_TOTAL_BYTES:
            raise SubmissionError(found.path, f"more than {MAX_TOTAL_BYTES} bytes of changed or added files")
    return FileSet.of(changed), FileSet.of(unchanged)


def _texts(files: FileSet) -> dict[str, str]:
    texts: dict[str, str] = {}
    for path, content in files:
        try:
            texts[path] = content.decode("utf-8")
        except UnicodeDecodeError as error:
            raise SubmissionError(
                path, f"is not UTF-8 text (byte {error.start}); remove it or save it as UTF-8"
            ) from None
    return texts


def _read_marker(folder: int, shown: str) -> dict[str, object]:
    """The folder's marker; empty where there is none. It lies in the agent's reach, so it only tells what to upload."""
    if MARKER not in os.listdir(folder):
        return {}
    try:
        marker = json.loads(descriptors.read(folder, MARKER, f"{shown}/{MARKER}", _MARKER_BYTES))
    except (ValueError, RecursionError):
        return {}
    return marker if isinstance(marker, dict) else {}
