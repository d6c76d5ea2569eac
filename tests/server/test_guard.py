"""What is refused before any route sees it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.api.guard import Rates, Refused, depth_of

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


def depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max((depth(item) for item in value.values()), default=0)
    if isinstance(value, list):
        return 1 + max((depth(item) for item in value), default=0)
    return 0


@given(JSON, st.booleans())
def test_the_depth_of_json_is_that_of_its_value(value: object, ascii_only: bool) -> None:
    assert depth_of(json.dumps(value, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")) == depth(value)


@given(st.text('[]{}"\\ab', max_size=200))
def test_any_text_has_a_depth(text: str) -> None:
    assert 0 <= depth_of(text.encode()) <= len(text)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("body", [b'"' + b'\\"' * 4_000_000, b'"\\' * 4_000_000, b"[" * 8_000_000, b'"a' * 4_000_000])
def test_a_hostile_body_costs_linear_time(body: bytes) -> None:
    assert depth_of(body) in {0, 8_000_000}


def test_a_caller_gets_its_burst_and_then_its_rate() -> None:
    now = [0.0]
    rates = Rates(2.0, 3, lambda: now[0])
    for _ in range(3):
        rates.take("a")
    with pytest.raises(Refused) as refused:
        rates.take("a")
    assert refused.value.status == 429 and refused.value.headers == {"Retry-After": "1"}
    rates.take("b")
    now[0] += 0.5
    rates.take("a")
    with pytest.raises(Refused):
        rates.take("a")
