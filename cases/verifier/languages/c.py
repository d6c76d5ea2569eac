"""C, as the generators see it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import MappingProxyType

import tree_sitter_c
from tree_sitter import Node

from cases.verifier.source import Body, Language, Signature, by_member, words

_NUMBER = re.compile(
    r"\b(char|short|int|long|float|double|unsigned|signed|s?size_t|u?int(8|16|32|64|ptr|max)_t|ptrdiff_t|off_t)\b"
)
_RESETS = frozenset({"NULL", "nullptr", "'\\0'", "0"})


def _declarator(function: Node) -> tuple[Node | None, int]:
    """The declarator with the parameters, and how many stars stand around it."""
    place, stars = function.child_by_field_name("declarator"), 0
    while place is not None and place.type not in {"function_declarator", "abstract_function_declarator"}:
        stars += place.type == "pointer_declarator"
        inner = place.child_by_field_name("declarator")
        if inner is None and place.type == "reference_declarator" and place.named_children:
            inner = place.named_children[-1]
        place = inner
    return place, stars


def name_of(function: Node) -> str:
    """Name of a function; empty for a lambda."""
    declarator, _ = _declarator(function)
    return words(declarator.child_by_field_name("declarator") if declarator is not None else None)


def signature(function: Node) -> Signature | None:
    """Types without qualifiers, so that `const char *` is what a `char *` is made from."""
    declarator, stars = _declarator(function)
    if declarator is None:
        return None
    parameters = declarator.child_by_field_name("parameters")
    listed = parameters.named_children if parameters is not None else []
    kinds = tuple(
        words(item.child_by_field_name("type")) + "*" * words(item.child_by_field_name("declarator")).count("*")
        for item in listed
        if item.type == "parameter_declaration"
    )
    return Signature(words(function.child_by_field_name("type")) + "*" * stars, kinds)


def result_of(function: Node) -> str:
    """The return type with its stars; empty where a function has none, as constructors."""
    found = signature(function)
    return found.result if found is not None else ""


def _bodies(function: Node, interface: str, framework: str) -> tuple[Body, ...]:
    result = result_of(function)
    if not result:
        return ()
    bodies = [Body("raise", "{ __builtin_abort(); }")]
    if result == "void":
        bodies.append(Body("nothing", "{ }"))
    elif "*" in result:
        bodies.append(Body("nothing", "{ return 0; }"))
        if result == "char*":
            bodies.append(Body("empty-text", "{ static char empty[1]; empty[0] = 0; return empty; }"))
    elif result in {"bool", "_Bool"} or _NUMBER.search(result) or result.startswith("enum "):
        values = {"nothing": "0", "one": "1", "deny": "-1"} if "bool" not in result.lower() else {"nothing": "0"}
        bodies += [Body(kind, f"{{ return {value}; }}") for kind, value in values.items()]
        if "bool" in result.lower():
            bodies.append(Body("true", "{ return 1; }"))
    else:
        empty = f"static {result} empty; __builtin_memset(&empty, 0, sizeof empty); return empty;"
        bodies.append(Body("nothing", f"{{ {empty} }}"))
    return tuple(bodies)


def looser(name: str, receiver: str, arguments: list[str]) -> tuple[str, ...]:
    """Bounded calls, and their unbounded siblings."""
    name = name.rsplit("::", 1)[-1]
    one, two, three = (*arguments, "", "", "")[:3]
    rest = ", ".join([one, *arguments[2:]])
    forms: dict[tuple[str, int], tuple[str, ...]] = {
        ("strncpy", 3): (f"strcpy({one}, {two})",),
        ("strlcpy", 3): (f"strcpy({one}, {two})",),
        ("strncat", 3): (f"strcat({one}, {two})",),
        ("strlcat", 3): (f"strcat({one}, {two})",),
        ("strnlen", 2): (f"strlen({one})",),
        ("strnlen_s", 2): (f"strlen({one})",),
        ("strncmp", 3): (f"strcmp({one}, {two})",),
        ("strndup", 2): (f"strdup({one})",),
        ("memcpy_s", 4): (f"memcpy({one}, {three}, {arguments[-1] if arguments else ''})",),
        ("calloc", 2): (f"malloc(({one}) * ({two}))",),
        ("reallocarray", 3): (f"realloc({one}, ({two}) * ({three}))",),
        ("__builtin_mul_overflow", 3): (f"((*({three}) = ({one}) * ({two})), 0)",),
        ("__builtin_add_overflow", 3): (f"((*({three}) = ({one}) + ({two})), 0)",),
        ("__builtin_sub_overflow", 3): (f"((*({three}) = ({one}) - ({two})), 0)",),
        ("min", 2): (one, two),
        ("MIN", 2): (one, two),
    }
    if name == "snprintf" and len(arguments) >= 3:
        return (f"sprintf({rest})",)
    if name == "vsnprintf" and len(arguments) == 4:
        return (f"vsprintf({rest})",)
    if (
        name in {"printf", "fprintf", "syslog", "snprintf"}
        and len(arguments) >= 2
        and arguments[-2] == '"%s"'
        and arguments[-1][0] != '"'
    ):
        return (f"{name}({', '.join([*arguments[:-2], arguments[-1]])})",)
    return forms.get((name, len(arguments)), ())


def _leading(root: Node) -> Iterator[Node]:
    for item in root.children:
        if item.type not in {"preproc_include", "preproc_def", "preproc_call", "comment"}:
            break
        yield item


def place_of_prelude(root: Node) -> int:
    """Behind the first block of includes: macros that steer them must stand first."""
    return max((item.end_byte for item in _leading(root) if item.type != "comment"), default=0)


LANGUAGE = Language(
    name="c",
    suffixes=(".c", ".h"),
    grammars=(tree_sitter_c.language,),
    nothing=";",
    true="1",
    false="0",
    negation="!",
    functions=frozenset({"function_definition"}),
    call="call_expression",
    called=by_member("field_expression", "argument", "field"),
    member="field_expression",
    boolean="binary_expression",
    assignment="assignment_expression",
    ternary="conditional_expression",
    leaving=frozenset({"return_statement", "continue_statement", "break_statement", "goto_statement"}),
    leaving_calls=frozenset({"abort", "exit", "_exit", "_Exit", "longjmp", "err", "errx"}),
    option="",
    collections=frozenset({"initializer_list", "argument_list"}),
    literals=frozenset(
        {"string_literal", "concatenated_string", "char_literal", "number_literal", "true", "false", "null"}
    ),
    patterns=("string_content",),
    checks=frozenset({"CRYPTO_memcmp", "memcmp", "strcmp", "strcasecmp", "strncmp", "isalnum", "isdigit", "isalpha"}),
    cleaners=frozenset(),
    cleaning_last=frozenset(),
    cleaning_first=frozenset({"basename"}),
    kept_calls=frozenset(
        {
            "close",
            "fclose",
            "fflush",
            "fprintf",
            "fputs",
            "fread",
            "free",
            "fwrite",
            "memcpy",
            "memmove",
            "perror",
            "printf",
            "putchar",
            "puts",
            "snprintf",
            "sprintf",
            "strcat",
            "strcpy",
            "strncat",
            "strncpy",
            "va_end",
            "va_start",
            "write",
        }
    ),
    weaker=MappingProxyType({"lstat": "stat", "O_NOFOLLOW": "0", "O_EXCL": "0"}),
    imported=lambda root: frozenset(),
    is_handler=lambda function: False,
    bodies=_bodies,
    place_of_prelude=place_of_prelude,
    name_of=name_of,
    blocks=frozenset({"compound_statement"}),
    creations=frozenset(),
    mappings=frozenset(),
    strings=frozenset({"string_literal"}),
    decorators=frozenset(),
    declarations=frozenset({"init_declarator"}),
    neutral=True,
    forced=True,
    bounds=True,
    allocators=frozenset({"malloc", "calloc", "realloc", "reallocarray", "alloca", "resize"}),
    unfailing=r"\b(malloc|calloc|realloc|reallocarray|strdup|strndup|asprintf)\s*\(",
    signature=signature,
    resets=_RESETS,
    looser=looser,
)
