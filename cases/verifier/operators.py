"""Defence-removal operators: each proposes edits that take one defence out of a file, if it holds one.

An operator looks at syntax only. What it proposes may break the feature or change nothing that matters; the first is
caught by the functional tests, the second is what `equivalent_mutants` in stack.toml is for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from tree_sitter import Node

from cases.verifier.source import Edit, Source

Operator = Callable[[Source], Iterator[Edit]]

_DENY_LIST = re.compile(r"deny|denied|block|forbid|bad|reserved|private|unsafe|danger|reject|disallow|illegal", re.I)
_ROUTE = re.compile(r"\.(route|get|post|put|patch|delete|head|options|api_route|websocket|on_event|errorhandler)\b")
_SIMPLE = re.compile(r"^[\w$.]+(\(.*\)|\[.*\])?$", re.S)


def drop_guard(source: Source) -> Iterator[Edit]:
    """`if bad: raise …` and the like disappear."""
    for node in source.nodes("if_statement"):
        if _is_guard(source, node) and (node.parent is None or node.parent.type != "else_clause"):
            yield Edit(node.start_byte, node.end_byte, source.language.nothing)


def negate_condition(source: Source) -> Iterator[Edit]:
    """The condition of an `if` that decides about leaving, but is no plain guard, is turned round."""
    for node in source.nodes("if_statement"):
        condition = node.child_by_field_name("condition")
        if condition is not None and not _is_guard(source, node) and _leaves_somewhere(source, node):
            inner = source.text(condition)
            inner = inner if inner.startswith("(") and condition.type == "parenthesized_expression" else f"({inner})"
            outer = f"{source.language.negation}{inner}"
            in_brackets = condition.type == "parenthesized_expression"
            yield Edit(condition.start_byte, condition.end_byte, f"({outer})" if in_brackets else outer)


def drop_operand(source: Source) -> Iterator[Edit]:
    """`a or b` becomes `a`, and `b`; the same for `and`."""
    for node in source.nodes(source.language.boolean):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        operator = node.child_by_field_name("operator")
        if left is None or right is None or operator is None or operator.type not in {"and", "or", "&&", "||"}:
            continue
        for kept in (left, right):
            yield Edit(node.start_byte, node.end_byte, source.text(kept))


def take_branch(source: Source) -> Iterator[Edit]:
    """`x if ok else y` becomes `x`, and `y`."""
    for node in source.nodes(source.language.ternary):
        parts = [node.child_by_field_name(name) for name in ("consequence", "alternative")]
        if None in parts:  # Python's grammar has no field names here: value, condition, other value
            parts = [node.named_children[0], node.named_children[-1]]
        for kept in parts:
            if kept is not None:
                yield Edit(node.start_byte, node.end_byte, f"({source.text(kept)})")


def unwrap_call(source: Source) -> Iterator[Edit]:
    """`escape(x)` and `module.escape(x)` become `x`; so do functions known to clean or confine their last argument."""
    imported = source.language.imported(source.root)
    for node in source.nodes(source.language.call):
        callee, arguments = node.child_by_field_name("function"), _arguments(node)
        if callee is None or not _is_value(source, node) or _is_kept(source, node) or _is_condition(source, node):
            continue
        receiver, name = _receiver(source, callee), _last_name(source, callee)
        if name[:1].isupper() or (receiver and receiver.split(".")[0] not in imported):
            continue
        values = [item for item in arguments if item.type not in {source.language.option, "object"}]
        if len(values) != 1 and name not in source.language.cleaning_last:
            continue
        if values and values[-1].type not in source.language.literals:
            yield Edit(node.start_byte, node.end_byte, _bracketed(source.text(values[-1])))


def unwrap_method(source: Source) -> Iterator[Edit]:
    """`name.strip()` becomes `name`, for methods that clean."""
    for node in source.nodes(source.language.call):
        callee = node.child_by_field_name("function")
        if callee is None or callee.type != source.language.member or not _is_value(source, node):
            continue
        receiver = callee.child_by_field_name("object")
        if receiver is not None and _last_name(source, callee) in source.language.cleaners:
            yield Edit(node.start_byte, node.end_byte, source.text(receiver))


def force_check(source: Source) -> Iterator[Edit]:
    """A call that decides, such as `compare_digest(a, b)`, becomes true, and false, where no guard hangs on it."""
    for node in source.nodes(source.language.call):
        callee = node.child_by_field_name("function")
        if callee is None or _last_name(source, callee) not in source.language.checks or not _is_value(source, node):
            continue
        if _is_condition(source, node):
            continue
        for literal in (source.language.true, source.language.false):
            yield Edit(node.start_byte, node.end_byte, literal)


def drop_option(source: Source) -> Iterator[Edit]:
    """A named argument such as `sandbox="strict"` is left to its default. True and false are `flip_boolean`'s."""
    for node in source.nodes(source.language.option):
        holder, value = node.parent, node.child_by_field_name("value")
        if value is not None and value.type in {"true", "false"}:
            continue
        if holder is not None and holder.type == "object" and not _is_argument(source, holder):
            continue
        if holder is not None:
            yield _without(source, node)


def flip_boolean(source: Source) -> Iterator[Edit]:
    """True becomes false, and the other way round."""
    language = source.language
    for node in source.nodes("true", "false"):
        yield Edit(node.start_byte, node.end_byte, language.false if node.type == "true" else language.true)


def delete_statement(source: Source) -> Iterator[Edit]:
    """A statement that is done for its effect alone disappears: a call, a setting, a deletion."""
    language = source.language
    for node in source.nodes("expression_statement", "delete_statement"):
        inner = node.named_children[0] if node.named_children else None
        while inner is not None and inner.type in {"await", "await_expression"}:
            inner = inner.named_children[0]
        if inner is None:
            continue
        target = inner.child_by_field_name("left") if inner.type == language.assignment else None
        setting = target is not None and _is_named_place(source, target)
        deletion = node.type == "delete_statement" or (inner.type == "unary_expression")
        if setting or deletion or (inner.type == language.call and not _is_kept(source, inner)):
            yield Edit(node.start_byte, node.end_byte, language.nothing)


def drop_decorator(source: Source) -> Iterator[Edit]:
    """A decorator disappears, unless it is the route."""
    for node in source.nodes("decorator"):
        if not _ROUTE.search(source.text(node)):
            following = node.next_sibling
            yield Edit(node.start_byte, following.start_byte if following else node.end_byte, "")


def drop_middle_argument(source: Source) -> Iterator[Edit]:
    """`app.get('/x', loggedIn, handler)` loses `loggedIn`."""
    for node in source.nodes(source.language.call):
        arguments = _arguments(node)
        if len(arguments) < 3 or arguments[0].type not in {"string", "template_string"}:
            continue
        if arguments[-1].type in source.language.functions | {"identifier"}:
            for middle in arguments[1:-1]:
                if middle.type not in source.language.literals:
                    yield _without(source, middle)


def drop_element(source: Source) -> Iterator[Edit]:
    """An entry of a deny-list, or a `--` of an argument list, disappears."""
    for node in source.nodes(*source.language.collections):
        elements = [item for item in node.named_children if item.type != "comment"]
        named = node.parent.text or b"" if node.parent is not None else b""
        denies = bool(_DENY_LIST.search(named.split(b"=")[0].decode("utf-8", "replace")))
        if len(elements) < 2:
            continue
        for element in elements:
            is_text = element.type == "string"
            if is_text and (denies or source.text(element).strip("'\"") == "--"):
                yield _without(source, element)


def loosen_regex(source: Source) -> Iterator[Edit]:
    """The anchors of a pattern disappear, one at a time."""
    for node in source.nodes(source.language.regex):
        text = source.text(node)
        for anchor in ("^", r"\A"):
            if text.startswith(anchor):
                yield Edit(node.start_byte, node.start_byte + len(anchor), "")
        for anchor in ("$", r"\Z"):
            if text.endswith(anchor) and len(text) > len(anchor) and not text.endswith("\\" + anchor):
                yield Edit(node.end_byte - len(anchor), node.end_byte, "")


def weaken_name(source: Source) -> Iterator[Edit]:
    """A safe function is swapped for the unsafe one beside it."""
    for node in source.nodes("identifier", "property_identifier"):
        weaker = source.language.weaker.get(source.text(node))
        if weaker:
            yield Edit(node.start_byte, node.end_byte, weaker)


OPERATORS: Mapping[str, Operator] = MappingProxyType(
    {
        "drop-guard": drop_guard,
        "negate-condition": negate_condition,
        "drop-operand": drop_operand,
        "take-branch": take_branch,
        "unwrap-call": unwrap_call,
        "unwrap-method": unwrap_method,
        "force-check": force_check,
        "drop-option": drop_option,
        "flip-boolean": flip_boolean,
        "delete-statement": delete_statement,
        "drop-decorator": drop_decorator,
        "drop-middle-argument": drop_middle_argument,
        "drop-element": drop_element,
        "loosen-regex": loosen_regex,
        "weaken-name": weaken_name,
    }
)


def _is_guard(source: Source, node: Node) -> bool:
    """An `if` without `else` whose block ends by leaving."""
    consequence = node.child_by_field_name("consequence")
    if consequence is None or node.child_by_field_name("alternative") is not None:
        return False
    last = consequence
    if consequence.type in {"block", "statement_block"}:
        statements = [item for item in consequence.named_children if item.type != "comment"]
        if not statements:
            return False
        last = statements[-1]
    if last.type in source.language.leaving:
        return True
    call = last.named_children[0] if last.type == "expression_statement" and last.named_children else None
    callee = call.child_by_field_name("function") if call is not None and call.type == source.language.call else None
    return callee is not None and _last_name(source, callee) in source.language.leaving_calls


def _leaves_somewhere(source: Source, node: Node) -> bool:
    pending = list(node.children)
    while pending:
        inner = pending.pop()
        if inner.type in source.language.leaving:
            return True
        if inner.type not in source.language.functions:
            pending.extend(inner.children)
    return False


def _arguments(call: Node) -> list[Node]:
    arguments = call.child_by_field_name("arguments")
    return [item for item in arguments.named_children if item.type != "comment"] if arguments is not None else []


def _is_argument(source: Source, node: Node) -> bool:
    arguments = node.parent
    holder = arguments.parent if arguments is not None else None
    return holder is not None and holder.type in {source.language.call, "new_expression"}


def _is_value(source: Source, node: Node) -> bool:
    """Whether the value of a call is used, and the call is no decorator."""
    place = node.parent
    while place is not None and place.type in {"await", "await_expression"}:
        place = place.parent
    return place is not None and place.type not in {"expression_statement", "decorator"}


def _is_condition(source: Source, node: Node) -> bool:
    """Whether an `if` or a boolean operator hangs on `node`: `drop_guard` and `drop_operand` see to those."""
    place = node.parent
    while place is not None and place.type in {"not_operator", "unary_expression", "parenthesized_expression"}:
        place = place.parent
    return place is None or place.type in {"if_statement", "elif_clause", source.language.boolean}


def _is_named_place(source: Source, target: Node) -> bool:
    """`app.secret`, `config["secret"]`: a setting, where `items[key]` is the feature's own data."""
    if target.type == source.language.member:
        return True
    key = target.child_by_field_name("subscript") or target.child_by_field_name("index")
    return key is not None and key.type == "string"


def _is_kept(source: Source, call: Node) -> bool:
    callee = call.child_by_field_name("function")
    if callee is None:
        return True
    first = re.match(r"[\w$]+", source.text(callee))
    names = {first[0] if first else "", _last_name(source, callee)}
    return not names.isdisjoint(source.language.kept_calls)


def _receiver(source: Source, callee: Node) -> str:
    receiver = callee.child_by_field_name("object") if callee.type == source.language.member else None
    return source.text(receiver) if receiver is not None else ""


def _last_name(source: Source, callee: Node) -> str:
    if callee.type == source.language.member:
        name = callee.child_by_field_name(source.language.member_name)
        return source.text(name) if name is not None else ""
    return source.text(callee) if callee.type == "identifier" else ""


def _bracketed(text: str) -> str:
    return text if _SIMPLE.match(text) else f"({text})"


def _without(source: Source, node: Node) -> Edit:
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
