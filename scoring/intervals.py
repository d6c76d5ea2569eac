"""Clustered estimates: a weighted mean over tasks and its 95 % interval.

The stacks of one task and the rounds of one case are not independent, so tasks are the clusters. Pooling all trials in
one Wilson interval covers far less than it says (benchmarks/interval_coverage.py measures both).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

CONFIDENCE = 0.95
POWER = 0.80
_Z = 1.959963984540054
"""Standard normal quantile of 0.975."""


class Method(StrEnum):
    """How an interval was reached."""

    LOGIT_T = "logit-t"
    """t interval on the logit of the weighted cluster mean, clusters − 1 degrees of freedom."""
    WILSON = "wilson"
    """Wilson score interval on clusters: all 0, all 1, one cluster, or clusters without any spread."""


@dataclass(frozen=True)
class Cell:
    """The smallest unit of a mean: one case (or one case in one scenario)."""

    cluster: str
    """The task."""
    value: float
    """Share of its rounds that succeeded, between 0 and 1."""
    weight: float = 1.0
    """Relative weight, above 0."""


@dataclass(frozen=True)
class Estimate:
    """A rate between 0 and 1 with its 95 % interval."""

    value: float
    low: float
    high: float
    standard_error: float
    method: Method
    clusters: int
    effective_clusters: float
    """Kish's n, (Σw)² / Σw², over the weights of the clusters."""


def estimate(cells: Iterable[Cell]) -> Estimate | None:
    """The weighted mean of `cells` with its interval by cluster; None without cells.

    With cluster weights uₜ (normalised to 1) and cluster means mₜ: θ = Σ uₜ mₜ, linearised variance
    n/(n−1) · Σ uₜ² (mₜ − θ)², and the t interval is laid on logit θ by the delta method.
    """
    weights, sums = _by_cluster(cells)
    if not weights:
        return None
    total = math.fsum(weights.values())
    shares = {cluster: weight / total for cluster, weight in weights.items()}
    means = {cluster: min(1.0, max(0.0, sums[cluster] / weights[cluster])) for cluster in weights}
    count = len(shares)
    kish = 1.0 / math.fsum(share**2 for share in shares.values())
    value = min(max(means.values()), max(min(means.values()), math.fsum(shares[c] * means[c] for c in shares)))
    spread = math.fsum((shares[c] * (means[c] - value)) ** 2 for c in shares)
    if count == 1 or math.isclose(min(means.values()), max(means.values()), abs_tol=1e-12):
        low, high = wilson(value, kish)
        return Estimate(value, low, high, (high - low) / (2 * _Z), Method.WILSON, count, kish)
    error = math.sqrt(count / (count - 1) * spread)
    half = student_t(0.5 + CONFIDENCE / 2, count - 1) * error / (value * (1 - value))
    centre = math.log(value / (1 - value))
    low, high = min(value, _expit(centre - half)), max(value, _expit(centre + half))
    return Estimate(value, low, high, error, Method.LOGIT_T, count, kish)


def wilson(value: float, count: float) -> tuple[float, float]:
    """Wilson's 95 % score interval for a share `value` of `count` (> 0, need not be whole) independent units."""
    scale = 1 + _Z**2 / count
    centre = (value + _Z**2 / (2 * count)) / scale
    half = _Z / scale * math.sqrt(value * (1 - value) / count + _Z**2 / (4 * count**2))
    return min(value, max(0.0, centre - half)), max(value, min(1.0, centre + half))


def minimum_detectable_effect(found: Estimate | None) -> float | None:
    """Smallest difference between two agents measured this way that shows in 80 % of runs (α = 5 %, two-sided).

    (t₀.₉₇₅ + t₀.₈₀) · √2 · standard error, both agents taken as equally noisy and as independent, which errs on the
    large side for the same cases. At most 1; None below two clusters, where nothing can be told.
    """
    if found is None or found.clusters < 2:
        return None
    freedom = found.clusters - 1
    quantiles = student_t(0.5 + CONFIDENCE / 2, freedom) + student_t(POWER, freedom)
    return min(1.0, quantiles * math.sqrt(2) * found.standard_error)


def student_t(probability: float, freedom: int) -> float:
    """Quantile of Student's t. scipy is imported here: only who needs a quantile pays for it."""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, probability))


def _by_cluster(cells: Iterable[Cell]) -> tuple[dict[str, float], dict[str, float]]:
    """Σw and Σw·value by cluster, in an order and with a rounding that do not depend on the order of `cells`."""
    grouped: dict[str, list[Cell]] = defaultdict(list)
    for cell in cells:
        if not (cell.weight > 0 and 0 <= cell.value <= 1):
            raise ValueError(
                f"cell of cluster {cell.cluster!r}: value {cell.value} or weight {cell.weight} out of range"
            )
        grouped[cell.cluster].append(cell)
    names = sorted(grouped)
    weights = {name: math.fsum(cell.weight for cell in grouped[name]) for name in names}
    return weights, {name: math.fsum(cell.weight * cell.value for cell in grouped[name]) for name in names}


def _expit(x: float) -> float:
    return 0.5 * (1.0 + math.tanh(x / 2))
