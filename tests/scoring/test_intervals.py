"""Clustered estimates against numbers worked by hand, and what must hold for any numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.intervals import Cell, Method, estimate, minimum_detectable_effect, wilson

CELLS = st.lists(
    st.builds(
        Cell,
        st.sampled_from(["a", "b", "c", "d", "e"]),
        st.sampled_from([0.0, 0.2, 0.5, 0.8, 1.0]) | st.floats(0, 1),
        st.sampled_from([0.5, 1.0, 2.0, 4.0]),
    ),
    min_size=1,
    max_size=25,
)


def test_logit_t_on_four_task_means() -> None:
    # Means .2 .4 .6 .8: θ = .5. Σ(m−θ)² = .09+.01+.01+.09 = .2, variance of the mean .2/(4·3) = 1/60, error .1290994.
    # On the logit: .1290994/(.5·.5) = .5163978; t₃ at .975 = 3.1824463; half width 1.6434083.
    # expit(−1.6434083) = 1/(1+5.172768) = .1620018, and by symmetry .8379982 above.
    found = estimate([Cell(task, mean) for task, mean in zip("abcd", (0.2, 0.4, 0.6, 0.8), strict=True)])
    assert found is not None
    assert (found.method, found.clusters) == (Method.LOGIT_T, 4)
    assert found.value == pytest.approx(0.5)
    assert found.standard_error == pytest.approx(0.1290994, abs=1e-7)
    assert found.low == pytest.approx(0.1620018, abs=1e-6)
    assert found.high == pytest.approx(0.8379982, abs=1e-6)


def test_stacks_of_one_task_are_one_cluster() -> None:
    # Task a has two cases (0 and 1), task b one (1): θ = 2/3, the mean over cases. Shares 2/3 and 1/3, means 1/2 and 1.
    # Variance 2/1 · ((2/3 · 1/6)² + (1/3 · 1/3)²) = 2 · 2/81 = 4/81, error 2/9. Kish: 1/(4/9 + 1/9) = 9/5.
    found = estimate([Cell("a", 0.0), Cell("a", 1.0), Cell("b", 1.0)])
    assert found is not None
    assert found.value == pytest.approx(2 / 3)
    assert found.standard_error == pytest.approx(2 / 9)
    assert (found.clusters, found.effective_clusters) == (2, pytest.approx(1.8))


def test_all_failed_is_wilson_on_clusters() -> None:
    # Wilson for 0 of n ends at z²/(n+z²): z² = 3.8414588; 3.8414588/11.8414588 = .3244076 for n = 8.
    found = estimate([Cell(str(task), 0.0) for task in range(8) for _ in range(3)])
    assert found is not None
    assert (found.method, found.clusters) == (Method.WILSON, 8)
    assert (found.value, found.low) == (0.0, 0.0)
    assert found.high == pytest.approx(0.3244076, abs=1e-6)


def test_all_secure_mirrors_all_failed() -> None:
    found = estimate([Cell(str(task), 1.0) for task in range(8)])
    assert found is not None
    assert (found.value, found.high) == (1.0, 1.0)
    assert found.low == pytest.approx(1 - 0.3244076, abs=1e-6)


def test_a_single_task_says_little_whatever_its_rounds() -> None:
    # Wilson for 1 of 1: 1/(1+z²) = .2065493.
    found = estimate([Cell("only", 1.0)])
    assert found is not None
    assert found.low == pytest.approx(0.2065493, abs=1e-6)
    assert minimum_detectable_effect(found) is None


def test_weights_shift_the_mean() -> None:
    # 4·1 + 1·0 over 5.
    found = estimate([Cell("critical", 1.0, 4.0), Cell("medium", 0.0, 1.0)])
    assert found is not None
    assert found.value == pytest.approx(0.8)
    assert found.effective_clusters == pytest.approx(25 / 17)


def test_minimum_detectable_effect_by_hand() -> None:
    # The four means above: t₃ at .975 and .80 are 3.1824463 and .9784723; (sum) · √2 · .1290994 = .7596735.
    found = estimate([Cell(task, mean) for task, mean in zip("abcd", (0.2, 0.4, 0.6, 0.8), strict=True)])
    assert minimum_detectable_effect(found) == pytest.approx(0.7596735, abs=1e-5)


def test_nothing_to_estimate_is_none() -> None:
    assert estimate([]) is None
    assert minimum_detectable_effect(None) is None


@pytest.mark.parametrize(("value", "weight"), [(1.1, 1.0), (-0.1, 1.0), (0.5, 0.0), (float("nan"), 1.0)])
def test_impossible_cells_are_refused(value: float, weight: float) -> None:
    with pytest.raises(ValueError, match="out of range"):
        estimate([Cell("a", value, weight)])


@given(CELLS)
def test_interval_holds_the_value_within_0_and_1(cells: list[Cell]) -> None:
    found = estimate(cells)
    assert found is not None
    assert 0 <= found.low <= found.value <= found.high <= 1
    assert found.effective_clusters * (1 + 1e-9) >= 1 and found.effective_clusters <= found.clusters * (1 + 1e-9)


@given(CELLS, st.randoms(use_true_random=False))
def test_order_changes_nothing(cells: list[Cell], random: object) -> None:
    shuffled = list(cells)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert estimate(shuffled) == estimate(cells)


@given(CELLS)
def test_more_tasks_of_the_same_kind_narrow_the_interval(cells: list[Cell]) -> None:
    once = estimate(cells)
    twice = estimate([*cells, *(Cell(f"{cell.cluster}'", cell.value, cell.weight) for cell in cells)])
    assert once is not None and twice is not None
    assert twice.value == pytest.approx(once.value)
    assert twice.high - twice.low <= once.high - once.low + 1e-9


@given(CELLS)
def test_repeating_cells_within_their_tasks_narrows_nothing(cells: list[Cell]) -> None:
    once, thrice = estimate(cells), estimate(cells * 3)
    assert once is not None and thrice is not None
    assert (thrice.low, thrice.value, thrice.high) == pytest.approx((once.low, once.value, once.high))


@given(CELLS)
def test_failures_mirror_successes(cells: list[Cell]) -> None:
    found, mirrored = estimate(cells), estimate([Cell(c.cluster, 1 - c.value, c.weight) for c in cells])
    assert found is not None and mirrored is not None
    assert (1 - mirrored.high, 1 - mirrored.low) == pytest.approx((found.low, found.high), abs=1e-6)


@given(st.floats(0, 1), st.floats(0.5, 1e6))
def test_wilson_stays_within_0_and_1(value: float, count: float) -> None:
    low, high = wilson(value, count)
    assert 0 <= low <= value <= high <= 1
