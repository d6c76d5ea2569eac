"""The tables of a report as rows of raw text; the formats make them inert and draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from scoring.intervals import CONFIDENCE, POWER
from scoring.model import DRAFT_NOTICE, PRIMARY, Metric, Rate, Report, Section
from scoring.outcomes import BASIC
from scoring.publication import NO_VERDICT_ALLOWED
from scoring.records import Outcome
from scoring.weighted import SCENARIO_WEIGHTS, SEVERITY_WEIGHTS

NOTHING = "–"
UNIT = "Rates in % with 95 % interval."


@dataclass(frozen=True)
class Table:
    """A titled table. The first `texts` columns are text, the others numbers."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    texts: int = 1
    note: str = ""


def percent(share: float | None) -> str:
    """`0.6251` as `62.5 %`; a dash for nothing."""
    return NOTHING if share is None else f"{100 * share:.1f} %"


def with_interval(rate: Rate | None) -> str:
    """A rate with its interval in percent, `62.5 [41.0–80.1]`, or its bounds where the value is withheld."""
    if rate is None:
        return NOTHING
    if rate.value is not None and rate.low is not None and rate.high is not None:
        return f"{100 * rate.value:.1f} [{100 * rate.low:.1f}–{100 * rate.high:.1f}]"
    if rate.worst is not None and rate.best is not None:
        return f"from {100 * rate.worst:.1f} to {100 * rate.best:.1f}"
    return NOTHING


def sentence(notice: str) -> str:
    """A notice with a capital first letter."""
    return notice[:1].upper() + notice[1:]


def overview(report: Report) -> Table:
    """One row per section with the headline rates."""
    metrics = (PRIMARY, Metric.PASS, Metric.WEIGHTED)
    head = ["agent", "variant", "trials", *metrics]
    rows = [
        [
            *_who(section),
            f"{section.count.counted} of {section.count.planned}",
            *(with_interval(section.rates.get(metric)) for metric in metrics),
        ]
        for section in report.sections
    ]
    if report.ranked:
        head.append("rank")
        for row, section in zip(rows, report.sections, strict=True):
            row.append(f"{section.rank} [{section.rank_low}–{section.rank_high}]")
    return Table("Agents", tuple(head), tuple(map(tuple, rows)), texts=2, note=f"{UNIT} {effect_note(report)}")


def details(report: Report) -> Table:
    """One row per section: the first attempt, the default behaviour, and the weighted overall without its weights."""
    metrics = (Metric.FIRST_SECURE_PASS, Metric.FIRST_PASS, Metric.SECURE_BY_DEFAULT, Metric.UNWEIGHTED)
    head = ("agent", "variant", "first secure-pass@1", "first pass@1", *metrics[2:], "Kish's n")
    rows = tuple(
        (
            *_who(section),
            *(with_interval(section.rates.get(metric)) for metric in metrics),
            _kish(section.rates.get(Metric.WEIGHTED)),
        )
        for section in report.sections
    )
    return Table(
        "First attempt, defaults, weights", head, rows, texts=2, note="Kish's n: that of the weighted overall."
    )


def outcomes(report: Report) -> Table:
    """One row per section with how its trials ended."""
    head = ("agent", "variant", "planned", *(outcome.replace("_", " ") for outcome in Outcome), "unfinished")
    rows = tuple(
        (
            *_who(section),
            str(section.count.planned),
            *(str(section.count.outcomes[outcome]) for outcome in Outcome),
            str(section.count.unfinished),
        )
        for section in report.sections
    )
    return Table("How trials ended", head, rows, texts=2)


def slices(section: Section) -> Table:
    """Every slice of one section with the four basic rates."""
    head = ("by", "value", "trials", "secure-pass@1", "pass@1", "first secure-pass@1", "first pass@1", "detectable")
    rows = tuple(
        (
            part.dimension.value,
            part.label,
            str(part.count.counted),
            *(with_interval(part.rates[metric]) for metric in BASIC),
            percent(part.rates[PRIMARY].detectable),
        )
        for part in section.slices
    )
    note = f"{UNIT} Detectable: minimum detectable difference of {PRIMARY} between two agents."
    return Table(f"{section.agent}, {section.variant}", head, rows, texts=2, note=note)


def effect_note(report: Report) -> str:
    """The minimum detectable effect of the primary metric in words."""
    if report.detectable is None and any(section.withheld for section in report.sections):
        return "Minimum detectable effect: not given while values are withheld."
    if report.detectable is None:
        return "Minimum detectable effect: none can be told from fewer than two tasks with a result."
    return (
        f"Minimum detectable effect of {PRIMARY}: {100 * report.detectable:.1f} percentage points between two agents "
        f"({100 * POWER:.0f}\u00a0% power); smaller differences say nothing."
    )


def method_notes(report: Report) -> Sequence[str]:
    """How the numbers came about, from the code's own constants."""
    severities = ", ".join(f"{name} {weight:g}" for name, weight in SEVERITY_WEIGHTS.items())
    scenarios = ", ".join(f"{name} {weight:g}" for name, weight in SCENARIO_WEIGHTS.items())
    return (
        f"Primary metric: {PRIMARY}, the mean over cases of the share of rounds that work and withstood every attack.",
        "Denominator: planned trials less those without a verdict; unfinished trials count in the bounds only. Above "
        f"{100 * NO_VERDICT_ALLOWED:g}\u00a0% without a verdict an agent gets bounds, not values.",
        f"Intervals: {100 * CONFIDENCE:g}\u00a0%, logit-t on cluster means by task, clusters − 1 degrees of freedom; "
        "Wilson on clusters where they show no spread.",
        f"Weighted overall: SecCodeBench-V2, eq. 1–4, on {PRIMARY}; severity weights {severities}; scenario weights "
        f"{scenarios}, normalised over the scenarios present; review stays out.",
        f"Seed of the rank bootstrap: {report.seed}.",
    )


def all_tables(report: Report) -> list[Table]:
    """Every table of a report in the order it is printed."""
    tables = [overview(report), details(report), outcomes(report), *(slices(section) for section in report.sections)]
    if not report.draft:
        return tables
    return [replace(table, note=f"{sentence(DRAFT_NOTICE)}. {table.note}".rstrip()) for table in tables]


def _who(section: Section) -> tuple[str, str]:
    return section.agent, section.variant


def _kish(rate: Rate | None) -> str:
    return NOTHING if rate is None or rate.effective_n is None else f"{rate.effective_n:.1f}"
