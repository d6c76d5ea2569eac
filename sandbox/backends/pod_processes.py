"""The judge's start, what the holder is told of a process's limits, and what it tells of a process."""

from __future__ import annotations

import base64
import secrets
from typing import Any

from cases.model import Limits
from sandbox.backends import browser
from sandbox.backends.base import PodError, ProcessState

JUDGE_PYTHON = "/usr/bin/python3"
JUDGE_MEMORY_MIB = 1024
ROOM = {"cpu": 86_400, "processes": 2048, "file_size": 1 << 30}
"""Limits of pre-started targets, as wide as any case's: they are lowered before its code runs, and cannot be raised."""
OPEN_PORTS = range(10_100, 30_000)
"""None of those that browsers, `fetch` and Next.js refuse: 10080 is the last ("bad ports" of the Fetch standard)."""
JUDGE_RLIMITS = {"core": 0, "files": 1024, "processes": 256 + browser.PROCESSES}


def judge_argv(library: str, descriptor: int) -> list[str]:
    """Start of the judge. The pod has no TLS, and importing it costs 15 ms: `http.client` does without."""
    code = (
        f"import sys; sys.modules['ssl'] = None; sys.path.insert(0, {library!r}); from judge.main import main; main()"
    )
    return [JUDGE_PYTHON, "-I", "-S", "-c", code, str(descriptor)]


def rlimits(limits: Limits, beside: int) -> dict[str, int]:
    """Resource limits of a target. `beside`: processes of the pod's other sandboxes, which count for the same user."""
    return {
        "cpu": int(limits.cpu_s) + 1,
        "processes": limits.processes + 8 + beside,
        "files": 1024,
        "file_size": limits.disk_mib * 1024 * 1024,
        "core": 0,
        "memlock": 0,
        "msgqueue": 0,
    }


def tree_name() -> str:
    """A name for a target's tree. A target may find it out, and must not tell tests and attacks apart by it.

    It is short because paths are longer by it on the fallback, and some attacks have little room.
    """
    return "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(3))


def random_port() -> int:
    """A port below the ephemeral range, for a network that is the pod's alone."""
    return secrets.choice(OPEN_PORTS)


def state_of(answer: dict[str, Any]) -> ProcessState:
    """A process by the holder's answer. Raises `PodError` if that is malformed."""
    try:
        return ProcessState(
            alive=bool(answer["alive"]),
            exit_code=answer["exit_code"],
            killed=str(answer["killed"]),
            stdout=base64.b64decode(answer["stdout"]),
            stderr=base64.b64decode(answer["stderr"]),
            cpu=float(answer["cpu"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PodError(f"the pod's holder sent a malformed state: {error!r}") from error
