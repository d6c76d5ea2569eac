"""Operators on settings, statements, lists, patterns and names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tree_sitter import Node

from cases.verifier.source import Edit, Source
from cases.verifier.syntax import Call, call_of, is_argument, is_kept, is_named_place, without

_DENY_LIST = re.compile(r"deny|denied|block|forbid|bad|reserved|private|unsafe|danger|reject|disallow|illegal", re.I)
_ANSWER = re.compile(r"^(write|send|respond|reply|render|refuse|deny)|error$", re.I)
_NAMES = ("identifier", "property_identifier", "field_identifier", "interpreted_string_literal_content")


def drop_option(source: Source) -> Iterator[Edit]:
    """A named argument such as `sandbox="strict"` is left to its default. True and false are `flip_boolean`'s."""
    language = source.language
    for node in source.nodes(language.option) if language.option else ():
        holder, value, key = node.parent, node.child_by_field_name("value"), node.child_by_field_name("key")
        while value is not None and value.type == "literal_element":
            value = value.named_children[0] if value.named_children else None
        if value is not None and value.type in {"true", "false"}:
            continue
        if key is not None and (source.text(key) in language.kept_options or _is_key_of_map(key)):
            continue
        if holder is not None and holder.type in language.mappings and not is_argument(source, holder):
            continue
        if holder is not None:
            yield without(source, node)


def _is_key_of_map(key: Node) -> bool:
    """Go's literals of structs and of maps differ in what their keys are."""
    return key.type == "literal_element" and _first_of(key).type != "identifier"


def flip_boolean(source: Source) -> Iterator[Edit]:
    """True becomes false, and the other way round."""
    language = source.language
    for node in source.nodes("true", "false"):
        yield Edit(node.start_byte, node.end_byte, language.false if node.type == "true" else language.true)


def delete_statement(source: Source) -> Iterator[Edit]:
    """A statement that is done for its effect alone disappears: a call, a setting, a deletion."""
    language = source.language
    for node in source.nodes("expression_statement", "delete_statement", *language.bare_statements):
        bare = node.type in language.bare_statements
        if bare and not language.is_statement(node):
            continue
        inner = node if bare else next(iter(node.named_children), None)
        while inner is not None and inner.type in {"await", "await_expression"}:
            inner = inner.named_children[0]
        if inner is None:
            continue
        setting = inner.type == language.assignment and _is_setting(source, inner)
        deletion = node.type == "delete_statement" or inner.type == "unary_expression"
        call = call_of(source, inner)
        if bare and inner.type == "identifier":  # a call without anything around it, in Ruby
            setting = source.text(inner) not in language.kept_calls
        told = language.forced and call is not None and _only_tells(source, call)
        if setting or deletion or (call is not None and not told and not is_kept(source, call)):
            yield Edit(node.start_byte, node.end_byte, language.nothing)


def _only_tells(source: Source, call: Call) -> bool:
    """Whether a call leaves, or words the refusal of a guard, which refuses without it too."""
    return call.name in source.language.leaving_calls or bool(_ANSWER.search(call.name))


def _is_setting(source: Source, assignment: Node) -> bool:
    target, value = assignment.child_by_field_name("left"), assignment.child_by_field_name("right")
    if target is not None and target.type == "expression_list" and target.named_child_count == 1:
        target = target.named_children[0]
    if target is None:
        return False
    reset = value is not None and source.text(value) in source.language.resets
    return reset or is_named_place(source, target)


def drop_decorator(source: Source) -> Iterator[Edit]:
    """A decorator disappears, unless it is the route."""
    for node in source.nodes(*source.language.decorators) if source.language.decorators else ():
        if not re.search(source.language.wiring, source.text(node)):
            following = node.next_sibling
            end = following.start_byte if following else node.end_byte
            yield Edit(node.start_byte, end, "")


def drop_element(source: Source) -> Iterator[Edit]:
    """An entry of a deny-list, or a `--` of an argument list, disappears."""
    language = source.language
    for node in source.nodes(*language.collections):
        elements = [item for item in node.named_children if item.type != "comment"]
        refuses = bool(_DENY_LIST.search(_name_of_list(source, node)))
        if len(elements) < 2:
            continue
        for element in elements:
            inner = _first_of(element)
            is_text = inner.type in language.strings
            if is_text and (refuses or source.text(element).strip("'\"") == "--"):
                yield without(source, element)


def _first_of(element: Node) -> Node:
    """Go wraps what stands in a list, and the key of a map in its pair."""
    while element.type in {"literal_element", "keyed_element"} and element.named_children:
        element = element.named_children[0]
    return element


def _name_of_list(source: Source, node: Node) -> str:
    declarations = source.language.declarations
    place = node.parent
    for _ in range(5 if declarations else 0):
        if place is None or place.type in declarations:
            break
        place = place.parent
    if place is None or (declarations and place.type not in declarations):
        return ""
    return source.text(place).split("=")[0]


def loosen_regex(source: Source) -> Iterator[Edit]:
    """The anchors of a pattern disappear, one at a time, or only hold for a line."""
    language = source.language
    for node in source.nodes(*language.patterns):
        start, end = _inside(node)
        text = source.content[start:end].decode("utf-8", "replace")
        for anchor in ("^", r"\A"):
            if text.startswith(anchor):
                for weaker in ("", *language.looser_anchors.get(anchor, ())):
                    yield Edit(start, start + len(anchor), weaker)
        for anchor in ("$", r"\Z", r"\z"):
            if text.endswith(anchor) and len(text) > len(anchor) and not text.endswith("\\" + anchor):
                for weaker in ("", *language.looser_anchors.get(anchor, ())):
                    yield Edit(end - len(anchor), end, weaker)


def _inside(node: Node) -> tuple[int, int]:
    """A pattern without its delimiters, where they are part of the node."""
    if len(node.children) > 2 and node.type == "regex":
        return node.children[0].end_byte, node.children[-1].start_byte
    return node.start_byte, node.end_byte


def weaken_name(source: Source) -> Iterator[Edit]:
    """A safe function is swapped for the unsafe one beside it."""
    for node in source.nodes(*_NAMES):
        weaker = source.language.weaker.get(source.text(node))
        if weaker:
            yield Edit(node.start_byte, node.end_byte, weaker)
