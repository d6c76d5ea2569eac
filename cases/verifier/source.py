"""Source text with its syntax tree, edits to it, and the table of languages the generators know.

A language is one file in `languages/` with a `LANGUAGE`; nothing else names it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePosixPath

from tree_sitter import Language as Grammar
from tree_sitter import Node, Parser

from cases.verifier import languages


@dataclass(frozen=True)
class Body:
    """What a function's body is replaced with to make a non-solution: `kind` names it, `statement` is source text."""

    kind: str
    statement: str


@dataclass(frozen=True)
class Language:
    """What the generators must know of a language: names of node types, and the words that mean safety in it."""

    name: str
    suffixes: tuple[str, ...]
    grammar: Callable[[], object]
    nothing: str
    """A statement that does nothing."""
    true: str
    false: str
    negation: str
    """Prefix that negates a parenthesised condition."""
    functions: frozenset[str]
    call: str
    member: str
    member_name: str
    """Field of a member access that holds the name; the receiver is always `object`."""
    boolean: str
    assignment: str
    ternary: str
    leaving: frozenset[str]
    """Statements after which the code below is not reached."""
    leaving_calls: frozenset[str]
    """Calls that never come back, by their last name."""
    option: str
    """A named argument: keyword argument, or a property of an object that is an argument."""
    collections: frozenset[str]
    literals: frozenset[str]
    text: str
    """Node type of the characters of a string literal."""
    regex: str
    """Node type of the characters of a regular expression literal, or that of `text` where there is none."""
    checks: frozenset[str]
    """Calls whose answer is a security decision, by their last name."""
    cleaners: frozenset[str]
    """Methods that return a cleaned form of their receiver."""
    cleaning_last: frozenset[str]
    """Functions that clean or confine their last argument."""
    kept_calls: frozenset[str]
    """Calls that are output or wiring, by receiver or last name: taking them away removes no defence."""
    weaker: Mapping[str, str]
    """Safe names and the unsafe ones beside them."""
    imported: Callable[[Node], frozenset[str]]
    """Names that a file imports."""
    is_handler: Callable[[Node], bool]
    """Whether a function answers a request."""
    bodies: Callable[[Node, str, str], tuple[Body, ...]]
    """Non-solutions for a function, by interface and framework."""
    place_of_prelude: Callable[[Node], int]
    """Byte offset where statements that run first may stand."""


@dataclass(frozen=True)
class Edit:
    """Bytes `start` to `end` become `text`."""

    start: int
    end: int
    text: str


class Source:
    """One parsed file."""

    def __init__(self, language: Language, content: bytes) -> None:
        self.language = language
        self.content = content
        self.root = _parser(language.name).parse(content).root_node

    @property
    def valid(self) -> bool:
        """Whether the whole file could be parsed."""
        return not self.root.has_error

    def nodes(self, *types: str) -> Iterator[Node]:
        """All nodes of these types (of any, if none is named), in the order of the text."""
        pending = [self.root]
        while pending:
            node = pending.pop()
            if not types or node.type in types:
                yield node
            pending.extend(reversed(node.children))

    def text(self, node: Node) -> str:
        """The source text of a node."""
        return self.content[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def with_edits(self, edits: list[Edit]) -> bytes:
        """The content with non-overlapping edits applied."""
        content = self.content
        for edit in sorted(edits, key=lambda item: item.start, reverse=True):
            content = content[: edit.start] + edit.text.encode() + content[edit.end :]
        return content

    def enclosing_function(self, node: Node) -> str:
        """Name of the function around `node`; empty at top level or where it has none."""
        place = node.parent
        while place is not None:
            if place.type in self.language.functions and (name := place.child_by_field_name("name")):
                return self.text(name)
            place = place.parent
        return ""


def language_of(name: str) -> Language | None:
    """The language of that name, or None if the generators do not know it."""
    known = {item.name for item in pkgutil.iter_modules(languages.__path__)}
    if name not in known:
        return None
    found: Language = importlib.import_module(f"{languages.__name__}.{name}").LANGUAGE
    return found


def parse(language: Language, path: str, content: bytes) -> Source | None:
    """The file parsed, or None if it is not of this language or not valid."""
    if PurePosixPath(path).suffix not in language.suffixes:
        return None
    source = Source(language, content)
    return source if source.valid else None


@lru_cache(maxsize=32)
def _parser(name: str) -> Parser:
    language = language_of(name)
    if language is None:
        raise LookupError(f"no grammar for {name!r}")
    return Parser(Grammar(language.grammar()))
