"""JavaScript, as the generators see it."""

from __future__ import annotations

import re
from types import MappingProxyType

import tree_sitter_javascript
from tree_sitter import Node

from cases.verifier.source import Body, Language, by_member

_ANSWER = frozenset({b"res", b"response", b"reply"})
_METHODS = frozenset({b"GET", b"POST", b"PUT", b"PATCH", b"DELETE", b"HEAD", b"OPTIONS"})


def _imported(root: Node) -> frozenset[str]:
    names: set[str] = set()
    for statement in root.children:
        text = (statement.text or b"").decode("utf-8", "replace")
        if statement.type == "import_statement":
            clause = text.split(" from ")[0].removeprefix("import")
            names.update(re.findall(r"[\w$]+(?=\s*(?:,|\}|$))", clause.strip()))
        elif statement.type in {"lexical_declaration", "variable_declaration"} and "require(" in text:
            names.update(re.findall(r"[\w$]+", text.split("=")[0])[1:])
    return frozenset(names)


def _answer_of(function: Node) -> str:
    """Name of the response parameter of a request handler, if `function` is one."""
    parameters = function.child_by_field_name("parameters")
    for item in parameters.named_children if parameters is not None else ():
        named = item.child_by_field_name("pattern") or item  # TypeScript puts a type beside the name
        if named.type == "identifier" and named.text in _ANSWER:
            return named.text.decode()
    return ""


def _is_route(function: Node) -> bool:
    """A route handler of Next.js: an exported function named like a method of HTTP."""
    name = function.child_by_field_name("name")
    exported = function.parent is not None and function.parent.type == "export_statement"
    return exported and name is not None and name.text in _METHODS


def _is_component(function: Node) -> bool:
    """A React component: it has a capital name and returns JSX."""
    name = function.child_by_field_name("name")
    if name is None and function.parent is not None and function.parent.type == "variable_declarator":
        name = function.parent.child_by_field_name("name")
    text = function.text or b""
    return name is not None and (name.text or b"")[:1].isupper() and (b"</" in text or b"/>" in text)


def is_handler(function: Node) -> bool:
    """Whether a function answers a request, or is a component that shows something."""
    return bool(_answer_of(function)) or _is_route(function) or _is_component(function)


def _bodies(function: Node, interface: str, framework: str) -> tuple[Body, ...]:
    name = function.child_by_field_name("name")
    if name is not None and name.text == b"constructor":
        return ()
    answer = _answer_of(function)
    constants = {"nothing": "", "empty-text": "''", "empty-mapping": "{}", "empty-list": "[]", "true": "true"}
    deny = "throw Object.assign(new Error('refused'), { status: 403, statusCode: 403 });"
    if answer:
        bodies = [Body(kind, f"{{ {answer}.end({_as_text(value)}); }}") for kind, value in constants.items()]
        deny = f"{answer}.statusCode = 403; {answer}.end();"
    elif _is_route(function):
        bodies = [Body(kind, f"{{ return new Response({_as_text(value)}); }}") for kind, value in constants.items()]
        deny = "return new Response('', { status: 403 });"
    elif _is_component(function):
        bodies = [
            Body(kind, f"{{ return {value}; }}") for kind, value in {"nothing": "null", "empty-text": "''"}.items()
        ]
    else:
        bodies = [Body(kind, f"{{ return {value}; }}") for kind, value in constants.items()]
    if interface == "cli":
        deny = "process.exit(1);"
    return (Body("raise", "{ throw new Error('not done'); }"), *bodies, Body("deny", f"{{ {deny} }}"))


def _as_text(value: str) -> str:
    return value if value in {"", "''"} else f"'{value}'"


def _place_of_prelude(root: Node) -> int:
    """After directives such as 'use strict'; imports are hoisted in any case."""
    place = 0
    for statement in root.children:
        if statement.type in {"hash_bang_line", "comment"}:
            continue
        children = statement.children
        if statement.type != "expression_statement" or not children or children[0].type != "string":
            break
        place = statement.end_byte
    return place


LANGUAGE = Language(
    name="javascript",
    suffixes=(".js", ".mjs", ".cjs", ".jsx"),
    grammars=(tree_sitter_javascript.language,),
    nothing=";",
    true="true",
    false="false",
    negation="!",
    functions=frozenset(
        {"function_declaration", "function_expression", "arrow_function", "method_definition", "generator_function"}
    ),
    call="call_expression",
    called=by_member("member_expression", "object", "property"),
    member="member_expression",
    boolean="binary_expression",
    assignment="assignment_expression",
    ternary="ternary_expression",
    leaving=frozenset({"throw_statement", "return_statement", "continue_statement", "break_statement"}),
    leaving_calls=frozenset({"exit", "abort"}),
    option="pair",
    collections=frozenset({"array"}),
    literals=frozenset(
        {
            "string",
            "template_string",
            "number",
            "true",
            "false",
            "null",
            "arrow_function",
            "function_expression",
            "regex",
        }
    ),
    patterns=("regex_pattern",),
    checks=frozenset(
        {
            "timingSafeEqual",
            "verify",
            "startsWith",
            "endsWith",
            "test",
            "includes",
            "has",
            "hasOwn",
            "hasOwnProperty",
            "isArray",
            "isInteger",
            "some",
            "every",
            "isIP",
            "compare",
            "compareSync",
        }
    ),
    cleaners=frozenset(
        {"trim", "toLowerCase", "toUpperCase", "replace", "replaceAll", "normalize", "filter", "slice", "flat"}
    ),
    cleaning_last=frozenset({"join", "resolve"}),
    kept_calls=frozenset(
        {
            "add",
            "forEach",
            "push",
            "set",
            "unshift",
            "createServer",
            "prepare",
            "readdirSync",
            "readFileSync",
            "console",
            "res",
            "response",
            "reply",
            "app",
            "router",
            "log",
            "logger",
            "require",
            "super",
            "json",
            "send",
            "end",
            "listen",
            "Router",
            "String",
            "Number",
            "next",
            "reject",
        }
    ),
    weaker=MappingProxyType({"textContent": "innerHTML", "runInNewContext": "runInThisContext"}),
    imported=_imported,
    is_handler=is_handler,
    bodies=_bodies,
    place_of_prelude=_place_of_prelude,
)
