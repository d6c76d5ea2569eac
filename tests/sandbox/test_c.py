"""The C toolchain: values both ways, errors, builds that fail, and what the sanitizers say as the judge hears it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.data_folder import data_folder
from sandbox.evaluator import Evaluator
from sandbox.toolchains.registry import install, missing_packages
from sandbox.verdict import Status, Verdict
from tests.sandbox.c_probe import CPP, GLUE, C, make_c_probe

LANGUAGES = ("c", "cpp")


@pytest.fixture(scope="module", autouse=True)
def toolchain() -> None:
    """The toolchain, where its packages are here."""
    if missing := missing_packages("c"):
        pytest.skip(f"the system packages {', '.join(missing)} are not installed")
    install("c", data_folder(), lambda line: None)


@pytest.fixture(scope="session")
def evaluator(evaluator: Evaluator, tmp_path_factory: pytest.TempPathFactory) -> Evaluator:
    """Those backends that judge C: the fallback refuses it."""
    if not evaluator.can_judge(make_c_probe(tmp_path_factory.mktemp("asked")).case):
        pytest.skip(f"{evaluator.backend_name} judges no C")
    return evaluator


def _functional(body: str) -> str:
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return (
        "import math\nfrom judge import Rejected, TargetGone, sanitizer_report, spec\n\n"
        f'@spec("gives back what it gets")\ndef test_it(target, canary):\n{lines}'
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_honest_submission_is_secure(evaluator: Evaluator, tmp_path: Path, language: str) -> None:
    probe = make_c_probe(tmp_path, language)
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


VALUES = r"""
for value in (None, True, False, 0, -7, 2**53 - 1, 2**53, -2**63, 2**63 - 1, 2**70, -10**300, 0.5, -1e300, 1e-7, 3.0,
              float("inf"), float("-inf"), "", "grüße 🎈", 'quo"te\\ \n\t\x01', "nul\0inside", b"", bytes(range(256)), [], {},
              [1, ["x", None, [b"y"]]], {"a": {"b": [1.5]}}, {"$bytes": "no"}, {"$object": {"$int": 1}}, {"$int": "1", "b": 2},
              "x" * 1_000_000, {"ключ": 1}):
    answer = target.call("answer", value)
    assert answer == value and type(answer) is type(value), f"{value!r:.80} came back as {answer!r:.80}"
assert math.isnan(target.call("answer", float("nan")))
deep = None
for _ in range(60):
    deep = [deep]
assert target.call("answer", deep) == deep
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_values_cross_both_ways(evaluator: Evaluator, tmp_path: Path, language: str) -> None:
    probe = make_c_probe(tmp_path, language, functional=_functional(VALUES))
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


TYPED = r"""
static void typed(vl_call *call)
{
    vl_bytes data = vl_data(call, 3);
    vl_value *map = vl_new_map(call), *list = vl_new_list(call);
    vl_put(call, map, "int", vl_new_int(call, vl_int(call, 0)));
    vl_put(call, map, "double", vl_new_double(call, vl_double(call, 1)));
    vl_put(call, map, "text", vl_new_text(call, vl_text(call, 2)));
    vl_put(call, map, "data", vl_new_bytes(call, data.data, data.size));
    for (size_t i = 0; i < vl_size(call, vl_argument(call, 4)); i++)
        vl_push(call, list, vl_new_bool(call, vl_as_bool(call, vl_item(call, vl_argument(call, 4), i))));
    vl_put(call, map, "list", list);
    vl_put(call, map, "field", vl_new_text(call, vl_as_text(call, vl_field(call, vl_argument(call, 5), "name"))));
    vl_return(call, map);
}
static void latin(vl_call *call) { vl_return_text(call, "gr\xfc\xdf" "e"); }
static void refuse(vl_call *call) { vl_fail(call, "RangeError", "no such note"); }
static void large(vl_call *call)
{
    char *text = (char *)calloc(1, 9000000);
    vl_return_bytes(call, text, 9000000);
    free(text);
}
"""
ERRORS = r"""
out = target.call("typed", -5, 2.5, "wörd", b"\x00\xff", [True, False], {"name": "n"})
assert out == {"int": -5, "double": 2.5, "text": "wörd", "data": b"\x00\xff", "list": [True, False], "field": "n"}, out
for kind, name, args in (
    ("TypeError", "typed", ["x", 1.0, "t", b"", [], {"name": "n"}]), ("TypeError", "typed", [1]),
    ("OverflowError", "typed", [2**64, 1.0, "t", b"", [], {"name": "n"}]), ("TypeError", "typed", [1, 1.0, "t", b"", [], {}]),
    ("ValueError", "typed", [1, 1.0, "t\0", b"", [], {"name": "n"}]), ("UnicodeError", "latin", []),
    ("RangeError", "refuse", []), ("OverflowError", "large", []), ("UnknownFunction", "nothing_like_it", [])):
    try:
        target.call(name, *args)
    except Rejected as error:
        assert error.kind == kind, f"{name}{args!r:.60}: {error}"
    else:
        assert False, f"{name}{args!r:.60} did not fail"
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_typed_arguments_and_errors_by_kind(evaluator: Evaluator, tmp_path: Path, language: str) -> None:
    names = ("typed", "latin", "refuse", "large")
    glue = TYPED.join(GLUE.split("void vl_setup", 1)[:1]) + TYPED + "void vl_setup" + GLUE.split("void vl_setup", 1)[1]
    registered = "".join(f'    vl_register("{name}", {name});\n' for name in names)
    glue = glue.replace('    vl_register("answer"', registered + '    vl_register("answer"')
    probe = make_c_probe(tmp_path, language, glue=glue, functional=_functional(ERRORS))
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_the_fallback_refuses_c(landlock: Evaluator, tmp_path: Path) -> None:
    probe = make_c_probe(tmp_path)
    verdict = landlock.evaluate(probe.case, probe.project)
    assert verdict.status is Status.INFRA_ERROR
    assert "this case needs namespaces, which landlock cannot give here" in verdict.reason


def test_an_exception_is_an_error_by_its_type(evaluator: Evaluator, tmp_path: Path) -> None:
    notes = CPP["notes.cpp"].replace('"notes.h"', '"notes.h"\n#include <stdexcept>\n#include <string>')
    notes = notes.replace("char path[", 'if (!*name) throw std::out_of_range("an empty name");\n    char path[')
    body = (
        "try:\n    target.call('read_note', '')\nexcept Rejected as error:\n"
        "    assert (error.kind, error.message) == ('out_of_range', 'an empty name'), str(error)\n"
        "else:\n    assert False, 'no error'"
    )
    probe = make_c_probe(tmp_path, "cpp", files={"notes.cpp": notes}, functional=_functional(body))
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_memory_that_is_not_there_is_an_exception_or_null(evaluator: Evaluator, tmp_path: Path) -> None:
    body = (
        "bool thrown = false;\ntry { delete[] new char[strlen(name) << 40]; } catch (const std::bad_alloc &) { thrown = true; }\n"
        "if (thrown && malloc(strlen(name) << 40) == NULL) return NULL;\n_exit(1);"
    )
    verdict = _attacked(evaluator, tmp_path, body, language="cpp", attack="#include <new>")
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


BAD_BUILDS = {
    "syntax": ("char *read_note(const char *name) { return nme; }", "nme"),
    "no function": ("int unrelated;", "read_note"),
    "include loop": ('#include "notes.c"\nchar *read_note(const char *n) { return 0; }', "notes.c"),
    "sanitizer off": (
        "__attribute__((no_sanitize_address)) char *read_note(const char *n) { return 0; }",
        'poisoned "no_sanitize_address"',
    ),
    "sanitizer off by parts": (
        '#define JOIN(a, b) a##b\n__attribute__((JOIN(no_sani, tize)("address"))) char *read_note(const char *n) { return 0; }',
        'poisoned "no_sanitize"',
    ),
    "assembler": ('char *read_note(const char *n) { __asm__("mov %rax, %rax"); return 0; }', "inline assembler"),
    "options of its own": (
        'const char *__asan_default_options(void) { return "poison_heap=0"; }\nchar *read_note(const char *n) { return 0; }',
        "__asan_default_options",
    ),
    "report callback": (
        "void __asan_on_error(void) {}\nchar *read_note(const char *n) { return 0; }",
        "__asan_on_error",
    ),
    "death callback": (
        "void __sanitizer_set_death_callback(void (*)(void));\nvoid f(void) {}\n"
        "char *read_note(const char *n) { __sanitizer_set_death_callback(f); return 0; }",
        "__sanitizer_",
    ),
    "unpoisoning under another name": (
        'void open_up(void *, long) __asm__("__asan_unpoison_memory_region");\n'
        "char *read_note(const char *n) { open_up((void *)n, 64); return 0; }",
        "__asan_unpoison_",
    ),
}


@pytest.mark.parametrize("row", BAD_BUILDS)
def test_what_does_not_build_is_a_build_error_in_the_compilers_words(
    evaluator: Evaluator, tmp_path: Path, row: str
) -> None:
    source, words = BAD_BUILDS[row]
    probe = make_c_probe(tmp_path, files={"notes.c": f"{source}\n"}, limits={"build_s": 20})
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.BUILD_ERROR, verdict.model_dump_json(indent=1)
    assert words in verdict.message


BOMBS = {
    "endless device": ("c", '#include "/dev/zero"\n'),
    "huge array": ("c", "char much[1 << 30] = {1};\nchar *read_note(const char *n) { return much; }\n"),
    "templates": (
        "cpp",
        "template <int N, int M> struct T { typename T<N - 1, M>::t a; typename T<N - 1, M + (1 << N)>::t b; typedef T t; };\n"
        "template <int M> struct T<0, M> { typedef int t; };\nT<26, 0> bomb;\n",
    ),
}


@pytest.mark.parametrize("row", BOMBS)
def test_a_bomb_for_the_compiler_ends_at_a_limit(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    language, source = BOMBS[row]
    files = {f"notes.{language}": source}
    probe = make_c_probe(tmp_path, language, files=files, limits={"build_s": 10, "build_memory_mib": 512})
    verdict = evaluator.evaluate(probe.case, probe.project)
    ends = {Status.BUILD_ERROR, Status.TIMED_OUT, Status.OUT_OF_MEMORY, Status.OUTPUT_LIMIT}
    assert verdict.status in ends, verdict.model_dump_json(indent=1)


def _attacked(evaluator: Evaluator, folder: Path, body: str, *, language: str = "c", attack: str = "") -> Verdict:
    """A submission whose `read_note` goes wrong for names that begin with `!`, and an attack that sends one."""
    security = (
        "from judge import TargetGone, attack, breach, sanitizer_report\n\n"
        "def benign(target):\n    assert target.call('answer', 1) == 1\n\n"
        "@attack(cwe=787)\ndef test_the_memory_holds(target):\n"
        "    try:\n        target.call('read_note', '!' + 'A' * 40)\n"
        "    except TargetGone:\n        report = sanitizer_report(target)\n        if report is None:\n            raise\n"
        "        breach(f'{report.kind} {report.access} {report.size} {len(report.notes)}')\n"
    )
    source = {"c": C["notes.c"], "cpp": CPP["notes.cpp"]}[language]
    opening = "char *read_note(const char *name)\n{\n"
    assert opening in source
    head = "#define _GNU_SOURCE\n#include <fcntl.h>\n#include <signal.h>\n#include <stdint.h>\n#include <unistd.h>\n"
    source = head + source.replace(opening, f"{attack}\n{opening}    if (name[0] == '!') {{\n{body}\n    }}\n")
    probe = make_c_probe(folder, language, files={f"notes.{language}": source}, security=security)
    return evaluator.evaluate(probe.case, probe.project)


def test_a_short_string_of_freed_memory_is_seen(evaluator: Evaluator, tmp_path: Path) -> None:
    """It fits into the object itself: nothing is copied but by the string's own functions, which the library has too."""
    body = (
        "std::vector<std::string> names{std::string(name, 5)};\nconst std::string &first = names[0];\n"
        "names.resize(names.capacity() + 1);\nreturn strdup(std::string(first).c_str());"
    )
    verdict = _attacked(evaluator, tmp_path, body, language="cpp", attack="#include <string>\n#include <vector>")
    assert verdict.status is Status.VULNERABLE, verdict.model_dump_json(indent=1)
    assert verdict.security.breaches[0].evidence.startswith("heap-use-after-free read")


REPORTS = {
    "heap-buffer-overflow write": "char *p = (char *)malloc(strlen(name)); strcpy(p, name); return p;",
    "heap-buffer-overflow read": "volatile char c = name[strlen(name) + 1]; (void)c;",
    "stack-buffer-overflow write": "char small[8]; strcpy(small, name); return strdup(small);",
    "global-buffer-overflow write": "static char small[8]; strcpy(small, name); return strdup(small);",
    "heap-use-after-free read": "char *p = strdup(name); free(p); return strdup(p);",
    "double-free": "char *p = strdup(name); free(p); free(p);",
    "bad-free": "char on_stack[64]; free(on_stack + strlen(name) - 41);",
    "index-out-of-bounds": "struct { char text[8]; int admin; } s; for (int i = 0; name[i]; i++) s.text[i] = name[i];",
    "vla-bound-not-positive": "int n = 40 - (int)strlen(name); char text[n]; text[0] = 0;",
    "SEGV write": "char *p = (char *)0x10; *p = 'x';",
    "stack-use-after-return": "extern char *gone(void); volatile char *p = gone(); return strdup((char *)p);",
    "unwatched by the library": "char *p = (char *)malloc(8); stpcpy(p, name); return p;",
}
EXPECTED = {"unwatched by the library": "heap-buffer-overflow write"}


@pytest.mark.parametrize("row", REPORTS)
def test_a_report_reaches_the_attack(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    beside = '__attribute__((noinline)) char *gone(void) { char text[16] = "x"; char *volatile p = text; return p; }'
    verdict = _attacked(evaluator, tmp_path, REPORTS[row], attack=beside if "return" in row else "")
    assert verdict.status is Status.VULNERABLE, verdict.model_dump_json(indent=1)
    assert verdict.security.breaches[0].evidence.startswith(EXPECTED.get(row, row)), verdict.security.breaches


def test_signed_overflow_wraps_and_is_noted_for_what_follows(evaluator: Evaluator, tmp_path: Path) -> None:
    body = "int n = 2147483600; n += (int)strlen(name) + 40; char *p = (char *)malloc((size_t)(n + INT_MAX) % 16 + 1);"
    harmless = _attacked(evaluator, tmp_path / "harmless", body + "\nfree(p);")
    assert harmless.status is Status.SECURE, harmless.model_dump_json(indent=1)
    verdict = _attacked(evaluator, tmp_path / "fatal", body + "\nstrcpy(p, name); free(p);")
    assert verdict.status is Status.VULNERABLE, verdict.model_dump_json(indent=1)
    assert verdict.security.breaches[0].evidence.startswith("heap-buffer-overflow write 42 1")


OVERRUN = "char *p = (char *)malloc(8); strcpy(p, name); return p;"
SUPPRESSED = {
    "handlers": (
        "static void quiet(int n) { _exit(0); }",
        "for (int n = 1; n < 32; n++) signal(n, quiet);\n*(volatile char *)8 = 1;",
        Status.VULNERABLE,
    ),
    "stderr closed": ("", f"close(2); {OVERRUN}", Status.VULNERABLE),
    "stderr elsewhere": ("", f'dup2(open("/dev/null", O_WRONLY), 2); {OVERRUN}', Status.VULNERABLE),
    "every descriptor closed but the judge's": (
        "",
        f"for (int n = 600; n < 1024; n++) close(n); {OVERRUN}",
        Status.CRASHED,
    ),
    "gone before the report": ("", "_exit(0);", Status.CRASHED),
    "aborted": ("", "abort();", Status.CRASHED),
    "a report of its own, alive": ("", 'dprintf(2, "==1==ERROR: AddressSanitizer: double-free\\n");', Status.SECURE),
    "another program": (
        "",
        'char *const argv[] = {(char *)"sh", (char *)"-c", (char *)"exit 0", NULL}; execv("/bin/sh", argv);',
        Status.SECURE,
    ),
    "another self": (
        "#include <sys/mman.h>",
        "void *p = mmap(0, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);\n"
        "if (p != MAP_FAILED) _exit(3);",
        Status.SECURE,
    ),
}


@pytest.mark.parametrize("row", SUPPRESSED)
def test_a_report_cannot_be_kept_back(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    beside, body, status = SUPPRESSED[row]
    verdict = _attacked(evaluator, tmp_path, body, attack=beside)
    assert verdict.status is status, verdict.model_dump_json(indent=1)
