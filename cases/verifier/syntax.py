"""Questions about a syntax tree that the operators ask, answered alike for every language."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tree_sitter import Node

from cases.verifier.source import Edit, Source

_SIMPLE = re.compile(r"^[\w$.]+(\(.*\)|\[.*\])?$", re.S)
_NEGATIONS = frozenset(
    {"not_operator", "unary_expression", "unary", "parenthesized_expression", "parenthesized_statements"}
)
_DENIES = re.compile(
    r"throw|raise|panic|abort|exit|forbid|denied|deny|refuse|reject|invalid|unauthor|error|\berr\b|\b4\d\d\b|BAD_REQUEST"
    r"|return *\(?(null|nullptr|NULL|nil|false|-1|0|\"\"|''|std::nullopt|Optional\.empty\(\))?\)? *(;|\}|$)",
    re.I,
)


@dataclass(frozen=True)
class Call:
    """One call, taken apart."""

    text: str
    """What is called, as written."""
    receiver: str
    """Empty where a plain name is called."""
    name: str
    """Empty where something without a name is called."""
    arguments: tuple[Node, ...]


def call_of(source: Source, node: Node) -> Call | None:
    """The parts of a call; None if `node` calls nothing that can be named."""
    if node.type != source.language.call:
        return None
    called = source.language.called(node)
    if called is None:
        return None
    receiver, name = called
    arguments = node.child_by_field_name("arguments")
    end = arguments.start_byte if arguments is not None else node.end_byte
    text = source.content[node.start_byte : end].decode("utf-8", "replace")
    return Call(text, source.text(receiver) if receiver is not None else "", name, tuple(arguments_of(node)))


def arguments_of(call: Node) -> list[Node]:
    """The arguments of a call."""
    arguments = call.child_by_field_name("arguments")
    return [item for item in arguments.named_children if item.type != "comment"] if arguments is not None else []


def condition_of(node: Node) -> Node | None:
    """What an `if` decides by, brackets included where they are part of an expression."""
    condition = node.child_by_field_name("condition")
    if condition is not None and condition.type == "condition_clause":
        condition = condition.child_by_field_name("value")
        return None if condition is None or condition.type in {"declaration", "condition_declaration"} else condition
    return condition


def binds_names(node: Node) -> bool:
    """Whether a condition declares names that the code below it uses, as Java's `x instanceof Path path` does."""
    pending = [node]
    while pending:
        inner = pending.pop()
        if inner.type == "instanceof_expression" and inner.child_by_field_name("name") is not None:
            return True
        pending.extend(inner.children)
    return False


def is_guard(source: Source, node: Node) -> bool:
    """An `if` without `else` whose block ends by leaving."""
    consequence = node.child_by_field_name("consequence") or node.child_by_field_name("body")
    if consequence is None or node.child_by_field_name("alternative") is not None:
        return False
    last = consequence
    while last.type in source.language.blocks:
        statements = [item for item in last.named_children if item.type != "comment"]
        if not statements:
            return False
        last = statements[-1]
    return leaves(source, last)


def leaves(source: Source, statement: Node) -> bool:
    """Whether the code below this statement is not reached."""
    if statement.type in source.language.leaving:
        return True
    if statement.type == "expression_statement" and statement.named_children:
        statement = statement.named_children[0]
    call = call_of(source, statement)
    return call is not None and call.name in source.language.leaving_calls


def leaves_somewhere(source: Source, node: Node) -> bool:
    """Whether some way through `node` leaves."""
    pending = list(node.children)
    while pending:
        inner = pending.pop()
        if inner.type in source.language.leaving or (source.language.forced and leaves(source, inner)):
            return True
        if inner.type not in source.language.functions:
            pending.extend(inner.children)
    return False


def denies(source: Source, node: Node) -> bool:
    """Whether the block of an `if` looks like a refusal."""
    consequence = node.child_by_field_name("consequence") or node.child_by_field_name("body")
    return consequence is not None and bool(_DENIES.search(source.text(consequence)))


def is_argument(source: Source, node: Node) -> bool:
    """Whether `node` is an argument of a call."""
    arguments = node.parent
    holder = arguments.parent if arguments is not None else None
    return holder is not None and holder.type in {source.language.call, *source.language.creations}


def is_value(source: Source, node: Node) -> bool:
    """Whether the value of a call is used, and the call is no decorator."""
    place = node
    while place.parent is not None and place.parent.type in {"await", "await_expression"}:
        place = place.parent
    return place.parent is not None and place.parent.type != "decorator" and not source.language.is_statement(place)


def is_condition(source: Source, node: Node) -> bool:
    """Whether an `if` or a boolean operator hangs on `node`: `drop_guard` and `drop_operand` see to those."""
    inner, place = node, node.parent
    while place is not None and place.type in _NEGATIONS:
        inner, place = place, place.parent
    if place is None or place.type in {"elif_clause", "condition_clause"}:
        return True
    if place.type in source.language.conditionals:
        return not source.language.forced or place.child_by_field_name("condition") == inner
    if place.type != source.language.boolean:
        return False
    operator = place.child_by_field_name("operator")
    return not source.language.forced or operator is None or operator.type in {"and", "or", "&&", "||"}


def is_kept(source: Source, call: Call) -> bool:
    """Whether a call is output or wiring."""
    first = re.match(r"[\w$]+", call.text)
    return not {first[0] if first else "", call.name}.isdisjoint(source.language.kept_calls)


def is_named_place(source: Source, target: Node) -> bool:
    """`app.secret`, `config["secret"]`: a setting, where `items[key]` is the feature's own data."""
    if target.type == source.language.member:
        own = source.language.own
        return not own or not source.text(target).startswith(f"{own}.")
    key = target.child_by_field_name("subscript") or target.child_by_field_name("index")
    return key is not None and key.type in source.language.strings


def same_type(source: Source, call: Call, number: int) -> bool:
    """Whether a function of the file gives back the type of that argument; always so where types do not matter."""
    language = source.language
    if language.signature is None:
        return True
    for function in source.nodes(*language.functions):
        if call.name and language.name_of(function) == call.name:
            found = language.signature(function)
            if found is not None and len(found.parameters) == len(call.arguments):
                return found.parameters[number] == found.result
    return False


def bracketed(text: str) -> str:
    """The expression, so that it can stand anywhere."""
    return text if _SIMPLE.match(text) else f"({text})"


def without(source: Source, node: Node) -> Edit:
    """Take an item out of a comma-separated list, with one comma."""
    after, before = node.next_sibling, node.prev_sibling
    if after is not None and after.type == ",":
        end = after.end_byte
        while source.content[end : end + 1] in {b" ", b"\n", b"\t"}:
            end += 1
        return Edit(node.start_byte, end, "")
    if before is not None and before.type == ",":
        return Edit(before.start_byte, node.end_byte, "")
    return Edit(node.start_byte, node.end_byte, "")
