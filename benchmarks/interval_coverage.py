"""How often the 95 % intervals hold the truth, by simulation: ours, clustered by task, against pooling all trials.

    uv run python benchmarks/interval_coverage.py [--tasks 54] [--stacks 3] [--rounds 5] [--simulations 4000] [--seed 1]

A task has a difficulty drawn from a Beta distribution around the true rate, its cases scatter around the task, and the
rounds of a case are coin flips with the case's rate. The truth is the mean over all tasks that could have been drawn.
A method keeps its word if the printed coverage is close to 95 %.
"""

from __future__ import annotations

import argparse

import numpy

from scoring.intervals import Cell, estimate, wilson
from scoring.weighted import SEVERITY_WEIGHTS

RATES = (0.1, 0.3, 0.5, 0.8, 0.95)
TASK_SPREAD = 1.5
"""a + b of the Beta distribution of tasks: small, so that most tasks are either easy or hard, as models show them."""
CASE_SPREAD = 4.0


def simulate(rate: float, options: argparse.Namespace, random: numpy.random.Generator) -> dict[str, tuple[bool, float]]:
    """One benchmark run: by method, whether the interval holds the truth, and its width."""
    tasks = random.beta(rate * TASK_SPREAD, (1 - rate) * TASK_SPREAD, options.tasks).clip(1e-6, 1 - 1e-6)
    weights = random.choice(list(SEVERITY_WEIGHTS.values()), options.tasks)
    plain: list[Cell] = []
    weighted: list[Cell] = []
    successes = 0
    for number, difficulty in enumerate(tasks):
        for case_rate in random.beta(difficulty * CASE_SPREAD, (1 - difficulty) * CASE_SPREAD, options.stacks):
            good = int(random.binomial(options.rounds, case_rate))
            successes += good
            plain.append(Cell(str(number), good / options.rounds))
            weighted.append(Cell(str(number), good / options.rounds, float(weights[number])))
    trials = options.tasks * options.stacks * options.rounds
    ours, ours_weighted = estimate(plain), estimate(weighted)
    assert ours is not None and ours_weighted is not None
    intervals = {
        "clustered": (ours.low, ours.high),
        "clustered, weighted": (ours_weighted.low, ours_weighted.high),
        "pooled Wilson": wilson(successes / trials, trials),
    }
    return {name: (low <= rate <= high, high - low) for name, (low, high) in intervals.items()}


def main() -> None:
    """Print coverage and mean width by method and true rate."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("tasks", 54), ("stacks", 3), ("rounds", 5), ("simulations", 4000), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    random = numpy.random.default_rng(options.seed)
    print(
        f"{options.tasks} tasks × {options.stacks} stacks × {options.rounds} rounds, {options.simulations} simulations"
    )
    print(f"{'method':<22}{'true rate':>10}{'coverage':>10}{'width':>8}")
    for rate in RATES:
        found = [simulate(rate, options, random) for _ in range(options.simulations)]
        for name in found[0]:
            coverage = sum(one[name][0] for one in found) / len(found)
            width = sum(one[name][1] for one in found) / len(found)
            print(f"{name:<22}{rate:>10.2f}{coverage:>10.1%}{width:>8.3f}")


if __name__ == "__main__":
    main()
