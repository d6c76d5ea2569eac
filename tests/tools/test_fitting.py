"""Results are cut below the limit whatever they hold, and never without a note."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tools.fitting import LIMIT, Json, cut, fit, size

TEXTS = st.text(max_size=300) | st.integers(5_000, 60_000).map(lambda length: '"ü\n' * (length // 3))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXTS, lambda inner: st.lists(inner, max_size=400), max_leaves=60
)
RESULTS = st.dictionaries(st.text(min_size=1, max_size=12), VALUES, max_size=8)


@settings(max_examples=30)
@given(RESULTS)
def test_a_result_always_fits(result: dict[str, Json]) -> None:
    assert size(fit(result)) < LIMIT


@settings(max_examples=30)
@given(RESULTS)
def test_a_result_that_fits_is_left_alone(result: dict[str, Json]) -> None:
    if size(result) < LIMIT:
        assert fit(result) == result


def test_short_values_survive_a_long_neighbour() -> None:
    result: dict[str, Json] = {"submission_id": "sub_1", "state": "done", "log": "x" * 100_000}
    fitted = fit(result)
    assert fitted["submission_id"] == "sub_1"
    assert fitted["state"] == "done"


def test_a_list_that_is_cut_is_named() -> None:
    fitted = fit({"failures": [{"test": f"t{number}" * 30} for number in range(2_000)]})
    assert isinstance(fitted["failures"], list)
    assert fitted["cut"] == [f"failures: the first {len(fitted['failures'])} of 2000 are shown"]


@given(st.text(max_size=2_000), st.integers(3, 500))
def test_a_cut_keeps_head_and_tail(text: str, longest: int) -> None:
    shown = cut(text, longest)
    if len(text) <= longest:
        assert shown == text
    else:
        assert shown.startswith(text[: longest * 2 // 3])
        assert f"{longest:,} of {len(text):,} characters" in shown
