"""`{{ name }}` in Markdown: found, checked and filled in one place, for case texts and for our own templates."""

from __future__ import annotations

import re
from collections.abc import Mapping

_SLOT = re.compile(r"\{\{[ \t]*([a-z][a-z0-9_-]*)[ \t]*\}\}")


def slots_in(text: str) -> list[str]:
    """Names of the slots in `text`, in order of appearance, with repetitions."""
    return _SLOT.findall(text)


def stray_braces(text: str) -> list[int]:
    """Line numbers (from 1) with a `{{` or `}}` that is not part of a well-formed slot."""
    emptied = _SLOT.sub("", text)
    return [number for number, line in enumerate(emptied.splitlines(), start=1) if "{{" in line or "}}" in line]


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace every slot by its value, once: braces inside a value stay as they are.

    Raises:
        KeyError: a slot has no value.
    """
    return _SLOT.sub(lambda match: values[match.group(1)], text)
