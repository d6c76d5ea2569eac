"""Java, as the generators see it."""

from __future__ import annotations

import re
from types import MappingProxyType

import tree_sitter_java
from tree_sitter import Node

from cases.verifier.source import Body, Called, Language, Signature, words

_MAPPED = re.compile(r"@(\w*Mapping|GET|POST|PUT|PATCH|DELETE|Path)\b")
_SPRING = "org.springframework."
_FORBIDDEN = f"throw new {_SPRING}web.server.ResponseStatusException({_SPRING}http.HttpStatus.FORBIDDEN);"
_NUMBERS = frozenset({"byte", "short", "int", "long", "char", "float", "double"})
_EMPTY = MappingProxyType(
    {
        "String": '""',
        "CharSequence": '""',
        "List": "java.util.List.of()",
        "Collection": "java.util.List.of()",
        "Set": "java.util.Set.of()",
        "Map": "java.util.Map.of()",
        "Optional": "java.util.Optional.empty()",
        "byte[]": "new byte[0]",
        "String[]": "new String[0]",
        "ResponseEntity": f"{_SPRING}http.ResponseEntity.ok().build()",
        "Stream": "java.util.stream.Stream.empty()",
    }
)


def _called(call: Node) -> Called | None:
    return call.child_by_field_name("object"), words(call.child_by_field_name("name"))


def _imported(root: Node) -> frozenset[str]:
    shown = (words(item).rstrip(";").split(".")[-1] for item in root.children if item.type == "import_declaration")
    return frozenset(shown)


def _parameters(function: Node) -> list[tuple[str, str]]:
    """Type and name of each parameter; the type is empty where a lambda leaves it out."""
    parameters = function.child_by_field_name("parameters")
    if parameters is None:
        return []
    if parameters.type == "identifier":
        return [("", words(parameters))]
    return [
        (words(item.child_by_field_name("type")), words(item.child_by_field_name("name")) or words(item))
        for item in parameters.named_children
    ]


def _answer_of(function: Node) -> tuple[str, str]:
    """Type and name of the parameter through which a request handler answers."""
    for kind, name in _parameters(function):
        last = kind.split(".")[-1]
        if last in {"HttpExchange", "HttpServletResponse"}:
            return last, name
        if not kind and name == "exchange":
            return "HttpExchange", name
    return "", ""


def _is_handler(function: Node) -> bool:
    modifiers = next((item for item in function.children if item.type == "modifiers"), None)
    return bool(_answer_of(function)[1]) or bool(_MAPPED.search(words(modifiers)))


def _signature(function: Node) -> Signature | None:
    result = function.child_by_field_name("type")
    return Signature(words(result), tuple(kind for kind, _ in _parameters(function))) if result is not None else None


def _bodies(function: Node, interface: str, framework: str) -> tuple[Body, ...]:
    if function.type == "constructor_declaration":
        return ()
    result = words(function.child_by_field_name("type"))
    answer, name = _answer_of(function)
    if function.type == "lambda_expression" and not name:
        return ()
    deny = 'throw new SecurityException("refused");'
    if interface == "cli":
        deny = f"System.exit(1); {deny}"
    elif result.startswith("ResponseEntity"):
        deny = f"return {_SPRING}http.ResponseEntity.status(403).build();"
    elif framework.startswith("spring"):
        deny = _FORBIDDEN
    values = _values(result)
    if answer == "HttpServletResponse" and result in {"", "void"}:
        values, deny = {"nothing": ""}, f"{name}.setStatus(403);"
    elif answer == "HttpExchange":
        values = {"nothing": f"{name}.close();", "empty-text": _exchanged(name, 200)}
        deny = _exchanged(name, 403)
    made = [Body(kind, f"{{ {statement} }}") for kind, statement in values.items()]
    return (Body("raise", '{ throw new IllegalStateException("not done"); }'), *made, Body("deny", f"{{ {deny} }}"))


def _values(result: str) -> dict[str, str]:
    """Statements that fit a return type, by the kind of non-solution."""
    plain = re.sub(r"<.*>", "", result, flags=re.S).split(".")[-1]
    if result in {"", "void"}:
        return {"nothing": ""}
    if plain in _NUMBERS:
        return {"nothing": "return 0;", "one": "return 1;"}
    if plain == "boolean":
        return {"nothing": "return false;", "true": "return true;"}
    values = {"nothing": "return null;"}
    if plain == "Boolean":
        values["true"] = "return true;"
    if plain in _EMPTY:
        values["empty"] = f"return {_EMPTY[plain]};"
    return values


def _exchanged(name: str, status: int) -> str:
    failed = "catch (java.io.IOException failure) { throw new java.io.UncheckedIOException(failure); }"
    return f"try {{ {name}.sendResponseHeaders({status}, -1); {name}.close(); }} {failed}"


def _place_of_prelude(root: Node) -> int | None:
    """In the first class, where a static initialiser may stand."""
    for declaration in root.children:
        body = declaration.child_by_field_name("body")
        if declaration.type in {"class_declaration", "record_declaration"} and body is not None:
            return body.start_byte + 1
    return None


def _looser(name: str, receiver: str, arguments: list[str]) -> tuple[str, ...]:
    if receiver == "Math" and name in {"min", "max"} and len(arguments) == 2:
        return tuple(arguments)
    operator = {"addExact": "+", "subtractExact": "-", "multiplyExact": "*"}.get(name)
    if operator and len(arguments) == 2:
        return (f"(({arguments[0]}) {operator} ({arguments[1]}))",)
    if name == "toIntExact" and len(arguments) == 1:
        return (f"((int) ({arguments[0]}))",)
    if name == "equals" and receiver.endswith("MessageDigest"):
        return ()
    return ()


LANGUAGE = Language(
    name="java",
    suffixes=(".java",),
    grammars=(tree_sitter_java.language,),
    nothing=";",
    true="true",
    false="false",
    negation="!",
    functions=frozenset({"method_declaration", "constructor_declaration", "lambda_expression"}),
    call="method_invocation",
    called=_called,
    member="field_access",
    boolean="binary_expression",
    assignment="assignment_expression",
    ternary="ternary_expression",
    leaving=frozenset(
        {"throw_statement", "return_statement", "continue_statement", "break_statement", "yield_statement"}
    ),
    leaving_calls=frozenset({"exit", "halt", "sendError"}),
    option="element_value_pair",
    collections=frozenset({"array_initializer", "argument_list"}),
    literals=frozenset(
        {
            "string_literal",
            "character_literal",
            "decimal_integer_literal",
            "hex_integer_literal",
            "decimal_floating_point_literal",
            "true",
            "false",
            "null_literal",
            "lambda_expression",
            "class_literal",
        }
    ),
    patterns=("string_fragment",),
    checks=frozenset(
        {
            "allMatch",
            "anyMatch",
            "contains",
            "containsKey",
            "endsWith",
            "equals",
            "equalsIgnoreCase",
            "hasRole",
            "isAbsolute",
            "isAnyLocalAddress",
            "isAuthenticated",
            "isEqual",
            "isLinkLocalAddress",
            "isLoopbackAddress",
            "isSiteLocalAddress",
            "isSymbolicLink",
            "matches",
            "noneMatch",
            "startsWith",
            "verify",
        }
    ),
    cleaners=frozenset(
        {
            "getCanonicalFile",
            "normalize",
            "replace",
            "replaceAll",
            "strip",
            "stripLeading",
            "stripTrailing",
            "substring",
            "toAbsolutePath",
            "toLowerCase",
            "toRealPath",
            "trim",
            "getFileName",
            "filter",
            "limit",
        }
    ),
    cleaning_last=frozenset(),
    cleaning_first=frozenset(
        {
            "checkIndex",
            "encode",
            "encodeForHtml",
            "escape",
            "escapeHtml",
            "escapeHtml4",
            "forHtml",
            "forHtmlAttribute",
            "forHtmlContent",
            "forJavaScript",
            "forUriComponent",
            "htmlEscape",
            "quote",
            "quoteReplacement",
            "requireNonNull",
            "requireNonNullElse",
            "unmodifiableList",
        }
    ),
    kept_calls=frozenset(
        {
            "System",
            "add",
            "addAll",
            "addBatch",
            "append",
            "close",
            "error",
            "execute",
            "executeBatch",
            "executeUpdate",
            "flush",
            "forEach",
            "info",
            "log",
            "logger",
            "next",
            "print",
            "println",
            "put",
            "putAll",
            "remove",
            "sendResponseHeaders",
            "setBytes",
            "setInt",
            "setLong",
            "setObject",
            "setString",
            "start",
            "update",
            "warn",
            "write",
        }
    ),
    weaker=MappingProxyType({"getCanonicalPath": "getAbsolutePath", "getInstanceStrong": "getInstance"}),
    imported=_imported,
    is_handler=_is_handler,
    bodies=_bodies,
    place_of_prelude=_place_of_prelude,
    blocks=frozenset({"block"}),
    creations=frozenset({"object_creation_expression"}),
    mappings=frozenset(),
    strings=frozenset({"string_literal"}),
    decorators=frozenset({"annotation", "marker_annotation"}),
    wiring=(
        r"@(\w*Mapping|\w*Controller(Advice)?|Service|Component|Bean|\w*Configuration|Autowired|Inject|Request(Param|Body"
        r"|Header|Part)|PathVariable|CookieValue|ModelAttribute|Override|SuppressWarnings|FunctionalInterface|Deprecated"
        r"|SpringBootApplication|Response(Status|Body)|Value|Qualifier|Repository|Entity|Id|Table|Column|GeneratedValue"
        r"|Transactional|ExceptionHandler|EnableWeb\w*|SafeVarargs|PostConstruct|Order|Primary|Import|Profile"
        r"|ConfigurationProperties|\w*Param|GET|POST|PUT|PATCH|DELETE|Path|Produces|Consumes)\b"
    ),
    declarations=frozenset({"variable_declarator"}),
    neutral=True,
    forced=True,
    signature=_signature,
    own="this",
    looser=_looser,
)
