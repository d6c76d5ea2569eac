"""C++, as the generators see it: C, and what it has beyond."""

from __future__ import annotations

import re
from dataclasses import replace

import tree_sitter_cpp
from tree_sitter import Node

from cases.verifier.languages import c
from cases.verifier.source import Body, Called, words

_SIGNED = re.compile(r"\b(int|long|short|ssize_t|int(8|16|32|64)_t|double|float)\b")


def _called(call: Node) -> Called | None:
    callee = call.child_by_field_name("function")
    if callee is None:
        return None
    if callee.type == "field_expression":
        return callee.child_by_field_name("argument"), words(callee.child_by_field_name("field"))
    scope: Node | None = None
    while callee is not None and callee.type in {"qualified_identifier", "template_function"}:
        scope = callee.child_by_field_name("scope") or scope
        callee = callee.child_by_field_name("name")
    return scope, words(callee) if callee is not None and callee.type == "identifier" else ""


def _bodies(function: Node, interface: str, framework: str) -> tuple[Body, ...]:
    result = c.result_of(function)
    if not result:
        return ()
    bodies = [Body("raise", '{ throw "not done"; }')]
    if result == "void":
        bodies.append(Body("nothing", "{ }"))
    elif result == "auto" or words(function.child_by_field_name("declarator")).startswith("&"):
        return tuple(bodies)
    else:
        bodies.append(Body("nothing", "{ return {}; }"))
    if result == "bool":
        bodies.append(Body("true", "{ return true; }"))
    elif _SIGNED.fullmatch(result):
        bodies += [Body("one", "{ return 1; }"), Body("deny", "{ return -1; }")]
    return tuple(bodies)


def _looser(name: str, receiver: str, arguments: list[str]) -> tuple[str, ...]:
    if name == "at" and receiver and len(arguments) == 1:
        return (f"{receiver}[{arguments[0]}]",)
    if name == "clamp" and len(arguments) == 3:
        return (arguments[0],)
    if name == "max" and len(arguments) == 2:
        return tuple(arguments)
    return c.looser(name, receiver, arguments)


LANGUAGE = replace(
    c.LANGUAGE,
    name="cpp",
    suffixes=(".cpp", ".cc", ".cxx", ".hpp", ".hh", ".h"),
    grammars=(tree_sitter_cpp.language,),
    true="true",
    false="false",
    functions=frozenset({"function_definition", "lambda_expression"}),
    called=_called,
    leaving=c.LANGUAGE.leaving | {"throw_statement", "co_return_statement"},
    leaving_calls=c.LANGUAGE.leaving_calls | {"terminate"},
    literals=c.LANGUAGE.literals | {"raw_string_literal", "lambda_expression"},
    patterns=("string_content", "raw_string_content"),
    checks=c.LANGUAGE.checks
    | {"all_of", "any_of", "contains", "ends_with", "equal", "none_of", "regex_match", "regex_search", "starts_with"},
    cleaners=frozenset({"lexically_normal", "lexically_relative", "filename", "substr"}),
    cleaning_first=c.LANGUAGE.cleaning_first | {"canonical", "weakly_canonical", "absolute"},
    kept_calls=c.LANGUAGE.kept_calls
    | {"append", "emplace", "emplace_back", "erase", "insert", "pop_back", "push_back", "put", "reserve", "std::move"},
    bodies=_bodies,
    looser=_looser,
)
