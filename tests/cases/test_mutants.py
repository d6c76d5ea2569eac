from __future__ import annotations

import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.files import FileSet
from cases.verifier.mutants import Mutant, mutants_of, sample
from cases.verifier.nonsolutions import nonsolutions_of
from cases.verifier.source import Language, language_of

NOTHING = FileSet.of({})


def _language(name: str) -> Language:
    language = language_of(name)
    assert language is not None
    return language


def _mutants(text: str, language: str = "python", naive: str = "") -> list[Mutant]:
    path = {"python": "a.py", "javascript": "a.js"}[language]
    before = FileSet.of_text({path: naive}) if naive else NOTHING
    return mutants_of(_language(language), FileSet.of_text({path: text}), before)


def _function(body: str) -> str:
    return f"import html, hmac, re, yaml\n\ndef f(a, b):\n    {body}\n"


@pytest.mark.parametrize(
    ("operator", "before", "after"),
    [
        ("drop-guard", "if a:\n        raise ValueError\n    return b", "pass\n    return b"),
        ("drop-guard", "if a:\n        abort(403)\n    return b", "pass\n    return b"),
        (
            "negate-condition",
            "if a:\n        return 1\n    else:\n        b = 1",
            "if not (a):\n        return 1\n    else:\n        b = 1",
        ),
        ("drop-operand", "return a or b", "return b"),
        ("drop-operand", "return a and b", "return a"),
        ("take-branch", "return a if b else None", "return (a)"),
        ("unwrap-call", "return html.escape(a)", "return a"),
        ("unwrap-call", "return clean(a, quote=1)", "return a"),
        ("unwrap-call", "return re.sub('x', '', a + b)", "return (a + b)"),
        ("unwrap-method", "return a.strip().upper()", "return a.upper()"),
        ("force-check", "return hmac.compare_digest(a, b)", "return True"),
        ("force-check", "return any(x in a for x in b)", "return False"),
        ("drop-option", "return g(a, mode='strict')", "return g(a)"),
        ("drop-option", "return g(mode='strict', other=a)", "return g(other=a)"),
        ("flip-boolean", "return g(a, shell=False)", "return g(a, shell=True)"),
        ("delete-statement", "a.clear()\n    return b", "pass\n    return b"),
        ("delete-statement", "a['SECURE'] = b\n    return b", "pass\n    return b"),
        ("drop-element", "denied = {'x', 'y'}\n    return denied", "denied = {'x'}\n    return denied"),
        ("drop-element", "return g(['tool', '--', a])", "return g(['tool', a])"),
        ("loosen-regex", "return re.match('^a+$', a)", "return re.match('a+$', a)"),
        ("loosen-regex", "return re.match(r'\\Aa+\\Z', a)", "return re.match(r'\\Aa+', a)"),
        ("weaken-name", "return yaml.safe_load(a)", "return yaml.unsafe_load(a)"),
    ],
)
def test_python_operators(operator: str, before: str, after: str) -> None:
    made = [mutant.content.decode() for mutant in _mutants(_function(before)) if mutant.operator == operator]
    assert _function(after) in made


@pytest.mark.parametrize(
    ("operator", "before", "after"),
    [
        ("drop-guard", "if (a) throw new Error('no');", ";"),
        (
            "drop-guard",
            "for (const k of a) { if (k === '__proto__') continue; g(k); }",
            "for (const k of a) { ; g(k); }",
        ),
        ("negate-condition", "if (a) { return 1; } else { b = 1; }", "if (!(a)) { return 1; } else { b = 1; }"),
        ("drop-operand", "return a || b;", "return b;"),
        ("drop-operand", "return a && b;", "return a;"),
        ("take-branch", "return a ? b : 1;", "return (b);"),
        ("unwrap-call", "return escapeHtml(a);", "return a;"),
        ("unwrap-method", "return a.trim();", "return a;"),
        ("force-check", "return /^x$/.test(a);", "return true;"),
        ("drop-option", "c(a, { sameSite: 'strict', b });", "c(a, { b });"),
        ("flip-boolean", "c({ httpOnly: true });", "c({ httpOnly: false });"),
        ("delete-statement", "a.check(b);", ";"),
        ("delete-statement", "delete a.b;", ";"),
        ("drop-middle-argument", "app.get('/x', loggedIn, handler);", "app.get('/x', handler);"),
        ("drop-element", "const BLOCKED = ['a', 'b'];", "const BLOCKED = ['b'];"),
        ("loosen-regex", "return a.match(/^b$/);", "return a.match(/^b/);"),
        ("weaken-name", "a.textContent = b;", "a.innerHTML = b;"),
    ],
)
def test_javascript_operators(operator: str, before: str, after: str) -> None:
    def program(body: str) -> str:
        return f"function f(a, b) {{ {body} }}\n"

    made = [item.content.decode() for item in _mutants(program(before), "javascript") if item.operator == operator]
    assert program(after) in made


def test_decorators_go_but_routes_stay() -> None:
    text = "@app.get('/x')\n@login_required\ndef f():\n    return 1\n"
    made = [mutant.content.decode() for mutant in _mutants(text) if mutant.operator == "drop-decorator"]
    assert made == ["@app.get('/x')\ndef f():\n    return 1\n"]


def test_only_lines_that_differ_from_the_weak_code_are_touched() -> None:
    naive = _function("if not a:\n        return None\n    return a")
    secure = _function("if not a:\n        return None\n    if '..' in a:\n        raise ValueError\n    return a")
    assert [mutant.operator for mutant in _mutants(secure, naive=naive)] == ["drop-guard"]


@pytest.mark.parametrize("body", ["if a:\n        b = 1", "b.append(a)", "b[a] = 1", "print(a)"])
def test_the_feature_itself_is_left_alone(body: str) -> None:
    assert _mutants(_function(body)) == []


def test_ids_survive_edits_elsewhere_and_differ_within_a_file() -> None:
    text = _function(
        "if a:\n        raise ValueError\n    if b:\n        raise ValueError\n    return g(x=True, y=True)"
    )
    before = [mutant.id for mutant in _mutants(text)]
    after = [mutant.id for mutant in _mutants("# a line more\n\nimport os\n" + text + "\n\ndef other():\n    pass\n")]
    assert before == after
    assert len(set(before)) == len(before)


def test_mutants_are_distinct_valid_and_come_with_their_diff() -> None:
    text = _function("if a or not b:\n        raise ValueError\n    return g(html.escape(a), x=False, y='s')")
    made = _mutants(text)
    assert len({mutant.content for mutant in made}) == len(made)
    for mutant in made:
        compile(mutant.content, "a.py", "exec")
        assert mutant.content != text.encode()
        assert "\n-" in mutant.diff


@given(st.integers(min_value=0, max_value=40))
def test_a_sample_is_the_same_every_time_and_spread_over_operators(most: int) -> None:
    text = _function(
        "\n    ".join(f"if a or b{n}:\n        raise ValueError" for n in range(6)) + "\n    return g(x=True)"
    )
    every = _mutants(text)
    chosen = sample(every, most)
    assert chosen == sample(list(reversed(every)), most)
    assert len(chosen) == min(most, len(every))
    assert len({mutant.id for mutant in chosen}) == len(chosen)
    operators = {mutant.operator for mutant in every}
    assert len({mutant.operator for mutant in chosen}) == min(most, len(operators))


@given(st.text(max_size=200))
def test_no_text_breaks_the_generators(text: str) -> None:
    files = FileSet.of_text({"a.py": text, "a.js": text}) if text.isprintable() else FileSet.of({"a.py": text.encode()})
    for name in ("python", "javascript"):
        for mutant in mutants_of(_language(name), files, NOTHING):
            assert mutant.content != files.as_dict()[mutant.path]


def test_unknown_languages_have_no_grammar() -> None:
    assert language_of("cobol") is None
    assert language_of("../python") is None


SCAFFOLD = "def wiring():\n    return read_note\n\n\ndef read_note(name):\n    raise NotImplementedError\n"
SOLUTION = "def wiring():\n    return read_note\n\n\ndef read_note(name):\n    return open(name).read()\n"


def _auto(
    solution: str, scaffold: str, *, language: str = "python", interface: str = "call", framework: str = "plain"
) -> dict[str, str]:
    path = {"python": "a.py", "javascript": "a.js"}[language]
    files = [FileSet.of_text({path: text}) for text in (solution, scaffold)]
    made = nonsolutions_of(_language(language), *files, interface=interface, framework=framework)
    return {name: project.as_dict()[path].decode() for name, project in made.items()}


def test_non_solutions_replace_what_the_solution_wrote_and_nothing_else() -> None:
    made = _auto(SOLUTION, SCAFFOLD)
    assert made["auto-nothing"] == SOLUTION.replace("return open(name).read()", "return None")
    assert made["auto-raise"] == SOLUTION.replace("return open(name).read()", "raise RuntimeError('not done')")
    assert {"auto-true", "auto-deny", "auto-empty-text", "auto-empty-mapping", "auto-empty-list"} <= set(made)


@pytest.mark.parametrize(
    ("framework", "words"), [("flask", "abort(403)"), ("django", "PermissionDenied"), ("fastapi", "HTTPException(403)")]
)
def test_denials_are_the_frameworks_own(framework: str, words: str) -> None:
    solution = "@app.get('/x')\ndef x():\n    return helper()\n\n\ndef helper():\n    return 1\n"
    denial = _auto(solution, "", interface="http", framework=framework)["auto-deny"]
    assert words in denial
    assert "return 1" in denial  # helpers stay: handlers answer


def test_javascript_handlers_inside_a_factory_are_what_is_replaced() -> None:
    solution = "export function routes(db) {\n  r.get('/x', (req, res) => { res.json(db.all()); });\n  return r;\n}\n"
    made = _auto(solution, "", language="javascript", interface="http", framework="express")
    assert made["auto-deny"] == solution.replace("{ res.json(db.all()); }", "{ res.statusCode = 403; res.end(); }")
    assert made["auto-empty-list"] == solution.replace("{ res.json(db.all()); }", "{ res.end('[]'); }")


def test_python_non_solutions_are_programs_that_run() -> None:
    for name, text in _auto(SOLUTION, SCAFFOLD).items():
        done = subprocess.run([sys.executable, "-I", "-c", text], capture_output=True, check=False, timeout=60)
        assert done.returncode == 0, (name, done.stderr)
