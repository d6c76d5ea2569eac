"""Renderings: what every format must say, and that hostile names stay text in all of them (red team 37, 38)."""

from __future__ import annotations

import csv
import io
import json
import unicodedata
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings

from scoring.formats import render
from scoring.inert import markdown_cell, spreadsheet_cell, visible
from scoring.model import DRAFT_NOTICE, Metric, Report
from scoring.publication import PublicationFacts
from scoring.report import build_report
from tests.scoring.trials import HOSTILE, LOST, S, V, trial

FORMATS = ("table", "json", "md", "html", "csv")
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def hostile_report(name: str) -> Report:
    records = [trial(S, task="a"), trial(V, task="b")]
    return build_report([replace(record, run=name, agent=name, family=name, owasp=name) for record in records], seed=7)


def report() -> Report:
    return build_report([trial(S, task="a"), trial(V, task="b"), trial(S, task="c", scenario="fix")], seed=7)


class Tags(HTMLParser):
    """Collects element names, attributes and text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("format", FORMATS)
def test_a_draft_says_so_in_every_format(format: str) -> None:
    assert DRAFT_NOTICE in render(report(), format).lower()


@pytest.mark.parametrize("format", ["table", "md", "html"])
def test_every_table_says_draft_and_ranks_nobody(format: str) -> None:
    text = render(report(), format).lower()
    assert text.count(DRAFT_NOTICE) == 1 + 4
    # The head of the first table ends with the weighted overall: no rank column.
    assert "weighted overall" in text and "rank\n" not in text and ">rank<" not in text and "| rank |" not in text


@pytest.mark.parametrize("format", FORMATS)
def test_a_published_report_says_nothing_of_drafts(format: str) -> None:
    facts = PublicationFacts(settings_captured=True, critical_findings_adjudicated=True, quality_report_attached=True)
    records = [trial(S if n else V, task=f"t{task}", round=n) for n in range(5) for task in range(4)]
    text = render(build_report(records, seed=7, facts=facts), format)
    assert DRAFT_NOTICE not in text.lower()
    assert format == "csv" or "rank" in text


@pytest.mark.parametrize("format", ["table", "md", "html", "csv"])
def test_the_minimum_detectable_effect_is_printed(format: str) -> None:
    assert "Minimum detectable effect of secure-pass@1: 100.0 percentage points" in render(report(), format)


@pytest.mark.parametrize("format", ["table", "md", "html", "csv"])
def test_withheld_values_show_bounds(format: str) -> None:
    text = render(build_report([trial(S, task="a"), trial(LOST, task="b")], seed=1), format)
    assert "no ranking, only bounds from worst to best case" in text
    assert "Minimum detectable effect: not given while values are withheld." in text
    assert ("0.5,1.0" if format == "csv" else "from 50.0 to 100.0") in text


def test_json_is_the_report() -> None:
    content = json.loads(render(report(), "json"))
    assert content.pop("notice") == DRAFT_NOTICE
    assert Report.model_validate(content) == report()


def test_csv_has_one_full_precision_line_per_rate() -> None:
    lines = list(csv.DictReader(io.StringIO(render(report(), "csv"))))
    (overall,) = [line for line in lines if (line["dimension"], line["metric"]) == ("all", Metric.SECURE_PASS.value)]
    rate = report().sections[0].rates[Metric.SECURE_PASS]
    assert (float(overall["value"]), float(overall["low"]), float(overall["high"])) == (rate.value, rate.low, rate.high)
    assert (overall["trials"], overall["planned"], overall["clusters"]) == ("3", "3", "3")


def test_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match="unknown report format 'pdf': must be one of table, json, md, html, csv"):
        render(report(), "pdf")


@settings(max_examples=60)
@given(HOSTILE)
def test_hostile_names_move_no_cursor_in_any_format(name: str) -> None:
    for format in FORMATS:
        text = render(hostile_report(name), format)
        allowed = {"\n", "\r"} if format == "csv" else {"\n"}
        unseen = {c for c in text if unicodedata.category(c) in UNSEEN} - allowed
        assert not unseen, f"{format} contains {unseen!r}"


@settings(max_examples=60)
@given(HOSTILE)
def test_hostile_names_are_no_formula_in_csv(name: str) -> None:
    for row in csv.reader(io.StringIO(render(hostile_report(name), "csv"))):
        assert len(row) == 21
        for cell in row:
            assert not cell.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@settings(max_examples=60)
@given(HOSTILE)
def test_hostile_names_are_no_markup_in_html(name: str) -> None:
    plain, hostile = Tags(render(hostile_report("plain"), "html")), Tags(render(hostile_report(name), "html"))
    assert hostile.tags == plain.tags
    assert hostile.attributes == plain.attributes


@settings(max_examples=60)
@given(HOSTILE)
def test_hostile_names_add_no_lines_or_columns_to_markdown(name: str) -> None:
    def shape(text: str) -> list[int]:
        return [line.replace("\\\\", "").replace("\\|", "").count("|") for line in text.splitlines()]

    assert shape(render(hostile_report(name), "md")) == shape(render(hostile_report("plain"), "md"))


def test_html_runs_and_loads_nothing() -> None:
    page = render(report(), "html")
    found = Tags(page)
    assert not {"script", "link", "img", "iframe", "a", "form"} & set(found.tags)
    assert "default-src &#39;none&#39;" in page


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain ünïcode 漢字", "plain ünïcode 漢字"),
        ("\x1b[31mred", "⟨U+001B⟩[31mred"),
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("a\u200bb", "a⟨U+200B⟩b"),
        ("\x7f\x85", "⟨U+007F⟩⟨U+0085⟩"),
        ("\ud800", "⟨U+D800⟩"),
        ("one\r\ntwo\tthree", "one⟨U+000D⟩⟨U+000A⟩two⟨U+0009⟩three"),
    ],
)
def test_what_cannot_be_seen_is_written_out(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_multiline_keeps_lines_and_tabs_only() -> None:
    assert visible("a\r\n\tb\rc\x00", multiline=True) == "a\n\tb⟨U+000D⟩c⟨U+0000⟩"


def test_long_text_is_cut_with_a_note() -> None:
    assert visible("x" * 12_000, limit=3) == "xxx… (11,997 more characters)"
    assert visible("xyz", limit=3) == "xyz"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "  =1", "＝1"])
def test_formulas_get_a_quote(text: str) -> None:
    assert spreadsheet_cell(text).startswith("'")


def test_markdown_keeps_no_markup() -> None:
    assert markdown_cell("a|b [x](http://y) <i>") == "a\\|b \\[x\\]\\(http&#58;//y\\) &lt;i&gt;"
