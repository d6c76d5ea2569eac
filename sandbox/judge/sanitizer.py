"""What AddressSanitizer and the checks beside it said of a program in C or C++ as it died."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from .target import Completed, Target

DEATH_S = 5.0
_ADDRESS = re.compile(r"^==\d+==ERROR: AddressSanitizer: (attempting (double-free|free)|[\w-]+)(.*)$", re.MULTILINE)
_UNDEFINED = re.compile(r"^==\d+==ERROR: UndefinedBehaviorSanitizer: ([\w-]+) (.*)$", re.MULTILINE)
_ACCESS = re.compile(r"^(READ|WRITE) of size (\d+)", re.MULTILINE)
_SIGNAL = re.compile(r"^==\d+==The signal is caused by a (READ|WRITE) memory access", re.MULTILINE)
_NOTE = re.compile(r"^NOTE: (signed-integer-overflow .*)$", re.MULTILINE)


@dataclass(frozen=True)
class SanitizerReport:
    """The first report of a run. A program dies with it, so there is never more than one that counts."""

    kind: str
    """As the sanitizer names it: `heap-buffer-overflow`, `stack-buffer-overflow`, `global-buffer-overflow`,
    `heap-use-after-free`, `double-free`, `bad-free`, `index-out-of-bounds`, `SEGV`, `negative-size-param`, …"""
    access: str
    """`read`, `write`, or empty where the report does not say"""
    size: int
    """bytes of the access; 0 where the report does not say"""
    line: str
    """the report's first line"""
    notes: tuple[str, ...] = ()
    """signed integer overflows that went before, with their places"""

    def __str__(self) -> str:
        noted = f" after {', '.join(self.notes)}" if self.notes else ""
        return f"{self.kind}{f', {self.access} of {self.size} bytes' if self.access else ''}{noted}: {self.line[:200]}"


def sanitizer_report(target: Target | Completed) -> SanitizerReport | None:
    """The report with which the target (or, `cli`, a run of it) died; None if it lives, or died without one.

    Ask when a call ended in `TargetGone`. A report is the submission's own words against itself: its end is waited for,
    and a program that survives has not been caught, whatever it wrote.
    """
    if isinstance(target, Completed):
        return read_report(target.err) if target.exit_code != 0 else None
    end = time.monotonic() + DEATH_S
    state = target.state()
    while state["alive"] and time.monotonic() < end:
        time.sleep(0.005)
        state = target.state()
    return None if state["alive"] else read_report(str(state.get("stderr", "")))


def read_report(text: str) -> SanitizerReport | None:
    """The first report in the text of a program's stderr."""
    notes = tuple(dict.fromkeys(_NOTE.findall(text)))
    found, undefined = _ADDRESS.search(text), _UNDEFINED.search(text)
    if undefined is not None and (found is None or undefined.start() < found.start()):
        return SanitizerReport(undefined[1], "", 0, undefined[0], notes)
    if found is None:
        return None
    accessed, signalled = _ACCESS.search(text, found.end()), _SIGNAL.search(text, found.end())
    access = (accessed or signalled or ("", ""))[1].lower()
    size = int(accessed[2]) if accessed is not None else 0
    kind = {None: found[1], "free": "bad-free"}.get(found[2], found[2])
    return SanitizerReport(kind, access, size, found[0], notes)
