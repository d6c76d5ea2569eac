"""Verdicts per minute with 1, 2, 4 and 8 workers on a mix of secure and vulnerable solutions, and what a pool holds.

Prints for every number of workers the rate, its ratio to one worker, and how busy the processors were; then the
memory of one pre-started pod of every kind. With `--bare` only the first secure solutions of cases without services,
and beside each rate that of the same work run bare: how far this machine and this work can be divided at all.
`uv run python -m benchmarks.throughput [--each 24] [--workers 1 2 4 8] [--bare] [CASE …]`
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.bare_pod import BareBackend
from benchmarks.verdict_latency import secure_project
from cases.digest import GENERATED
from cases.files import FileSet
from cases.loader import load_library
from cases.model import Case, Scenario, SolutionKind
from cases.prompts import handed_out
from cases.submission import project_with
from sandbox.backends.warm import pods_for
from sandbox.data_folder import data_folder
from sandbox.evaluator import Evaluator
from sandbox.toolchains.model import ToolchainError
from sandbox.verdict import Status

EXPECTED = {SolutionKind.SECURE: Status.SECURE, SolutionKind.VULNERABLE: Status.VULNERABLE}


def solutions(cases: list[Case], count: int) -> list[tuple[Case, FileSet, Status]]:
    """`count` reference solutions, one secure to three vulnerable, evenly over the cases, in a fixed order."""
    pools: dict[SolutionKind, list[tuple[Case, FileSet, Status]]] = {kind: [] for kind in EXPECTED}
    for case in cases:
        base = handed_out(case, Scenario.GEN)
        for kind, status in EXPECTED.items():
            for name in case.solution_names(kind):
                files = FileSet.read_folder(case.solution(name), skip=GENERATED)
                pools[kind].append((case, project_with(case, base, files), status))
    shuffle = random.Random(1)
    for pool in pools.values():
        shuffle.shuffle(pool)
    kinds = itertools.cycle([SolutionKind.SECURE, *[SolutionKind.VULNERABLE] * 3])
    turns = {kind: itertools.cycle(pool) for kind, pool in pools.items()}
    return [next(turns[next(kinds)]) for _ in range(count)]


def secure_alone(cases: list[Case], count: int) -> list[tuple[Case, FileSet, Status]]:
    """`count` times the first secure solution of a case that needs no service, in a fixed order."""
    alone = [case for case in cases if not case.stack.needs]
    if not alone:
        raise SystemExit("--bare: none of these cases runs without a service or a browser; name another one")
    random.Random(1).shuffle(alone)
    return [(case, secure_project(case), Status.SECURE) for case in itertools.islice(itertools.cycle(alone), count)]


def cpu_ticks() -> tuple[int, int]:
    """Busy and all ticks of this machine so far."""
    fields = [int(word) for word in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    idle = fields[3] + fields[4]
    return sum(fields) - idle, sum(fields)


def rate(evaluator: Evaluator, workers: int, work: list[tuple[Case, FileSet, Status]]) -> tuple[float, float]:
    """Verdicts per minute, and the share of processor time that was used; every verdict must be the expected one.

    Closes the evaluator.
    """
    try:
        for case, *_ in work[: pods_for(workers)]:
            evaluator.prepare(case)
        busy, every = cpu_ticks()
        began = time.monotonic()
        with ThreadPoolExecutor(workers) as pool:
            verdicts = list(pool.map(lambda item: evaluator.evaluate(item[0], item[1]), work))
        seconds = time.monotonic() - began
        after_busy, after_every = cpu_ticks()
    finally:
        evaluator.close()
    for verdict, (case, _, status) in zip(verdicts, work, strict=True):
        if verdict.status is not status:
            failures = [f"{failure.test}: {failure.message}" for failure in verdict.functional.failures]
            why = "; ".join(filter(None, (verdict.reason, verdict.message, *failures)))
            raise SystemExit(f"{case.id}: {verdict.status.value}, expected {status.value}: {why}")
    return len(work) / seconds * 60, (after_busy - busy) / (after_every - every)


def descendants(pid: int) -> list[int]:
    """All processes below `pid`."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents.setdefault(int(entry.read_text().rsplit(")", 1)[1].split()[1]), []).append(int(entry.parent.name))
        except OSError:
            continue
    found, pending = [], [pid]
    while pending:
        children = parents.get(pending.pop(), [])
        found += children
        pending += children
    return found


def memory_mib(pids: list[int]) -> float:
    """Proportional share of memory, in MiB."""
    total = 0
    for pid in pids:
        try:
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total / 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--each", type=int, default=24, help="verdicts for each number of workers")
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2, 4, 8])
    parser.add_argument("--bare", action="store_true", help="only secure solutions, and the same work without sandbox")
    arguments = parser.parse_args()
    library = load_library()
    data = data_folder()
    probe = Evaluator(data)
    cases = []
    for case in [library.get(name) for name in arguments.cases] or library.all():
        try:
            probe.toolchain(case)
        except ToolchainError as error:
            print(f"left out: {case.id}: {error}")
        else:
            if probe.can_judge(case):
                cases.append(case)
    work = secure_alone(cases, arguments.each) if arguments.bare else solutions(cases, arguments.each)
    first: dict[str, float] = {}
    for workers in arguments.workers:
        runners = {"": Evaluator(data, warm_pods=pods_for(workers))}
        if arguments.bare:
            runners["bare "] = Evaluator.on(BareBackend(), data)
        for name, evaluator in runners.items():
            per_minute, busy = rate(evaluator, workers, work)
            to_first = per_minute / first.setdefault(name, per_minute)
            print(
                f"{name}workers {workers}  per_minute {per_minute:.1f}  to_first {to_first:.2f}  cpu_busy {busy:.0%}",
                flush=True,
            )
    if arguments.bare:
        return
    for key, case in {(case.stack.toolchain, case.stack.framework): case for case in cases}.items():
        evaluator = Evaluator(data, warm_pods=1)
        before = set(descendants(os.getpid()))
        if evaluator.prepare(case):
            time.sleep(3)
            pod = [pid for pid in descendants(os.getpid()) if pid not in before]
            print(f"pool {'/'.join(key)}  memory_mib {memory_mib(pod):.0f}  processes {len(pod)}")
        evaluator.close()


if __name__ == "__main__":
    main()
