"""Latency of a full verdict (first secure solution) per language and interface, against the same work run bare.

Bare means: the same judge, tests, build and target command as plain processes, in the same run, turn by turn. `cold`
makes its sandbox when it is asked, `pooled` takes a pre-started one. Single verdicts, as one user sees them: each comes
after a lull; `throughput` has runs of them. Prints medians, p95 and the ratios of medians.
`uv run python -m benchmarks.verdict_latency [--rounds 9] [CASE …]`
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from typing import Any

from benchmarks.bare_pod import BareBackend
from cases.digest import GENERATED
from cases.files import FileSet
from cases.library import Library
from cases.loader import load_library
from cases.model import Case, Scenario, SolutionKind
from cases.prompts import handed_out
from cases.submission import project_with
from sandbox.data_folder import data_folder
from sandbox.evaluator import Evaluator
from sandbox.toolchains.model import ToolchainError
from sandbox.verdict import Status

LULL_S = 1.5
"""Before every turn, so that what was started for a later one does not load beside it."""
RUNNERS = ("pooled", "cold", "bare")


def secure_project(case: Case) -> FileSet:
    """The project with the first secure solution."""
    solution = case.solution(case.solution_names(SolutionKind.SECURE)[0])
    return project_with(case, handed_out(case, Scenario.GEN), FileSet.read_folder(solution, skip=GENERATED))


def measure(evaluator: Evaluator, case: Case, project: FileSet) -> float:
    """Seconds of one verdict, which must be `secure`."""
    began = time.monotonic()
    verdict = evaluator.evaluate(case, project)
    if verdict.status is not Status.SECURE:
        raise SystemExit(f"{case.id} on {verdict.backend}: {verdict.status.value}: {verdict.reason}{verdict.message}")
    return time.monotonic() - began


def wanted_cases(library: Library, names: list[str]) -> list[Case]:
    """The named cases; without names the first of every language, framework and interface that can be run bare."""
    if names:
        return [library.get(name) for name in names]
    found: dict[tuple[str, str, str], Case] = {}
    for case in library.all():
        stack = case.stack
        if not stack.needs:
            found.setdefault((stack.language, stack.framework, stack.interface.value), case)
    return [found[key] for key in sorted(found)]


def compared(runners: dict[str, Evaluator], case: Case, rounds: int) -> dict[str, Any]:
    """Medians, p95 and ratios of one case; one round more than `rounds`, the first of which does not count."""
    project = secure_project(case)
    times: dict[str, list[float]] = {name: [] for name in runners}
    for number in range(rounds + 1):
        for name, runner in runners.items():
            runner.prepare(case)
            time.sleep(LULL_S)
            seconds = measure(runner, case, project)
            runner.prepare(case)
            if number:
                times[name].append(seconds)
    medians = {name: statistics.median(found) for name, found in times.items()}
    return {
        "case": case.id,
        "language": case.stack.language,
        "interface": case.stack.interface.value,
        **{f"{name}_p50_s": round(median, 3) for name, median in medians.items()},
        "pooled_p95_s": round(sorted(times["pooled"])[round(0.95 * (rounds - 1))], 3),
        "pooled_to_bare": round(medians["pooled"] / medians["bare"], 2),
        "cold_to_bare": round(medians["cold"] / medians["bare"], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    data = data_folder()
    made = (Evaluator(data, warm_pods=1), Evaluator(data), Evaluator.on(BareBackend(), data))
    runners = dict(zip(RUNNERS, made, strict=True))
    rows = []
    for case in wanted_cases(load_library(), arguments.cases):
        try:
            runners["bare"].toolchain(case)
        except ToolchainError as error:
            print(f"left out: {case.id}: {error}", file=sys.stderr)
            continue
        rows.append(compared(runners, case, arguments.rounds))
        if not arguments.json:
            print("  ".join(f"{key} {value}" for key, value in rows[-1].items()), flush=True)
    if arguments.json:
        json.dump({"backend": made[0].backend_name, "rounds": arguments.rounds, "cases": rows}, sys.stdout, indent=1)
    for runner in made:
        runner.close()


if __name__ == "__main__":
    main()
