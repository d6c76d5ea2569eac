"""Numbers for the drawings: positions in percent, computed here so that the templates only place them."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.model import Count, Rate
from scoring.records import Outcome


@dataclass(frozen=True)
class Segment:
    """One stretch of an outcome bar. `start` and `width` are percentages of the bar."""

    name: str
    label: str
    count: int
    start: str
    width: str


@dataclass(frozen=True)
class Interval:
    """A rate on a line from 0 to 100 %. `kind` is `interval` or `bounds`; `value` only with the first."""

    kind: str
    low: str
    width: str
    high: str
    value: str | None
    said: str
    """The same in words, for who does not see it."""


UNFINISHED = "unfinished"


def outcome_bar(count: Count) -> list[Segment]:
    """The planned trials of a section by outcome, unfinished ones last; outcomes that did not occur are left out."""
    numbers = [(outcome.value, count.outcomes[outcome]) for outcome in Outcome] + [(UNFINISHED, count.unfinished)]
    segments, done = [], 0
    for name, number in numbers:
        if number:
            start, width = 100 * done / count.planned, 100 * number / count.planned
            segments.append(Segment(name, name.replace("_", " "), number, f"{start:.3f}%", f"{width:.3f}%"))
        done += number
    return segments


def interval(rate: Rate | None) -> Interval | None:
    """How a rate is drawn; None when there is nothing to draw."""
    if rate is None:
        return None
    if rate.value is not None and rate.low is not None and rate.high is not None:
        said = f"{100 * rate.value:.1f} %, interval from {100 * rate.low:.1f} to {100 * rate.high:.1f} %"
        return _drawn("interval", rate.low, rate.high, rate.value, said)
    if rate.trials and rate.worst is not None and rate.best is not None:
        said = f"between {100 * rate.worst:.1f} and {100 * rate.best:.1f} %"
        return _drawn("bounds", rate.worst, rate.best, None, said)
    return None


def _drawn(kind: str, low: float, high: float, value: float | None, said: str) -> Interval:
    return Interval(
        kind=kind,
        low=f"{100 * low:.3f}%",
        width=f"{100 * (high - low):.3f}%",
        high=f"{100 * high:.3f}%",
        value=None if value is None else f"{100 * value:.3f}%",
        said=said,
    )
