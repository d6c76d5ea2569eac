"""Host folders and uids of pods: each its own, released by the kernel when we die, swept at the next start."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import py_compile
import secrets
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from sandbox.backends.base import BackendUnavailableError
from sandbox.backends.removal import remove_folder
from sandbox.data_folder import closed_to_sandboxes, make_readable_folder

FIRST_UID = 2_100_000_000
"""Above what systems give to people and containers; the kernel wants no passwd entry for it."""
UIDS = 4096
_JUDGE = Path(__file__).resolve().parent.parent / "judge"
_BESIDE = tuple(
    Path(__file__).resolve().parent / name
    for name in (
        *("holder.py", "holder_process.py", "landlock_child.py", "removal.py"),
        *("docker_keeper.py", "docker_judge.py"),
    )
)

_ETC = {
    "passwd": "root:x:0:0:root:/:/bin/sh\nsandbox:x:65534:65534:sandbox:/srv:/bin/sh\n",
    "group": "root:x:0:\nsandbox:x:65534:\n",
    "hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files dns\n",
    "resolv.conf": "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n",
}


@dataclass
class Workspace:
    """A folder of one pod, and the uid that owns it. Held by a file lock; `close` removes both."""

    folder: Path
    uid: int | None
    """the uid to run under when we are root, else None: our own"""
    _locks: tuple[IO[bytes], ...]

    def give(self, path: Path) -> None:
        """Make `path` the pod's own."""
        if self.uid is not None:
            os.chown(path, self.uid, self.uid)

    def close(self) -> None:
        """Remove the folder and let the uid go."""
        _remove(self.folder)
        for lock in self._locks:
            with contextlib.suppress(OSError):
                if Path(lock.name).parent == self.folder.parent:
                    Path(lock.name).unlink(missing_ok=True)
            lock.close()


def try_lock(path: Path) -> IO[bytes] | None:
    """Hold a file against everybody else until the handle is closed; nothing if it is held already."""
    handle = path.open("ab")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        return None
    return handle


def check_reach(backend: str, data: Path) -> None:
    """Raise `BackendUnavailableError` if sandboxes could not get to the data folder: no program would start."""
    closed = closed_to_sandboxes(data)
    if closed is not None:
        raise BackendUnavailableError(
            backend,
            f"sandboxes have uids of their own and cannot reach the data folder {data}: {closed} is closed to others",
            "Set VETLOOP_DATA to a folder that everybody may enter, such as /var/lib/vetloop, "
            f"or run: chmod o+x {shlex.quote(str(closed))}",
        )


def open_workspace(data: Path) -> Workspace:
    """A new folder below `<data>/work`, with a uid nobody else uses at this time if we are root."""
    work = data / "work"
    make_readable_folder(work)
    name = secrets.token_hex(8)
    lock = try_lock(work / f"{name}.lock")
    assert lock is not None, "a random name was taken"
    locks = [lock]
    uid = None
    if os.geteuid() == 0:
        make_readable_folder(data / "uids")
        start = secrets.randbelow(UIDS)
        for step in range(UIDS):
            number = (start + step) % UIDS
            held = try_lock(data / "uids" / str(number))
            if held is not None:
                locks.append(held)
                uid = FIRST_UID + number
                break
        else:
            lock.close()
            raise OSError(f"all {UIDS} sandbox uids are in use")
    folder = work / name
    folder.mkdir(mode=0o700)
    workspace = Workspace(folder, uid, tuple(locks))
    workspace.give(folder)
    return workspace


def sweep(data: Path) -> None:
    """Remove folders whose owner died. Pods die with their orchestrator, so nothing runs in them any more."""
    work = data / "work"
    if not work.is_dir():
        return
    for lock_path in work.glob("*.lock"):
        handle = try_lock(lock_path)
        if handle is not None:
            _remove(lock_path.with_suffix(""))
            lock_path.unlink(missing_ok=True)
            handle.close()


def _remove(folder: Path) -> None:
    """Remove what a pod leaves. What Python cannot (it calls itself for every level) is left to `rm`."""
    with contextlib.suppress(RecursionError):
        shutil.rmtree(folder, ignore_errors=True)
    remove_folder(str(folder))


def publish_harness(data: Path) -> Path:
    """Copy judge, holder and the sandboxes' /etc to where every uid may read them; done once per version.

    The repository may lie in a closed home folder, and its bytecode caches may be missing or stale.
    """
    state = hashlib.sha256()
    sources = [*sorted(_JUDGE.glob("*.py")), *_BESIDE]
    for source in sources:
        content = source.read_bytes()
        state.update(source.name.encode() + len(content).to_bytes(8, "big") + content)
    state.update(repr(_ETC).encode())
    folder = data / "harness" / state.hexdigest()[:16]
    if folder.is_dir():
        return folder
    make_readable_folder(folder.parent)
    building = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    package = building / "judge" / "lib" / "judge"
    package.mkdir(parents=True)
    for source in sources:
        target = (building if source in _BESIDE else package) / source.name
        shutil.copyfile(source, target)
        py_compile.compile(str(target), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    (building / "etc").mkdir()
    for name, text in _ETC.items():
        (building / "etc" / name).write_text(text)
    for place, folders, files in os.walk(building):
        for name in (*folders, *files):
            Path(place, name).chmod(0o755 if name in folders else 0o644)
    building.chmod(0o755)
    try:
        building.rename(folder)
    except OSError:
        shutil.rmtree(building, ignore_errors=True)
        if not folder.is_dir():
            raise
    return folder
