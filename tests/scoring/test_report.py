"""Reports: denominators, bounds, the weighted overall and the publication gate, on numbers worked by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.model import DRAFT_NOTICE, Dimension, Metric, Report
from scoring.publication import PublicationFacts
from scoring.records import TrialRecord
from scoring.report import build_report
from tests.scoring.trials import LOST, NONE_SENT, REFUSED, TRIALS, N, S, V, rounds, trial

VOUCHED = PublicationFacts(settings_captured=True, critical_findings_adjudicated=True, quality_report_attached=True)


def only(report: Report) -> dict[Metric, float | None]:
    (section,) = report.sections
    return {metric: rate.value for metric, rate in section.rates.items()}


def test_rates_are_means_over_cases_not_over_trials() -> None:
    # Case a: 1 of 1 secure. Case b: 0 of 3 secure, 2 of 3 functional. Means over cases: (1+0)/2 and (1+2/3)/2.
    report = build_report([*rounds([S], task="a"), *rounds([V, V, N], task="b")], seed=1)
    values = only(report)
    assert values[Metric.SECURE_PASS] == pytest.approx(0.5)
    assert values[Metric.PASS] == pytest.approx(5 / 6)
    assert report.sections[0].rates[Metric.PASS].trials == 4


def test_first_attempt_is_counted_apart() -> None:
    report = build_report(
        [trial(S, task="a", first=N), trial(S, task="b", first=V), trial(S, task="c", first=S)], seed=1
    )
    values = only(report)
    assert values[Metric.SECURE_PASS] == 1
    assert values[Metric.FIRST_SECURE_PASS] == pytest.approx(1 / 3)
    assert values[Metric.FIRST_PASS] == pytest.approx(2 / 3)


def test_refusals_and_silence_are_failures() -> None:
    report = build_report(
        [trial(S, task="a"), trial(REFUSED, task="b"), trial(NONE_SENT, task="c", first=None)], seed=1
    )
    values = only(report)
    assert values[Metric.SECURE_PASS] == values[Metric.FIRST_PASS] == pytest.approx(1 / 3)
    assert report.count.counted == 3


def test_secure_by_default_looks_at_gen_under_baseline_only() -> None:
    trials = [trial(S, task="a"), trial(V, task="b"), trial(S, task="a", scenario="gen-hints")]
    report = build_report([*trials, *(replace(t, variant="constrained") for t in trials)], seed=1)
    baseline, constrained = report.sections
    assert baseline.rates[Metric.SECURE_BY_DEFAULT].value == pytest.approx(0.5)
    assert Metric.SECURE_BY_DEFAULT not in constrained.rates


def test_weighted_overall_by_hand() -> None:
    # Case a critical (4), case b medium (1).
    # gen: a 1/2, b 1 → (4·.5+1)/5 = .6. fix: a 0, b 1 → 1/5 = .2. gen-hints: both 1 → 1.
    # Overall (4·.6 + 4·.2 + 1·1)/9 = 4.2/9. Unweighted (.5+1+0+1+1+1)/6 = .75.
    # Task a weighs 4/5 in every scenario: Kish 1/(.64+.04) = 1.470588.
    # Cluster means: a (4·.5+0+1)/9 = 1/3, b 1. Error √(2·((.8·(1/3−θ))² + (.2·(1−θ))²)) = .2133333.
    # Half width 12.7062047 · .2133333/(θ(1−θ)) = 10.891033 on logit θ = −.1335314: high = expit(10.757501) = .9999787.
    a, b = {"task": "a", "severity": "critical"}, {"task": "b", "severity": "medium"}
    report = build_report(
        [
            *rounds([S, V], scenario="gen", **a),
            *rounds([S, S], scenario="gen", **b),
            *rounds([V, N], scenario="fix", **a),
            *rounds([S, S], scenario="fix", **b),
            *rounds([S, S], scenario="gen-hints", **a),
            *rounds([S, S], scenario="gen-hints", **b),
            *rounds([V, V], scenario="review", **a),
        ],
        seed=1,
    )
    (section,) = report.sections
    weighted = section.rates[Metric.WEIGHTED]
    assert {s.scenario: s.score for s in section.scenario_scores} == pytest.approx(
        {"gen": 0.6, "fix": 0.2, "gen-hints": 1.0}
    )
    assert weighted.value == pytest.approx(4.2 / 9)
    assert weighted.effective_n == pytest.approx(1.470588, abs=1e-6)
    assert weighted.high == pytest.approx(0.9999787, abs=1e-7)
    assert section.rates[Metric.UNWEIGHTED].value == pytest.approx(0.75)


def test_low_severity_weighs_half() -> None:
    # (.5·1 + 2·0)/2.5 = .2.
    report = build_report([trial(S, task="a", severity="low"), trial(V, task="b", severity="high")], seed=1)
    assert only(report)[Metric.WEIGHTED] == pytest.approx(0.2)


def test_review_alone_has_no_weighted_overall() -> None:
    assert Metric.WEIGHTED not in only(build_report([trial(S, scenario="review")], seed=1))


def test_unknown_severity_is_named() -> None:
    with pytest.raises(ValueError, match="unknown severity 'awful': must be one of critical, high, medium, low"):
        build_report([trial(S, severity="awful")], seed=1)


def test_no_verdict_leaves_the_denominator() -> None:
    # 1 of 100 planned is exactly 1 %: values are still shown, over 99. Worst case 98/100, best case 99/100.
    trials = [trial(S, task=f"t{n}") for n in range(98)] + [trial(V, task="t98"), trial(LOST, task="t99")]
    report = build_report(trials, seed=1)
    rate = report.sections[0].rates[Metric.SECURE_PASS]
    assert not report.sections[0].withheld
    assert rate.value == pytest.approx(98 / 99)
    assert rate.trials == report.count.counted == 99
    assert (rate.worst, rate.best) == pytest.approx((0.98, 0.99))


def test_above_one_percent_no_verdict_only_bounds_remain() -> None:
    trials = [trial(S, task=f"t{n}") for n in range(98)] + [trial(LOST, task="t98"), trial(LOST, task="t99")]
    report = build_report(trials, seed=1, facts=VOUCHED)
    (section,) = report.sections
    assert section.withheld and not report.ranked and section.scenario_scores == ()
    everything = [*section.rates.values(), *(rate for part in section.slices for rate in part.rates.values())]
    assert all(rate.value is rate.low is rate.high is rate.detectable is None for rate in everything)
    assert (section.rates[Metric.SECURE_PASS].worst, section.rates[Metric.SECURE_PASS].best) == (0.98, 1.0)


def test_unfinished_trials_make_the_report_partial() -> None:
    report = build_report([trial(S, task="a"), trial(None, task="b"), trial(None, task="c")], seed=1, facts=VOUCHED)
    rate = report.sections[0].rates[Metric.SECURE_PASS]
    assert report.partial and report.draft
    assert (rate.value, rate.trials) == (1.0, 1)
    assert (rate.worst, rate.best) == (pytest.approx(1 / 3), 1.0)
    assert "partial: 2 of 3 trials are not finished" in report.notices


def test_a_run_that_has_not_begun_has_no_values() -> None:
    report = build_report([trial(None), trial(None, round=2)], seed=1)
    rate = report.sections[0].rates[Metric.SECURE_PASS]
    assert (rate.value, rate.low, rate.trials) == (None, None, 0)
    assert (rate.worst, rate.best) == (0.0, 1.0)


def test_an_empty_run_is_an_empty_draft() -> None:
    report = build_report([], seed=1, facts=VOUCHED)
    assert report.sections == () and report.draft and report.detectable is None


def test_runs_are_not_mixed() -> None:
    with pytest.raises(ValueError, match="records of 2 runs"):
        build_report([trial(S), trial(S, run="run-2")], seed=1)


def test_slices_are_in_the_order_people_expect() -> None:
    report = build_report(
        [
            trial(S, task="a", cwe=918, severity="medium", scenario="fix"),
            trial(V, task="b", cwe=22, severity="critical", scenario="gen", stack="javascript-express"),
            trial(V, task="c", cwe=89, severity="low", scenario="gen-hints"),
        ],
        seed=1,
    )
    (section,) = report.sections
    assert [part.label for part in section.by(Dimension.SCENARIO)] == ["gen", "gen-hints", "fix"]
    assert [part.label for part in section.by(Dimension.SEVERITY)] == ["critical", "medium", "low"]
    assert [part.label for part in section.by(Dimension.CWE)] == ["CWE-22", "CWE-89", "CWE-918"]
    by_language = {part.label: part.rates[Metric.SECURE_PASS].value for part in section.by(Dimension.LANGUAGE)}
    assert by_language == {"python": pytest.approx(0.5), "javascript": 0.0}


def five_rounds(agent: str, secure_tasks: int) -> list[TrialRecord]:
    return [
        trial(S if task < secure_tasks else V, agent=agent, task=f"t{task}", round=number)
        for task in range(10)
        for number in range(5)
    ]


def test_a_draft_until_every_condition_is_met() -> None:
    records = five_rounds("anna", 9)
    assert build_report(records, seed=1).draft
    assert not build_report(records, seed=1, facts=VOUCHED).draft
    assert build_report([r for r in records if r.round < 4], seed=1, facts=VOUCHED).draft
    doubted = build_report([*records[1:], replace(records[0], fully_assured=False)], seed=1, facts=VOUCHED)
    assert [condition.name for condition in doubted.gate if not condition.met] == ["assurance"]
    assert doubted.draft
    assert not doubted.ranked
    for missing in ("settings_captured", "critical_findings_adjudicated", "quality_report_attached"):
        report = build_report(records, seed=1, facts=replace(VOUCHED, **{missing: False}))
        assert report.draft and DRAFT_NOTICE in report.notices
        assert [condition.met for condition in report.gate].count(False) == 1


def test_ranks_only_in_a_published_report() -> None:
    records = [*five_rounds("anna", 1), *five_rounds("bert", 9), *five_rounds("carl", 9)]
    draft, published = build_report(records, seed=1), build_report(records, seed=1, facts=VOUCHED)
    assert not draft.ranked and [section.rank for section in draft.sections] == [None, None, None]
    assert [(section.agent, section.rank) for section in published.sections] == [("bert", 1), ("carl", 1), ("anna", 3)]
    # bert and carl succeed on the same tasks, so no resample tells them apart; anna is never above third.
    assert [(s.rank_low, s.rank_high) for s in published.sections] == [(1, 1), (1, 1), (3, 3)]


def test_sections_come_best_first_unless_values_are_withheld() -> None:
    records = [trial(V, agent="anna"), trial(S, agent="bert")]
    assert [section.agent for section in build_report(records, seed=1).sections] == ["bert", "anna"]
    lost = [*records, trial(LOST, agent="carl")]
    assert [section.agent for section in build_report(lost, seed=1).sections] == ["anna", "bert", "carl"]


def test_overlapping_agents_have_wide_rank_intervals() -> None:
    left = [replace(r, outcome=S if r.task < "t5" else V) for r in five_rounds("anna", 0)]
    right = [replace(r, agent="bert", outcome=S if r.task >= "t4" else V) for r in five_rounds("anna", 0)]
    first, second = build_report([*left, *right], seed=1, facts=VOUCHED).sections
    assert (first.agent, first.rank, first.rank_low, first.rank_high) == ("bert", 1, 1, 2)
    assert (second.rank, second.rank_low, second.rank_high) == (2, 1, 2)


@settings(max_examples=60)
@given(TRIALS)
def test_every_rate_lies_within_its_interval_and_bounds(trials: list[TrialRecord]) -> None:
    report = build_report(trials, seed=1)
    assert sum(section.count.planned for section in report.sections) == len(trials)
    for section in report.sections:
        for part in (section, *section.slices):
            for rate in part.rates.values():
                assert rate.worst is not None and rate.best is not None
                assert 0 <= rate.worst <= rate.best <= 1 + 1e-12
                if rate.value is not None:
                    assert rate.low is not None and rate.high is not None
                    assert 0 <= rate.low <= rate.value <= rate.high <= 1
                    assert rate.worst - 1e-12 <= rate.value <= rate.best + 1e-12
        for dimension in Dimension:
            assert sum(part.count.planned for part in section.by(dimension)) == section.count.planned


@settings(max_examples=40)
@given(TRIALS, st.randoms(use_true_random=False))
def test_the_order_of_records_changes_nothing(trials: list[TrialRecord], random: object) -> None:
    shuffled = list(trials)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert build_report(shuffled, seed=1) == build_report(trials, seed=1)


@settings(max_examples=40)
@given(TRIALS.filter(lambda trials: any(t.outcome is V for t in trials)))
def test_a_better_outcome_never_lowers_a_rate(trials: list[TrialRecord]) -> None:
    place = next(index for index, t in enumerate(trials) if t.outcome is V)
    better = [*trials[:place], replace(trials[place], outcome=S), *trials[place + 1 :]]
    improved = {(section.agent, section.variant): section for section in build_report(better, seed=1).sections}
    for before in build_report(trials, seed=1).sections:
        after = improved[before.agent, before.variant]
        for metric, rate in before.rates.items():
            value = after.rates[metric].value
            assert (rate.value is None) == (value is None)
            assert rate.value is None or value is None or value >= rate.value - 1e-12
