"""Removes what a target has made, whatever that is. Standard library only: the holder imports it inside a pod."""

from __future__ import annotations

import os

_QUIET = [(os.POSIX_SPAWN_OPEN, 2, "/dev/null", os.O_WRONLY, 0)]


def remove_folder(path: str) -> bool:
    """Remove a tree; whether nothing is left of it.

    `rm` copes with depth that Python's rmtree doesn't, but not with folders that were closed to their owner.
    """
    for argv in (["rm", "-rf", "--one-file-system"], ["chmod", "-R", "u+rwX"], ["rm", "-rf", "--one-file-system"]):
        if os.path.lexists(path):
            pid = os.posix_spawnp(argv[0], [*argv, "--", path], {"PATH": "/usr/bin:/bin"}, file_actions=_QUIET)
            os.waitpid(pid, 0)
    return not os.path.lexists(path)
