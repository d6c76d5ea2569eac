"""Hostile text made harmless to look at: one place for terminals, tables, spreadsheets and pages.

Names, code and evidence come from agents. What can move a cursor, reverse a line, hide itself or be run as a formula is
replaced by something a reader can see. Escaping for HTML stays the templates' business (autoescape).
"""

from __future__ import annotations

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories without a glyph of their own: controls, bidi and zero-width marks, surrogates, separators."""

_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Letters and symbols that are drawn as nothing, and so can hide or fake a name."""

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet read a cell as a formula, full-width forms included."""


def visible(text: str, *, multiline: bool = False, limit: int | None = None) -> str:
    """`text` with every character that would not be seen written out, e.g. `⟨U+202E⟩`.

    `multiline` keeps newlines and tabs. With `limit`, at most that many characters of `text` are kept and a note says
    how many were left out.
    """
    left_out = 0
    if limit is not None and len(text) > limit:
        left_out = len(text) - limit
        text = text[:limit]
    if multiline:
        text = text.replace("\r\n", "\n")
    plain = text.isprintable() and _BLANK_LETTERS.isdisjoint(text)
    shown = text if plain else "".join(_shown(character, multiline) for character in text)
    return f"{shown}… ({left_out:,} more characters)" if left_out else shown


def spreadsheet_cell(text: str) -> str:
    """`visible(text)` that no spreadsheet takes for a formula: a leading `'` where it would."""
    shown = visible(text)
    return f"'{shown}" if text.lstrip(" ").startswith(_FORMULA_STARTS) or shown.startswith(_FORMULA_STARTS) else shown


def markdown_cell(text: str) -> str:
    """`visible(text)` that stays text inside a Markdown table: no markup, no link, no column break."""
    return "".join(f"\\{c}" if c in "\\`*_[]()|~#!$" else _ENTITIES.get(c, c) for c in visible(text))


_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", ":": "&#58;", "@": "&#64;"}


def _shown(character: str, multiline: bool) -> str:
    if multiline and character in "\n\t":
        return character
    if unicodedata.category(character) in _UNSEEN or character in _BLANK_LETTERS:
        return f"⟨U+{ord(character):04X}⟩"
    return character
