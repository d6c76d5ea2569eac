"""The report as one HTML file that needs nothing else: no script, no request, fit to print."""

from __future__ import annotations

import base64
import hashlib
from importlib.resources import files

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from scoring.inert import visible
from scoring.model import Report
from scoring.rows import all_tables, method_notes, sentence


def as_html(report: Report) -> str:
    """A whole document. Its own policy allows the one style sheet it carries, by hash, and nothing else."""
    folder = files("scoring") / "templates"
    style = (folder / "scorecard.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.filters["visible"] = lambda text: visible(text, limit=200)
    environment.filters["sentence"] = sentence
    template = environment.from_string((folder / "scorecard.html").read_text(encoding="utf-8"))
    return (
        template.render(
            report=report,
            # The style is ours and its bytes are hashed: it must not be escaped.
            style=Markup(style),
            policy=f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'",
            tables=all_tables(report),
            notes=method_notes(report),
        )
        + "\n"
    )
