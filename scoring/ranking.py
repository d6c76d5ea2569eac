"""Ranks by the primary metric with a 95 % interval from a cluster bootstrap over tasks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.model import PRIMARY
from scoring.outcomes import succeeded
from scoring.records import TrialRecord

RESAMPLES = 10_000


@dataclass(frozen=True)
class Rank:
    """1 is best; equals share the better rank."""

    rank: int
    low: int
    high: int


def ranks(groups: Sequence[Sequence[TrialRecord]], *, seed: int) -> list[Rank]:
    """The rank of every group of records on the cases that all groups have results for, in the order given.

    Tasks are drawn with replacement, the same ones for every group, so what is hard for all moves no rank. Empty when
    the groups have no case in common.
    """
    import numpy

    means = [_case_means(group) for group in groups]
    common = sorted(set.intersection(*(set(found) for found in means))) if means else []
    if not common:
        return []
    tasks = sorted({task for task, _ in common})
    sizes = numpy.array([sum(task == name for task, _ in common) for name in tasks], dtype=float)
    sums = numpy.array([[sum(found[key] for key in common if key[0] == name) for name in tasks] for found in means])
    draws = numpy.random.default_rng(seed).multinomial(len(tasks), [1 / len(tasks)] * len(tasks), size=RESAMPLES)
    scores = (draws @ sums.T) / (draws @ sizes)[:, None]
    drawn = 1 + (scores[:, None, :] > scores[:, :, None] + 1e-12).sum(axis=2)
    observed = sums.sum(axis=1) / sizes.sum()
    found_ranks = 1 + (observed[None, :] > observed[:, None] + 1e-12).sum(axis=1)
    low, high = numpy.percentile(drawn, [2.5, 97.5], axis=0, method="inverted_cdf")
    return [
        Rank(int(r), min(int(r), int(a)), max(int(r), int(b))) for r, a, b in zip(found_ranks, low, high, strict=True)
    ]


def _case_means(records: Sequence[TrialRecord]) -> Mapping[tuple[str, str], float]:
    """Share of successful rounds by (task, case)."""
    results: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for record in records:
        result = succeeded(record, PRIMARY)
        if result is not None:
            results[record.task, record.case].append(result)
    return {key: sum(found) / len(found) for key, found in results.items()}
