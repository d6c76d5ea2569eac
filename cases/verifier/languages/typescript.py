"""TypeScript with JSX, as the generators see it: JavaScript, and what types add."""

from __future__ import annotations

import re
from dataclasses import replace

import tree_sitter_typescript
from tree_sitter import Node

from cases.verifier.languages import javascript
from cases.verifier.source import Body

_PLAIN = re.compile(r"^\{ return (|''|\{\}|\[\]|true); \}$")


def _bodies(function: Node, interface: str, framework: str) -> tuple[Body, ...]:
    """Those of JavaScript, with constants that fit every type: what is parsed has none."""
    made = javascript.LANGUAGE.bodies(function, interface, framework)
    return tuple(Body(body.kind, _PLAIN.sub(_untyped, body.statement)) for body in made)


def _untyped(match: re.Match[str]) -> str:
    value = {"": "null", "''": '""'}.get(match[1], match[1])
    return f"{{ return JSON.parse('{value}'); }}"


LANGUAGE = replace(
    javascript.LANGUAGE,
    name="typescript",
    suffixes=(".ts", ".tsx", ".mts", ".cts", *javascript.LANGUAGE.suffixes),
    grammars=(tree_sitter_typescript.language_tsx, tree_sitter_typescript.language_typescript),
    forced=True,
    bodies=_bodies,
)
