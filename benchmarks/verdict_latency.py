"""Latency of a full verdict (first secure solution) per language and interface, against the same work run bare.

Bare means: the same judge, tests and target command as plain processes, in the same run, turn by turn. Prints medians,
p95 and the ratio of medians. `uv run python -m benchmarks.verdict_latency [--rounds 9] [CASE …]`
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time

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
from sandbox.verdict import Status

DEFAULT = (
    *("password-storage.python", "object-merge.node", "sql-search.flask", "sql-search.express"),
    *("file-upload.fastapi", "login-session.django"),
)


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
    """The named cases, or those of the default list that exist and need no addresses."""
    if names:
        return [library.get(name) for name in names]
    known = {case.id: case for case in library.all()}
    return [known[name] for name in DEFAULT if name in known]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    library = load_library()
    evaluator = Evaluator(data_folder())
    bare = Evaluator.on(BareBackend(), data_folder())
    rows = []
    for case in wanted_cases(library, arguments.cases):
        project = secure_project(case)
        times: dict[str, list[float]] = {"sandboxed": [], "bare": []}
        for round_number in range(arguments.rounds + 1):
            for name, runner in (("sandboxed", evaluator), ("bare", bare)):
                seconds = measure(runner, case, project)
                if round_number:
                    times[name].append(seconds)
        row = {
            "case": case.id,
            "interface": case.stack.interface.value,
            **{f"{name}_median_s": round(statistics.median(found), 3) for name, found in times.items()},
            "sandboxed_p95_s": round(sorted(times["sandboxed"])[int(0.95 * (len(times["sandboxed"]) - 1))], 3),
        }
        row["ratio"] = round(statistics.median(times["sandboxed"]) / statistics.median(times["bare"]), 2)
        rows.append(row)
        if not arguments.json:
            print("  ".join(f"{key} {value}" for key, value in row.items()), flush=True)
    if arguments.json:
        json.dump({"backend": evaluator.backend_name, "rounds": arguments.rounds, "cases": rows}, sys.stdout, indent=1)


if __name__ == "__main__":
    main()
