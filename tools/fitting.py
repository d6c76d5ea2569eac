"""Keeps one result under the size that clients pass on to a model, and says what was cut.

Claude Code and Codex hand a model the structured result; what is longer than their own limits they cut silently. So
nothing longer than `LIMIT` characters of JSON leaves here, and every cut is named in the place where it was made.
"""

from __future__ import annotations

import json
from typing import TypeAlias

LIMIT = 20_000
"""Characters of one result's JSON, exclusive."""

_SHORTEST_TEXT = 200
_LONGEST_LIST = 200

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"


def size(value: Json) -> int:
    """Characters of `value` as it is sent."""
    return len(text_of(value))


def text_of(value: Json) -> str:
    """`value` as compact JSON, with non-ASCII text left readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def cut(text: str, longest: int) -> str:
    """`text`, or its head and tail around a note when it has more than `longest` characters (plus the note)."""
    if len(text) <= longest:
        return text
    head = longest * 2 // 3
    tail = longest - head
    return f"{text[:head]}\n[… cut: {longest:,} of {len(text):,} characters shown …]\n{text[-tail:]}"


def fit(value: dict[str, Json], limit: int = LIMIT) -> dict[str, Json]:
    """`value` with its longest texts, and then its longest lists, cut until it takes fewer than `limit` characters.

    Short texts and small lists are never touched while cutting longer ones is enough, so ids and states survive.
    """
    if size(value) < limit:
        return value
    longest_text = limit
    while longest_text > _SHORTEST_TEXT:
        longest_text = max(_SHORTEST_TEXT, longest_text * 3 // 4)
        shorter = _shortened(value, longest_text, None)
        if size(shorter) < limit:
            return shorter
    longest_list = _LONGEST_LIST
    while longest_list > 0:
        longest_list //= 2
        shorter = _shortened(value, _SHORTEST_TEXT, longest_list)
        if size(shorter) < limit:
            return shorter
    raise ValueError(f"a result of {size(value)} characters cannot be cut to {limit}")


def _shortened(value: dict[str, Json], longest_text: int, longest_list: int | None) -> dict[str, Json]:
    notes: list[Json] = []

    def walk(item: Json, place: str) -> Json:
        if isinstance(item, str):
            return cut(item, longest_text)
        if isinstance(item, dict):
            return {key: walk(inner, f"{place}.{key}" if place else key) for key, inner in item.items()}
        if isinstance(item, list):
            kept = item if longest_list is None else item[:longest_list]
            if len(kept) < len(item):
                notes.append(f"{place}: the first {len(kept)} of {len(item)} are shown")
            return [walk(inner, place) for inner in kept]
        return item

    shorter = {key: walk(item, key) for key, item in value.items()}
    if notes:
        shorter["cut"] = notes
    return shorter
