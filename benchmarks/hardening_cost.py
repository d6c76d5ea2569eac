"""What an ordinary submission pays for the sandbox's hardening: the same verdict with it and without, turn by turn.

`plain` has the namespaces and nothing besides: every system call allowed, no control groups, no lock on namespaces,
capabilities not named. `filter` and `groups` add one thing each, `all` is what judges. Prints the medians of the
verdicts, and of the differences within a round, in milliseconds with a 95 % interval (order statistics of the median).
Every verdict must be `secure`.
`uv run python -m benchmarks.hardening_cost [--rounds 40] [--cold] [CASE …]`
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import struct
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.verdict_latency import measure, secure_project
from cases.loader import load_library
from cases.model import Case, Limits
from sandbox.backends.base import PodError
from sandbox.backends.bubblewrap import BubblewrapBackend, BubblewrapPod, publish_filter
from sandbox.backends.pod_groups import PodGroups
from sandbox.backends.workspace import open_workspace
from sandbox.data_folder import data_folder
from sandbox.evaluator import Evaluator
from sandbox.signals import tampering_signals

CASES = ("token-signing.python", "token-signing.node", "file-download.flask", "sql-search.express", "receipt-lines.c")
ALLOW_ALL = struct.pack("<HBBI", 0x06, 0, 0, 0x7FFF0000)
"""BPF: return SECCOMP_RET_ALLOW"""
HARDENING = ("--disable-userns", "--cap-drop", "ALL")


class PlainPod(BubblewrapPod):
    """A pod with less around its processes."""

    groups = True
    words = True

    def _launch(self) -> None:
        if not self.groups:
            self._groups.close()
            self._groups = PodGroups(None)
        super()._launch()

    def _sandbox(self) -> list[str]:
        arguments = super()._sandbox()
        return arguments if self.words else [word for word in arguments if word not in HARDENING]


class PlainBackend(BubblewrapBackend):
    """The backend of such pods."""

    def __init__(self, data: Path, *, filtered: bool, groups: bool, words: bool) -> None:
        super().__init__(data)
        if not filtered:
            self.filter = publish_filter(self.harness / "allow-all.bpf", ALLOW_ALL)
        self._kind = type("Pod", (PlainPod,), {"groups": groups, "words": words})

    def _make(self, limits: Limits) -> BubblewrapPod:
        workspace = open_workspace(self.data)
        try:
            made: BubblewrapPod = self._kind(self, workspace, limits)
        except BaseException:
            workspace.close()
            raise
        return made


VARIANTS: dict[str, Callable[[Path], BubblewrapBackend]] = {
    "plain": lambda data: PlainBackend(data, filtered=False, groups=False, words=False),
    "filter": lambda data: PlainBackend(data, filtered=True, groups=False, words=False),
    "groups": lambda data: PlainBackend(data, filtered=False, groups=True, words=False),
    "all": BubblewrapBackend,
}


def interval(values: list[float]) -> tuple[float, float, float]:
    """Median with a 95 % interval by ranks n/2 ± 0.98 √n (binomial, normal approximation; Conover, 1999, 3.2)."""
    ordered, half = sorted(values), 0.98 * math.sqrt(len(values))
    low, high = math.floor(len(values) / 2 - half), math.ceil(len(values) / 2 + half)
    return statistics.median(ordered), ordered[max(0, low)], ordered[min(len(ordered) - 1, high)]


def compared(runners: dict[str, Evaluator], case: Case, rounds: int) -> dict[str, Any]:
    """Milliseconds by variant, and what each costs above `plain`; one round more, which does not count."""
    project = secure_project(case)
    times: dict[str, list[float]] = {name: [] for name in runners}
    order = list(runners)
    for runner in runners.values():
        runner.prepare(case)
    for number in range(rounds + 1):
        order = order[1:] + order[:1]
        for name in order:
            seconds = measure(runners[name], case, project)
            runners[name].prepare(case)
            if number:
                times[name].append(seconds * 1000)
    row: dict[str, Any] = {"case": case.id, "plain_ms": round(statistics.median(times["plain"]), 1)}
    for name in [name for name in runners if name != "plain"]:
        found = interval([mine - plain for mine, plain in zip(times[name], times["plain"], strict=True)])
        row[f"{name}_costs_ms"] = [round(value, 1) for value in found]
    began = time.perf_counter()
    tampering_signals(project)
    row["signals_ms"] = round((time.perf_counter() - began) * 1000, 2)
    return row


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=CASES)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--cold", action="store_true", help="no pre-started pods: making them is part of the cost")
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    data, library = data_folder(), load_library()
    runners: dict[str, Evaluator] = {}
    try:
        for name, make in VARIANTS.items():
            backend = make(data)
            if not arguments.cold:
                backend.keep_warm(1)
            runners[name] = Evaluator.on(backend, data)
        rows = []
        for name in arguments.cases:
            rows.append(compared(runners, library.get(name), arguments.rounds))
            if not arguments.json:
                print("  ".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
        if arguments.json:
            json.dump({"rounds": arguments.rounds, "cold": arguments.cold, "cases": rows}, sys.stdout, indent=1)
    except PodError as error:
        raise SystemExit(f"no pod: {error}") from error
    finally:
        for runner in runners.values():
            runner.close()


if __name__ == "__main__":
    main()
