"""Operators on decisions: guards, conditions, their operands and bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from cases.verifier.source import Edit, Source
from cases.verifier.syntax import binds_names, call_of, condition_of, denies, is_guard, leaves_somewhere

_SIZE = re.compile(r"(?i:size|cap|max|limit)|\b[A-Z_]{3,}\b")
_FAILED = re.compile(r"\(?\s*(!\s*[\w>.-]+|[\w>.-]+\s*(==|!=)\s*(NULL|nullptr|nil|0))\s*\)?")
_LOGIC = frozenset({"and", "or", "&&", "||"})
_REFUSING = {">=": "{0} > {1}", "<=": "{0} < {1}", ">": "{0} > 1 + ({1})", "<": "1 + ({0}) < {1}"}
_GRANTING = {">": "{0} >= {1}", "<": "{0} <= {1}"}


def drop_guard(source: Source) -> Iterator[Edit]:
    """`if bad: raise …` and the like disappear."""
    language = source.language
    for node in source.nodes(*language.conditionals):
        if not is_guard(source, node):
            continue
        if language.neutral:
            yield from _fixed(source, node, taken=False)
        elif node.parent is None or node.parent.type != "else_clause":
            yield Edit(node.start_byte, node.end_byte, language.nothing)


def negate_condition(source: Source) -> Iterator[Edit]:
    """The condition of an `if` that decides about leaving, but is no plain guard, is turned round."""
    for node in source.nodes(*source.language.conditionals):
        condition = condition_of(node)
        if condition is not None and not is_guard(source, node) and leaves_somewhere(source, node):
            inner = source.text(condition)
            inner = inner if inner.startswith("(") and condition.type == "parenthesized_expression" else f"({inner})"
            yield _replaced(condition, f"{source.language.negation}{inner}")


def force_condition(source: Source) -> Iterator[Edit]:
    """A condition that lets in always holds; one that refuses but has an `else` never does."""
    for node in source.nodes(*source.language.conditionals) if source.language.forced else ():
        plain_guard = is_guard(source, node)
        if (plain_guard and denies(source, node)) or not (plain_guard or leaves_somewhere(source, node)):
            continue
        yield from _fixed(source, node, taken=not denies(source, node))


def drop_operand(source: Source) -> Iterator[Edit]:
    """`a or b` becomes `a`, and `b`; the same for `and`."""
    language = source.language
    for node in source.nodes(language.boolean):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None or operator.type not in _LOGIC:
            continue
        first, second = source.text(left), source.text(right)
        if not language.neutral:
            yield Edit(node.start_byte, node.end_byte, first)
            yield Edit(node.start_byte, node.end_byte, second)
        elif not binds_names(node):
            inert = f"&& {language.false}" if operator.type in {"||", "or"} else f"|| {language.true}"
            yield Edit(right.start_byte, right.end_byte, f"(({second}) {inert})")
            yield Edit(left.start_byte, left.end_byte, f"(({first}) {inert})")


def take_branch(source: Source) -> Iterator[Edit]:
    """`x if ok else y` becomes `x`, and `y`."""
    for node in source.nodes(source.language.ternary) if source.language.ternary else ():
        parts = [node.child_by_field_name(name) for name in ("consequence", "alternative")]
        if None in parts:  # Python's grammar has no field names here: value, condition, other value
            parts = [node.named_children[0], node.named_children[-1]]
        for kept in parts:
            if kept is not None:
                yield Edit(node.start_byte, node.end_byte, f"({source.text(kept)})")


def move_bound(source: Source) -> Iterator[Edit]:
    """One more is let through: `n >= size` in a guard becomes `n > size`, `i < n` elsewhere `i <= n`.

    Sizes lose or gain the byte that ends a text: `malloc(n + 1)`, `sizeof name - 1`.
    """
    for node in source.nodes("binary_expression") if source.language.bounds else ():
        operator = node.child_by_field_name("operator")
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if operator is None or left is None or right is None:
            continue
        first, second = source.text(left), source.text(right)
        form = (_REFUSING if _refuses(source, node) else _GRANTING).get(operator.type)
        if form is not None:
            yield Edit(node.start_byte, node.end_byte, form.format(first, second))
        elif second == "1" and (
            (operator.type == "+" and _is_size(source, node)) or (operator.type == "-" and _SIZE.search(first))
        ):
            yield Edit(node.start_byte, node.end_byte, first)


def _is_size(source: Source, node: Node) -> bool:
    place = node.parent
    while place is not None and place.type in {"argument_list", "binary_expression", "parenthesized_expression"}:
        place = place.parent
    call = call_of(source, place) if place is not None else None
    return call is not None and call.name in source.language.allocators


def _cannot_fail(source: Source, node: Node, condition: Node) -> bool:
    """Whether a guard only asks if the call before it failed, which no test can bring about."""
    if not source.language.unfailing or not _FAILED.fullmatch(source.text(condition)):
        return False
    called = node.child_by_field_name("initializer") or node.prev_named_sibling
    return called is not None and bool(re.search(source.language.unfailing, source.text(called)))


def _refuses(source: Source, node: Node) -> bool:
    """Whether the `if` around a comparison refuses when it holds."""
    place: Node | None = node
    while place is not None and place.type not in source.language.blocks:
        if place.type in source.language.conditionals:
            return is_guard(source, place) and denies(source, place)
        place = place.parent
    return False


def _fixed(source: Source, node: Node, *, taken: bool) -> Iterator[Edit]:
    """The condition is still evaluated, but decides no more."""
    language, condition = source.language, condition_of(node)
    if condition is None or binds_names(condition) or _cannot_fail(source, node, condition):
        return
    if node.type in language.inverted:
        taken = not taken
    text = source.text(condition)
    inner = text if condition.type == "parenthesized_expression" else f"({text})"
    yield _replaced(condition, f"{inner} || {language.true}" if taken else f"{inner} && {language.false}")


def _replaced(condition: Node, text: str) -> Edit:
    in_brackets = condition.type == "parenthesized_expression"
    return Edit(condition.start_byte, condition.end_byte, f"({text})" if in_brackets else text)
