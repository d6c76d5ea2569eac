"""Builds the report of one run: one section per agent and variant, each with its slices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from scoring.model import PRIMARY, Dimension, Metric, Report, Section, Slice
from scoring.outcomes import basic_rates, count, fewest_rounds, rate
from scoring.publication import NO_VERDICT_ALLOWED, PublicationFacts, gate
from scoring.ranking import ranks
from scoring.records import TrialRecord
from scoring.weighted import SCENARIO_WEIGHTS, SEVERITY_WEIGHTS, weighted_overall

_LABELS: Mapping[Dimension, Callable[[TrialRecord], str]] = {
    Dimension.SCENARIO: lambda record: record.scenario,
    Dimension.LANGUAGE: lambda record: record.language,
    Dimension.FRAMEWORK: lambda record: record.framework,
    Dimension.FAMILY: lambda record: record.family,
    Dimension.CWE: lambda record: f"CWE-{record.cwe}",
    Dimension.OWASP: lambda record: record.owasp,
    Dimension.SEVERITY: lambda record: record.severity,
    Dimension.CASE: lambda record: record.case,
}
_KNOWN_ORDER: Mapping[Dimension, tuple[str, ...]] = {
    Dimension.SCENARIO: (*SCENARIO_WEIGHTS, "review"),
    Dimension.SEVERITY: tuple(SEVERITY_WEIGHTS),
}
_BASELINE, _GEN = "baseline", "gen"


def build_report(records: Iterable[TrialRecord], *, seed: int, facts: PublicationFacts | None = None) -> Report:
    """The report of one run. The order of `records` changes nothing.

    Without `facts` the report is a draft. Sections come with the highest primary rate first (by name where values are
    withheld), and carry ranks only once the publication gate holds. Raises ValueError if the records are of several
    runs: their settings and cases differ.
    """
    planned = list(records)
    runs = sorted({record.run for record in planned})
    if len(runs) > 1:
        raise ValueError(f"records of {len(runs)} runs ({', '.join(runs[:3])}, …): build one report per run")
    groups: dict[tuple[str, str], list[TrialRecord]] = defaultdict(list)
    for record in planned:
        groups[record.agent, record.variant].append(record)
    keys = sorted(groups)
    sections = tuple(_section(agent, variant, groups[agent, variant]) for agent, variant in keys)
    doubtful = sum(not record.fully_assured for record in planned)
    conditions = gate(sections, facts or PublicationFacts(), doubtful)
    draft = not all(condition.met for condition in conditions)
    if not draft:
        sections = _ranked(sections, [groups[key] for key in keys], seed)
    if not any(section.withheld for section in sections):
        sections = tuple(sorted(sections, key=_best_first))
    total = count(planned)
    effects = [section.rates[PRIMARY].detectable for section in sections]
    return Report(
        run=runs[0] if runs else "",
        seed=seed,
        draft=draft,
        partial=total.unfinished > 0,
        ranked=bool(sections) and all(section.rank is not None for section in sections),
        gate=conditions,
        count=total,
        sections=sections,
        detectable=max((effect for effect in effects if effect is not None), default=None),
    )


def _section(agent: str, variant: str, records: Sequence[TrialRecord]) -> Section:
    counted = count(records)
    withheld = counted.no_verdict_share > NO_VERDICT_ALLOWED
    rates = basic_rates(records, withheld=withheld)
    generated = [record for record in records if record.scenario == _GEN]
    if variant == _BASELINE and generated:
        rates[Metric.SECURE_BY_DEFAULT] = rate(generated, PRIMARY, withheld=withheld)
    overall, scenario_scores = weighted_overall(records, withheld=withheld)
    return Section(
        agent=agent,
        variant=variant,
        count=counted,
        rounds=fewest_rounds(records),
        withheld=withheld,
        rates=rates | overall,
        scenario_scores=scenario_scores,
        slices=tuple(part for dimension in Dimension for part in _slices(dimension, records, withheld)),
    )


def _slices(dimension: Dimension, records: Sequence[TrialRecord], withheld: bool) -> list[Slice]:
    groups: dict[str, list[TrialRecord]] = defaultdict(list)
    for record in records:
        groups[_LABELS[dimension](record)].append(record)
    known = _KNOWN_ORDER.get(dimension, ())

    def place(label: str) -> tuple[int, int, str]:
        number = int(label.removeprefix("CWE-")) if dimension is Dimension.CWE else 0
        return (known.index(label) if label in known else len(known), number, label)

    return [
        Slice(
            dimension=dimension,
            label=label,
            count=count(groups[label]),
            rates=basic_rates(groups[label], withheld=withheld),
        )
        for label in sorted(groups, key=place)
    ]


def _ranked(sections: tuple[Section, ...], groups: Sequence[Sequence[TrialRecord]], seed: int) -> tuple[Section, ...]:
    found = ranks(groups, seed=seed)
    if not found:
        return sections
    return tuple(
        section.model_copy(update={"rank": place.rank, "rank_low": place.low, "rank_high": place.high})
        for section, place in zip(sections, found, strict=True)
    )


def _best_first(section: Section) -> tuple[int, float, str, str]:
    return (section.rank or 0, -(section.rates[PRIMARY].value or 0.0), section.agent, section.variant)
