"""Operators on calls: cleaning, checking, wrapping."""

from __future__ import annotations

from collections.abc import Iterator

from cases.verifier.source import Edit, Source
from cases.verifier.syntax import (
    arguments_of,
    bracketed,
    call_of,
    is_condition,
    is_kept,
    is_value,
    same_type,
    without,
)


def unwrap_call(source: Source) -> Iterator[Edit]:
    """`escape(x)` and `module.escape(x)` become `x`; so do functions known to clean one of their arguments."""
    language = source.language
    imported = language.imported(source.root)
    for node in source.nodes(language.call):
        call = call_of(source, node)
        if call is None or not is_value(source, node) or is_kept(source, call) or is_condition(source, node):
            continue
        known = language.cleaning_first | language.cleaning_last
        if language.signature is None:
            if call.name[:1].isupper() and call.name not in known:
                continue
            if call.receiver and call.receiver.split(".")[0] not in imported:
                continue
        values = [item for item in call.arguments if item.type not in {language.option, *language.mappings}]
        if not values or (len(values) != 1 and call.name not in known):
            continue
        number = 0 if call.name in language.cleaning_first else -1
        if call.name not in known and not same_type(source, call, number):
            continue
        if values[number].type not in language.literals:
            yield Edit(node.start_byte, node.end_byte, bracketed(source.text(values[number])))


def unwrap_method(source: Source) -> Iterator[Edit]:
    """`name.strip()` becomes `name`, for methods that clean."""
    for node in source.nodes(source.language.call):
        call = call_of(source, node)
        if call is None or not call.receiver or call.name not in source.language.cleaners:
            continue
        of_class = source.language.forced and call.receiver[:1].isupper() and call.receiver.isidentifier()
        if is_value(source, node) and not of_class:
            yield Edit(node.start_byte, node.end_byte, call.receiver)


def force_check(source: Source) -> Iterator[Edit]:
    """A call that decides, such as `compare_digest(a, b)`, becomes true, and false, where no guard hangs on it."""
    for node in source.nodes(source.language.call):
        call = call_of(source, node)
        if call is None or call.name not in source.language.checks or not is_value(source, node):
            continue
        if is_condition(source, node):
            continue
        for literal in (source.language.true, source.language.false):
            yield Edit(node.start_byte, node.end_byte, literal)


def drop_middle_argument(source: Source) -> Iterator[Edit]:
    """`app.get('/x', loggedIn, handler)` loses `loggedIn`."""
    language = source.language
    for node in source.nodes(language.call):
        arguments = arguments_of(node)
        if language.signature is not None or len(arguments) < 3:
            continue
        if arguments[0].type not in language.strings | {"template_string"}:
            continue
        if arguments[-1].type in language.functions | {"identifier"}:
            for middle in arguments[1:-1]:
                if middle.type not in language.literals:
                    yield without(source, middle)


def drop_last_argument(source: Source) -> Iterator[Edit]:
    """`e.GET("/x", handler, loggedIn)` loses `loggedIn`, where the language's routers take guards behind a handler."""
    for node in source.nodes(source.language.call) if source.language.guards_last else ():
        call = call_of(source, node)
        if call is not None and call.name in source.language.guards_last:
            for guard in call.arguments[1 if call.name == "Group" else 2 :]:
                yield without(source, guard)


def loosen_call(source: Source) -> Iterator[Edit]:
    """A call gives way to the careless one that does the same: `snprintf(d, n, …)` becomes `sprintf(d, …)`."""
    for node in source.nodes(source.language.call):
        call = call_of(source, node)
        if call is not None:
            arguments = [source.text(item) for item in call.arguments]
            for text in source.language.looser(call.name, call.receiver, arguments):
                yield Edit(node.start_byte, node.end_byte, text)
