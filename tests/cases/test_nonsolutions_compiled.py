"""Non-solutions in compiled languages: constants fit their types, handlers refuse as their framework does."""

from __future__ import annotations

import pytest

from cases.files import FileSet
from cases.verifier.nonsolutions import nonsolutions_of
from cases.verifier.source import Language, language_of

NOTHING = FileSet.of({})
FILES = {"java": "Shop.java", "go": "shop.go", "c": "shop.c", "cpp": "shop.cpp"}


def _language(name: str) -> Language:
    language = language_of(name)
    assert language is not None
    return language


@pytest.mark.parametrize(
    ("language", "function", "kind", "body"),
    [
        ("java", "String f() { return x(); }", "auto-nothing", "String f() { return null; }"),
        ("java", "int f() { return x(); }", "auto-one", "int f() { return 1; }"),
        ("java", "boolean f() { return x(); }", "auto-true", "boolean f() { return true; }"),
        ("java", "List<String> f() { return x(); }", "auto-empty", "List<String> f() { return java.util.List.of(); }"),
        (
            "go",
            "func f() (string, error) { return x() }",
            "auto-nothing",
            'func f() (string, error) { return "", nil }',
        ),
        ("go", "func f() item { return x() }", "auto-nothing", "func f() item { return *new(item) }"),
        ("go", "func f() []int { return x() }", "auto-empty-list", "func f() []int { return []int{} }"),
        ("c", "char *f(void) { return x(); }", "auto-nothing", "char *f(void) { return 0; }"),
        ("c", "int f(void) { return x(); }", "auto-deny", "int f(void) { return -1; }"),
        ("c", "void f(void) { x(); }", "auto-raise", "void f(void) { __builtin_abort(); }"),
        ("cpp", "std::string f() { return x(); }", "auto-nothing", "std::string f() { return {}; }"),
    ],
)
def test_constants_fit_the_type(language: str, function: str, kind: str, body: str) -> None:
    around = {"java": "class A {{ {} }}\n", "go": "package shop\n\n{}\n"}.get(language, "{}\n")
    files = FileSet.of_text({FILES[language]: around.format(function)})
    made = nonsolutions_of(_language(language), files, NOTHING, interface="call", framework="plain")
    assert made[kind].as_dict()[FILES[language]].decode() == around.format(body)


@pytest.mark.parametrize(
    ("language", "framework", "handler", "words"),
    [
        ("java", "spring-boot", '@GetMapping("/x") String f() { return "1"; }', "HttpStatus.FORBIDDEN"),
        ("java", "spring-boot", '@GetMapping("/x") ResponseEntity<String> f() { return x(); }', "status(403).build()"),
        ("java", "plain", "void handle(HttpExchange it) { x(it); }", "it.sendResponseHeaders(403, -1)"),
        ("go", "net-http", "func f(out http.ResponseWriter, r *http.Request) { x(out) }", "out.WriteHeader(403)"),
        ("go", "echo", "func f(c echo.Context) error { return x(c) }", "return c.NoContent(403)"),
    ],
)
def test_handlers_refuse_in_the_frameworks_own_way(language: str, framework: str, handler: str, words: str) -> None:
    helper = {"java": "int helper() { return 7; }", "go": "func helper() int { return 7 }"}[language]
    around = {"java": "class A {{ {} }}\n", "go": "package shop\n\n{}\n"}[language]
    files = FileSet.of_text({FILES[language]: around.format(f"{handler}\n{helper}")})
    made = nonsolutions_of(_language(language), files, NOTHING, interface="http", framework=framework)
    denial = made["auto-deny"].as_dict()[FILES[language]].decode()
    assert words in denial
    assert helper in denial


def test_every_written_function_is_replaced_though_a_constant_fits_only_one() -> None:
    text = "class A { boolean allowed(String a) { return a.isEmpty(); } String f(String a) { return a; } }\n"
    files = FileSet.of_text({"A.java": text})
    made = nonsolutions_of(_language("java"), files, NOTHING, interface="call", framework="plain")
    replaced = made["auto-true"].as_dict()["A.java"].decode()
    assert replaced == "class A { boolean allowed(String a) { return true; } String f(String a) { return null; } }\n"
