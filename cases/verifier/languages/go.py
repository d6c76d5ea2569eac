"""Go, as the generators see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

import tree_sitter_go
from tree_sitter import Node

from cases.verifier.source import Body, Edit, Language, Signature, Source, by_member, words

_ANSWERS = MappingProxyType(
    {"http.ResponseWriter": "net/http", "echo.Context": "echo", "*echo.Context": "echo", "*gin.Context": "gin"}
)
_ERROR = (
    "func() (err error) { defer func() { err, _ = recover().(error) }(); "
    'var refused map[string]bool; refused["not done"] = true; return }()'
)
"""An error that needs no import."""


def _imports(root: Node) -> Iterator[tuple[str, Node]]:
    """Names under which packages are used, with their specs; blank and dot imports are none."""
    for declaration in root.children:
        if declaration.type != "import_declaration":
            continue
        listed = [item for item in declaration.named_children if item.type == "import_spec_list"]
        for spec in (listed[0] if listed else declaration).named_children:
            if spec.type != "import_spec":
                continue
            path = words(spec.child_by_field_name("path")).strip('"`')
            parts = [part for part in path.split("/") if not re.fullmatch(r"v\d+", part)]
            name = words(spec.child_by_field_name("name")) or parts[-1].split(".")[0]
            if name not in {"_", "."}:
                yield name, spec


def _imported(root: Node) -> frozenset[str]:
    return frozenset(name for name, _ in _imports(root))


def _types(holder: Node | None) -> list[tuple[str, str]]:
    """Type and name of each parameter or result."""
    if holder is None:
        return []
    if holder.type != "parameter_list":
        return [(words(holder), "")]
    found: list[tuple[str, str]] = []
    for item in holder.named_children:
        if item.type in {"parameter_declaration", "variadic_parameter_declaration"}:
            names = [words(name) for name in item.children_by_field_name("name")] or [""]
            found += [(words(item.child_by_field_name("type")), name) for name in names]
    return found


def _answer_of(function: Node) -> tuple[str, str]:
    """Framework and name of the parameter through which a request handler answers."""
    for kind, name in _types(function.child_by_field_name("parameters")):
        if kind in _ANSWERS:
            return _ANSWERS[kind], name if name != "_" else ""
    return "", ""


def _signature(function: Node) -> Signature:
    results = [kind for kind, _ in _types(function.child_by_field_name("result"))]
    parameters = [kind for kind, _ in _types(function.child_by_field_name("parameters"))]
    return Signature(", ".join(results), tuple(parameters))


def _bodies(function: Node, interface: str, framework: str) -> tuple[Body, ...]:
    if words(function.child_by_field_name("name")) == "init":
        return ()
    results = [kind for kind, _ in _types(function.child_by_field_name("result"))]
    kind, name = _answer_of(function)
    raised = Body("raise", '{ panic("not done") }')
    if kind and name:
        return (raised, *_answers(kind, name, results))
    zero = [_zero(item) for item in results]
    bodies = [raised, Body("nothing", _returning(zero))]
    for label, value in (("empty-text", _text), ("empty-list", _list), ("true", _true)):
        changed = [value(item) or _zero(item) for item in results]
        if changed != zero:
            bodies.append(Body(label, _returning(changed)))
    refusing = [_ERROR if item == "error" else _zero(item) for item in results]
    if refusing != zero:
        bodies.append(Body("deny", _returning(refusing)))
    elif interface == "cli":
        bodies.append(Body("deny", '{ println("refused"); panic("refused") }'))
    return tuple(bodies)


def _answers(kind: str, name: str, results: list[str]) -> Iterator[Body]:
    end = "; return nil" if results == ["error"] else ""
    texts = {"empty-text": '""', "empty-mapping": "{}", "empty-list": "[]", "true": "true"}
    yield Body("nothing", f"{{ {end.lstrip('; ')} }}")
    for label, text in texts.items():
        if kind == "net/http":
            yield Body(label, f"{{ {name}.Write([]byte(`{text}`)){end} }}")
        elif kind == "echo":
            yield Body(label, f"{{ return {name}.String(200, `{text}`) }}")
        else:
            yield Body(label, f"{{ {name}.String(200, `{text}`) }}")
    refusal = {
        "net/http": f"{name}.WriteHeader(403){end}",
        "echo": f"return {name}.NoContent(403)",
        "gin": f"{name}.AbortWithStatus(403)",
    }
    yield Body("deny", f"{{ {refusal[kind]} }}")


def _returning(values: list[str]) -> str:
    return f"{{ return {', '.join(values)} }}" if values else "{ }"


def _zero(kind: str) -> str:
    known = {"string": '""', "bool": "false", "error": "nil"}
    if kind in known:
        return known[kind]
    return "nil" if kind.startswith(("*", "[]", "map[", "func(", "chan ")) else f"*new({kind})"


def _text(kind: str) -> str:
    return "[]byte{}" if kind == "[]byte" else ""


def _list(kind: str) -> str:
    return f"{kind}{{}}" if kind.startswith(("[]", "map[")) else ""


def _true(kind: str) -> str:
    return "true" if kind == "bool" else ""


def _is_statement(node: Node) -> bool:
    return node.parent is not None and node.parent.type in {"expression_statement", "statement_list"}


def _place_of_prelude(root: Node) -> int:
    """Behind the imports; more imports may follow there."""
    place = 0
    for declaration in root.children:
        if declaration.type in {"package_clause", "import_declaration"}:
            place = declaration.end_byte
    return place


def _mend(before: Source, after: Source) -> bytes:
    """Imports and variables that the change left without use are marked as such; Go refuses them otherwise."""
    used = _uses(after.root)
    edits: list[Edit] = []
    for name, spec in _imports(after.root):
        path = spec.child_by_field_name("path")
        if path is not None and name not in used and name in _uses(before.root):
            edits.append(Edit(spec.start_byte, path.start_byte, "_ "))
    for function in after.nodes("function_declaration", "method_declaration"):
        counted: dict[str, int] = {}
        declared: list[tuple[str, Node]] = []
        for node in Source.below(function):
            if node.type == "identifier":
                counted[words(node)] = counted.get(words(node), 0) + 1
            elif node.type in {"short_var_declaration", "var_declaration"} and _is_statement(node):
                declared += [(name, node) for name in _declared(node)]
        for name, node in declared:
            if counted.get(name) == 1 and name != "_":
                edits.append(Edit(node.end_byte, node.end_byte, f"; _ = {name}"))
    return after.with_edits(edits)


def _declared(node: Node) -> Iterator[str]:
    if node.type == "short_var_declaration":
        left = node.child_by_field_name("left")
        yield from (words(item) for item in (left.named_children if left is not None else ()))
    else:
        for spec in Source.below(node):
            if spec.type == "var_spec":
                yield from (words(name) for name in spec.children_by_field_name("name"))


def _uses(root: Node) -> frozenset[str]:
    """Names in front of a dot."""
    names: set[str] = set()
    for node in Source.below(root):
        if node.type == "selector_expression":
            names.add(words(node.child_by_field_name("operand")))
        elif node.type == "qualified_type":
            names.add(words(node.child_by_field_name("package")))
    return frozenset(names)


def _looser(name: str, receiver: str, arguments: list[str]) -> tuple[str, ...]:
    if name == "ConstantTimeCompare":
        return ("1", "0")
    if name in {"min", "max"} and not receiver and len(arguments) == 2:
        return tuple(arguments)
    return ()


LANGUAGE = Language(
    name="go",
    suffixes=(".go",),
    grammars=(tree_sitter_go.language,),
    nothing="{}",
    true="true",
    false="false",
    negation="!",
    functions=frozenset({"function_declaration", "method_declaration", "func_literal"}),
    call="call_expression",
    called=by_member("selector_expression", "operand", "field"),
    member="selector_expression",
    boolean="binary_expression",
    assignment="assignment_statement",
    ternary="",
    leaving=frozenset({"return_statement", "continue_statement", "break_statement", "goto_statement"}),
    leaving_calls=frozenset({"panic", "Exit", "Fatal", "Fatalf", "Fatalln", "Panic", "Panicf"}),
    option="keyed_element",
    collections=frozenset({"literal_value", "argument_list"}),
    literals=frozenset(
        {
            "interpreted_string_literal",
            "raw_string_literal",
            "rune_literal",
            "int_literal",
            "float_literal",
            "true",
            "false",
            "nil",
            "func_literal",
        }
    ),
    patterns=("interpreted_string_literal_content", "raw_string_literal_content"),
    checks=frozenset(
        {
            "Contains",
            "ContainsAny",
            "ContainsRune",
            "EqualFold",
            "Equal",
            "HasPrefix",
            "HasSuffix",
            "IsAbs",
            "IsGlobalUnicast",
            "IsLinkLocalUnicast",
            "IsLocal",
            "IsLoopback",
            "IsPrivate",
            "IsUnspecified",
            "IsValid",
            "MatchString",
            "Match",
            "ValidPath",
            "Verify",
            "VerifyASN1",
        }
    ),
    cleaners=frozenset({"Unmap"}),
    cleaning_last=frozenset({"Join"}),
    cleaning_first=frozenset(
        {
            "Base",
            "Clean",
            "EscapeString",
            "HTMLEscapeString",
            "JSEscapeString",
            "LimitReader",
            "MaxBytesHandler",
            "PathEscape",
            "QueryEscape",
            "QuoteMeta",
            "ReplaceAll",
            "StripTags",
            "TimeoutHandler",
            "ToLower",
            "ToUpper",
            "Trim",
            "TrimLeft",
            "TrimPrefix",
            "TrimRight",
            "TrimSpace",
            "TrimSuffix",
            "URLQueryEscaper",
        }
    ),
    kept_calls=frozenset(
        {
            "Close",
            "Done",
            "Encode",
            "Error",
            "Execute",
            "Exec",
            "Fprint",
            "Fprintf",
            "Fprintln",
            "Lock",
            "Print",
            "Printf",
            "Println",
            "RLock",
            "RUnlock",
            "Unlock",
            "Write",
            "WriteHeader",
            "WriteString",
            "append",
            "close",
            "copy",
            "delete",
            "fmt",
            "log",
            "make",
            "panic",
            "print",
            "println",
        }
    ),
    weaker=MappingProxyType({"html/template": "text/template", "crypto/rand": "math/rand"}),
    imported=_imported,
    is_handler=lambda function: bool(_answer_of(function)[0]),
    bodies=_bodies,
    place_of_prelude=_place_of_prelude,
    is_statement=_is_statement,
    bare_statements=frozenset({"assignment_statement"}),
    blocks=frozenset({"block", "statement_list"}),
    creations=frozenset(),
    mappings=frozenset(),
    strings=frozenset({"interpreted_string_literal", "raw_string_literal"}),
    decorators=frozenset(),
    declarations=frozenset({"var_spec", "const_spec", "short_var_declaration", "assignment_statement"}),
    neutral=True,
    forced=True,
    signature=_signature,
    unfailing=r"\b(rand\.Read|json\.Marshal|filepath\.Abs|os\.Getwd|os\.OpenRoot)\(",
    guards_last=frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "Any", "Add", "Group"}),
    looser=_looser,
    mend=_mend,
)
