"""Source text with its syntax tree, edits to it, and the table of languages the generators know.

A language is one file in `languages/` with a `LANGUAGE`; nothing else names it.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
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


Called = tuple[Node | None, str]
"""What a call's node says about what is called: the receiver, and the last name (empty if it has none)."""


def by_member(member: str, receiver: str, name: str) -> Callable[[Node], Called | None]:
    """Reads calls of grammars with a `function` field, in which `a.b` is a `member` with these fields."""

    def called(call: Node) -> Called | None:
        callee = call.child_by_field_name("function")
        if callee is None:
            return None
        if callee.type == member:
            named = callee.child_by_field_name(name)
            return callee.child_by_field_name(receiver), words(named) if named is not None else ""
        return None, words(callee) if callee.type == "identifier" else ""

    return called


def words(node: Node | None) -> str:
    """The text of a node; empty if there is none."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def _name_field(function: Node) -> str:
    return words(function.child_by_field_name("name"))


def _is_expression_statement(node: Node) -> bool:
    return node.parent is not None and node.parent.type == "expression_statement"


@dataclass(frozen=True)
class Signature:
    """Result and parameter types of a function, as written."""

    result: str
    parameters: tuple[str, ...]


@dataclass(frozen=True)
class Language:
    """What the generators must know of a language: names of node types, and the words that mean safety in it."""

    name: str
    suffixes: tuple[str, ...]
    grammars: tuple[Callable[[], object], ...]
    """The first that can read a file is used."""
    nothing: str
    """A statement that does nothing."""
    true: str
    false: str
    negation: str
    """Prefix that negates a parenthesised condition."""
    functions: frozenset[str]
    call: str
    called: Callable[[Node], Called | None]
    """What a call calls."""
    member: str
    """Node type of `a.b` as the target of an assignment."""
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
    patterns: tuple[str, ...]
    """Node types of the characters of a regular expression: of its literal, or of strings where there is none."""
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
    place_of_prelude: Callable[[Node], int | None]
    """Byte offset where code that runs first may stand; None if a file has no such place."""
    name_of: Callable[[Node], str] = _name_field
    """Name of a function; empty if it has none."""
    is_statement: Callable[[Node], bool] = _is_expression_statement
    """Whether the value of an expression is thrown away."""
    bare_statements: frozenset[str] = frozenset()
    """What can be a statement without a node around it that says so."""
    conditionals: frozenset[str] = frozenset({"if_statement"})
    inverted: frozenset[str] = frozenset()
    """Those of `conditionals` that go on when the condition does not hold: `unless`."""
    blocks: frozenset[str] = frozenset({"block", "statement_block"})
    creations: frozenset[str] = frozenset({"new_expression"})
    mappings: frozenset[str] = frozenset({"object"})
    """Literals that hold options and also data."""
    strings: frozenset[str] = frozenset({"string"})
    decorators: frozenset[str] = frozenset({"decorator"})
    wiring: str = r"\.(route|get|post|put|patch|delete|head|options|api_route|websocket|on_event|errorhandler)\b"
    """Decorators without which nothing would work."""
    declarations: frozenset[str] = frozenset()
    """What gives a collection its name; where there is none, the node around it does."""
    neutral: bool = False
    """What is taken out of a condition is still evaluated, so that the program compiles; as in `(bad) && false`."""
    forced: bool = False
    """Conditions that let in are forced too."""
    bounds: bool = False
    """Comparisons and sizes are moved by one."""
    allocators: frozenset[str] = frozenset()
    """Calls that are told a size."""
    unfailing: str = ""
    """Calls whose failure no test can bring about: the guard behind them is no defence."""
    cleaning_first: frozenset[str] = frozenset()
    """Functions that clean or confine their first argument."""
    signature: Callable[[Node], Signature | None] | None = None
    """Only calls that give back the type they are given can be unwrapped; None where types do not matter."""
    kept_options: frozenset[str] = frozenset()
    """Named arguments that are wiring."""
    resets: frozenset[str] = frozenset()
    """Values whose assignment is a defence."""
    own: str = ""
    """Receiver whose members are the feature's own state."""
    guards_last: frozenset[str] = frozenset()
    """Routing calls that take what guards a handler behind it."""
    looser: Callable[[str, str, list[str]], tuple[str, ...]] = lambda name, receiver, arguments: ()
    """What may stand instead of a call, by last name, receiver and arguments."""
    looser_anchors: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Anchors of a pattern and weaker ones."""
    mend: Callable[[Source, Source], bytes] = lambda before, after: after.content
    """Makes a changed file compile again, where leftovers such as an unused import are errors."""


@dataclass(frozen=True)
class Edit:
    """Bytes `start` to `end` become `text`."""

    start: int
    end: int
    text: str


class Source:
    """One parsed file."""

    content: bytes

    def __init__(self, language: Language, content: bytes) -> None:
        self.language = language
        self.content = content
        for parser in _parsers(language.name):
            self.root = parser.parse(content).root_node
            if not self.root.has_error:
                break

    @property
    def valid(self) -> bool:
        """Whether the whole file could be parsed."""
        return not self.root.has_error

    def nodes(self, *types: str) -> Iterator[Node]:
        """All nodes of these types (of any, if none is named), in the order of the text."""
        for node in self.below(self.root):
            if not types or node.type in types:
                yield node

    @staticmethod
    def below(top: Node) -> Iterator[Node]:
        """A node and all nodes in it, in the order of the text."""
        pending = [top]
        while pending:
            node = pending.pop()
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
            if place.type in self.language.functions and (name := self.language.name_of(place)):
                return name
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
def _parsers(name: str) -> tuple[Parser, ...]:
    language = language_of(name)
    if language is None:
        raise LookupError(f"no grammar for {name!r}")
    return tuple(Parser(Grammar(grammar())) for grammar in language.grammars)
