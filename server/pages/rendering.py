"""One way to answer with HTML: templates with autoescape, hostile text made visible, and the strict headers."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from scoring.inert import visible
from scoring.model import DRAFT_NOTICE
from scoring.rows import effect_note, method_notes, sentence
from server.pages.charts import interval, outcome_bar

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Content-Security-Policy of every page: no script at all, one style sheet and one icon of our own."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    # Not `no-referrer`: browsers would then send `Origin: null` with our own forms, and the guard refuses that.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}

LONGEST_NAME = 80
LONGEST_TEXT = 20_000


def page(request: Request, template: str, status: int = 200, **values: object) -> HTMLResponse:
    """Render `templates/<template>`. `request.state.caller`, where set, is who is signed in."""
    text = (
        _environment()
        .get_template(template)
        .render(request=request, caller=getattr(request.state, "caller", None), **values)
    )
    return HTMLResponse(text, status_code=status, headers=HEADERS)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(files("server.pages") / "templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(name=_name, text=_text, when=_when, iso=_iso, took=_took, percent=_percent)
    environment.filters.update(sentence=sentence, words=_words)
    environment.globals.update(interval=interval, outcome_bar=outcome_bar)
    environment.globals.update(effect_note=effect_note, method_notes=method_notes, draft_notice=DRAFT_NOTICE)
    return environment


def _name(value: object) -> str:
    return visible(str(value), limit=LONGEST_NAME)


def _text(value: str) -> str:
    return visible(value, multiline=True, limit=LONGEST_TEXT)


def _words(value: object) -> str:
    return str(value).replace("_", " ")


def _when(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _took(seconds: float) -> str:
    """`0.42 s`, `12 s`, `3 min 5 s`, `2 h 10 min`."""
    if seconds < 10:
        return f"{seconds:.2g} s"
    if seconds < 60:
        return f"{seconds:.0f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60} h {minutes % 60} min"


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{100 * share:.1f}"
