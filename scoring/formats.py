"""Renders a report as table, JSON, Markdown, HTML or CSV. Names come from agents: every format makes them inert."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence

from rich.cells import cell_len

from scoring.inert import markdown_cell, spreadsheet_cell, visible
from scoring.model import DRAFT_NOTICE, Report
from scoring.records import Outcome
from scoring.rows import all_tables, effect_note, method_notes, sentence
from scoring.scorecard import as_html

_LONGEST_CELL = 60
"""Characters of a cell in the plain-text table; more is cut with a note."""


def render(report: Report, format: str) -> str:
    """The report as text, ending in a newline. `format` is `table`, `json`, `md`, `html` or `csv`, else ValueError."""
    try:
        renderer = _RENDERERS[format]
    except KeyError:
        raise ValueError(f"unknown report format {format!r}: must be one of {', '.join(_RENDERERS)}") from None
    return renderer(report)


def _as_table(report: Report) -> str:
    lines = [f"Run {visible(report.run, limit=200)}", *map(sentence, report.notices), ""]
    for table in all_tables(report):
        cells = [[visible(cell, limit=_LONGEST_CELL) for cell in row] for row in (table.head, *table.rows)]
        widths = [max(cell_len(row[column]) for row in cells) for column in range(len(table.head))]
        lines.append(visible(table.title, limit=200))
        drawn = [_line(row, widths, table.texts) for row in cells]
        lines += [drawn[0], "  ".join("─" * width for width in widths), *drawn[1:]]
        lines += [table.note, ""] if table.note else [""]
    return "\n".join([*lines, *method_notes(report)]) + "\n"


def _line(row: Sequence[str], widths: Sequence[int], texts: int) -> str:
    cells = []
    for column, (cell, width) in enumerate(zip(row, widths, strict=True)):
        room = " " * (width - cell_len(cell))
        cells.append(cell + room if column < texts else room + cell)
    return "  ".join(cells).rstrip()


def _as_json(report: Report) -> str:
    """Pure ASCII, so that it is inert on a terminal and still says exactly what was stored."""
    content = {"notice": DRAFT_NOTICE if report.draft else "", **report.model_dump(mode="json")}
    return json.dumps(content, indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def _as_markdown(report: Report) -> str:
    lines = [f"# Run {markdown_cell(visible(report.run, limit=200))}", ""]
    lines += [f"**{sentence(notice)}**\n" for notice in report.notices]
    for table in all_tables(report):
        lines += [f"## {markdown_cell(visible(table.title, limit=200))}", ""]
        lines.append("| " + " | ".join(table.head) + " |")
        lines.append("|" + "|".join("---" if i < table.texts else "---:" for i in range(len(table.head))) + "|")
        lines += [
            "| " + " | ".join(markdown_cell(visible(cell, limit=200)) for cell in row) + " |" for row in table.rows
        ]
        lines += ["", table.note, ""] if table.note else [""]
    lines += ["## Method", "", *(f"- {note}" for note in method_notes(report))]
    return "\n".join(lines) + "\n"


_CSV_HEAD = (
    "notice", "run", "agent", "variant", "dimension", "label", "metric", "value", "low", "high", "worst", "best",
    "method", "trials", "planned", "unfinished", "no_verdict", "cases", "clusters", "effective_n", "detectable",
)  # fmt: skip


def _as_csv(report: Report) -> str:
    """One line per rate, numbers in full; the notice is repeated on every line so that no cut-out loses it."""
    sheet = io.StringIO()
    writer = csv.writer(sheet, lineterminator="\r\n")
    writer.writerow(_CSV_HEAD)
    notice = "; ".join((*report.notices, effect_note(report)))
    for section in report.sections:
        start = [spreadsheet_cell(text) for text in (notice, report.run, section.agent, section.variant)]
        parts = [("all", "all", section.count, section.rates)]
        parts += [(part.dimension.value, part.label, part.count, part.rates) for part in section.slices]
        for dimension, label, count, rates in parts:
            for metric, rate in rates.items():
                writer.writerow(
                    [*start, dimension, spreadsheet_cell(label), metric.value]
                    + [_number(x) for x in (rate.value, rate.low, rate.high, rate.worst, rate.best)]
                    + [rate.method.value if rate.method else "", rate.trials, count.planned, count.unfinished]
                    + [count.outcomes[Outcome.NO_VERDICT], rate.cases, rate.clusters]
                    + [_number(rate.effective_n), _number(rate.detectable)]
                )
    return sheet.getvalue()


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)


_RENDERERS: Mapping[str, Callable[[Report], str]] = {
    "table": _as_table,
    "json": _as_json,
    "md": _as_markdown,
    "html": as_html,
    "csv": _as_csv,
}
