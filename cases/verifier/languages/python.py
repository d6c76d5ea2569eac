"""Python, as the generators see it."""

from __future__ import annotations

from types import MappingProxyType

import tree_sitter_python
from tree_sitter import Node

from cases.verifier.source import Body, Language, by_member

_DENIALS = MappingProxyType(
    {
        "flask": "from flask import abort; abort(403)",
        "django": "from django.core.exceptions import PermissionDenied; raise PermissionDenied",
        "fastapi": "from fastapi import HTTPException; raise HTTPException(403)",
    }
)


def _imported(root: Node) -> frozenset[str]:
    names: set[str] = set()
    for statement in root.children:
        if statement.type not in {"import_statement", "import_from_statement"}:
            continue
        for part in statement.children_by_field_name("name"):
            shown = part.child_by_field_name("alias") or part
            names.add((shown.text or b"").decode().split(".")[0])
    return frozenset(names)


def _is_handler(function: Node) -> bool:
    name = (_field(function, "name").text or b"").decode() if function.type == "function_definition" else ""
    if name.startswith("do_"):
        return True
    decorated = function.parent
    if decorated is not None and decorated.type == "decorated_definition":
        return any(b"." in (item.text or b"") for item in decorated.children if item.type == "decorator")
    parameters = function.child_by_field_name("parameters")
    first = parameters.named_children[0] if parameters is not None and parameters.named_children else None
    return first is not None and (first.text or b"").split(b":")[0].strip() == b"request"


def _field(node: Node, name: str) -> Node:
    found = node.child_by_field_name(name)
    if found is None:
        raise LookupError(f"{node.type} has no {name}")
    return found


def _bodies(function: Node, interface: str, framework: str) -> tuple[Body, ...]:
    name = function.child_by_field_name("name")
    if function.type != "function_definition" or name is None or (name.text or b"").startswith(b"__"):
        return ()
    deny = _DENIALS.get(framework, "raise PermissionError('refused')")
    if (name.text or b"").startswith(b"do_"):
        deny = "self.send_response(403); self.send_header('Content-Length', '0'); self.end_headers()"
    elif interface == "cli":
        deny = "raise SystemExit(1)"
    return (
        Body("raise", "raise RuntimeError('not done')"),
        Body("nothing", "return None"),
        Body("empty-text", "return ''"),
        Body("empty-mapping", "return {}"),
        Body("empty-list", "return []"),
        Body("true", "return True"),
        Body("deny", deny),
    )


def _place_of_prelude(root: Node) -> int:
    """After the module's docstring and its `from __future__` imports, which must stand first."""
    place = 0
    for number, statement in enumerate(root.children):
        docstring = (
            number == 0
            and statement.type == "expression_statement"
            and bool(statement.children)
            and statement.children[0].type == "string"
        )
        if statement.type == "future_import_statement" or docstring:
            place = statement.end_byte
        elif statement.type != "comment":
            break
    return place


LANGUAGE = Language(
    name="python",
    suffixes=(".py",),
    grammars=(tree_sitter_python.language,),
    nothing="pass",
    true="True",
    false="False",
    negation="not ",
    functions=frozenset({"function_definition", "lambda"}),
    call="call",
    called=by_member("attribute", "object", "attribute"),
    member="attribute",
    boolean="boolean_operator",
    assignment="assignment",
    ternary="conditional_expression",
    leaving=frozenset({"raise_statement", "return_statement", "continue_statement", "break_statement"}),
    leaving_calls=frozenset({"abort", "exit", "_exit"}),
    option="keyword_argument",
    collections=frozenset({"list", "set", "tuple"}),
    literals=frozenset({"string", "concatenated_string", "integer", "float", "true", "false", "none", "lambda"}),
    patterns=("string_content",),
    checks=frozenset(
        {
            "compare_digest",
            "check_password",
            "check_password_hash",
            "verify",
            "is_relative_to",
            "startswith",
            "endswith",
            "fullmatch",
            "match",
            "search",
            "isinstance",
            "issubset",
            "isdisjoint",
            "any",
            "all",
            "has_perm",
            "is_authenticated",
            "url_has_allowed_host_and_scheme",
            "is_global",
        }
    ),
    cleaners=frozenset(
        {"resolve", "absolute", "strip", "lstrip", "rstrip", "lower", "casefold", "replace", "translate", "normalize"}
    ),
    cleaning_last=frozenset({"sub", "safe_join", "join", "joinpath"}),
    kept_calls=frozenset(
        {
            "add",
            "append",
            "extend",
            "insert",
            "pop",
            "setdefault",
            "update",
            "connect",
            "fetchall",
            "fetchone",
            "listdir",
            "run",
            "scandir",
            "splitext",
            "walk",
            "print",
            "log",
            "logger",
            "logging",
            "app",
            "router",
            "super",
            "execute",
            "commit",
            "write",
            "jsonify",
            "render_template",
            "render",
            "Response",
            "JsonResponse",
            "HttpResponse",
            "len",
            "str",
            "int",
            "list",
            "dict",
            "set",
            "tuple",
            "range",
            "enumerate",
            "zip",
            "sorted",
            "iter",
            "next",
            "open",
        }
    ),
    weaker=MappingProxyType(
        {
            "safe_load": "unsafe_load",
            "fullmatch": "match",
            "SandboxedEnvironment": "Environment",
            "ImmutableSandboxedEnvironment": "Environment",
        }
    ),
    imported=_imported,
    is_handler=_is_handler,
    bodies=_bodies,
    place_of_prelude=_place_of_prelude,
)
