"""Mutants in the languages that are compiled: which are made, and that what is made still compiles."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from cases.files import FileSet
from cases.verifier.mutants import Mutant, mutants_of
from cases.verifier.nonsolutions import nonsolutions_of
from cases.verifier.source import Language, language_of

NOTHING = FileSet.of({})
FILES = {"java": "Shop.java", "go": "shop.go", "c": "shop.c", "cpp": "shop.cpp"}
FRAMES = {
    "java": "package shop;\n\nclass Shop {{\n  String run(String a, Path b, int n) {{\n    {}\n  }}\n}}\n",
    "go": 'package shop\n\nimport "html"\n\nfunc run(a string, b []string, n int) (string, error) {{\n\t{}\n}}\n',
    "c": "#include <stdlib.h>\n\nchar *run(char *a, size_t n) {{\n  {}\n}}\n",
    "cpp": "#include <string>\n\nstd::string run(std::string a, size_t n) {{\n  {}\n}}\n",
}


def _language(name: str) -> Language:
    language = language_of(name)
    assert language is not None
    return language


def _mutants(language: str, text: str) -> list[Mutant]:
    return mutants_of(_language(language), FileSet.of_text({FILES[language]: text}), NOTHING)


@pytest.mark.parametrize(
    ("language", "operator", "before", "after"),
    [
        ("java", "drop-guard", "if (a == null) throw new E();", "if ((a == null) && false) throw new E();"),
        ("java", "drop-guard", "if (ok(a)) { return a; }", "if ((ok(a)) && false) { return a; }"),
        ("java", "force-condition", "if (ok(a)) { return a; }", "if ((ok(a)) || true) { return a; }"),
        ("java", "drop-operand", "return x || y;", "return x || ((y) && false);"),
        ("java", "drop-operand", "return x && y;", "return ((x) || true) && y;"),
        ("java", "take-branch", 'return n > 1 ? a : "";', "return (a);"),
        ("java", "unwrap-call", "return HtmlUtils.htmlEscape(a);", "return a;"),
        ("java", "unwrap-call", "return Objects.requireNonNull(a);", "return a;"),
        ("java", "unwrap-method", "return b.resolve(a).normalize();", "return b.resolve(a);"),
        ("java", "force-check", "boolean same = MessageDigest.isEqual(x, y);", "boolean same = true;"),
        ("java", "flip-boolean", "cookie.setSecure(true);", "cookie.setSecure(false);"),
        ("java", "delete-statement", 'factory.setFeature("x", true);', ";"),
        ("java", "drop-element", 'var BLOCKED = Set.of("a", "b");', 'var BLOCKED = Set.of("b");'),
        ("java", "drop-element", 'run("tool", "--", a);', 'run("tool", a);'),
        ("java", "loosen-regex", 'return a.matches("^x$");', 'return a.matches("x$");'),
        ("java", "loosen-call", "return Math.multiplyExact(n, 2);", "return ((n) * (2));"),
        ("go", "drop-guard", 'if n > 3 { return "", no }', 'if (n > 3) && false { return "", no }'),
        (
            "go",
            "drop-guard",
            'if err := check(a); err != nil { return "", err }',
            'if err := check(a); (err != nil) && false { return "", err }',
        ),
        (
            "go",
            "drop-operand",
            'if v, ok := m[a]; !ok || v { return "", no }',
            'if v, ok := m[a]; ((!ok) && false) || v { return "", no }',
        ),
        ("go", "force-condition", "if ok { return a, nil }", "if (ok) || true { return a, nil }"),
        ("go", "unwrap-call", "return filepath.Clean(a), nil", "return a, nil"),
        ("go", "unwrap-call", "return filepath.Join(root, a), nil", "return a, nil"),
        ("go", "force-check", "ok := strings.HasPrefix(a, root)", "ok := true; _ = ok"),
        ("go", "drop-option", "set(Cookie{A: a, SameSite: strict})", "set(Cookie{A: a})"),
        ("go", "flip-boolean", "set(Cookie{HttpOnly: true})", "set(Cookie{HttpOnly: false})"),
        ("go", "delete-statement", "limiter.Take(a)", "{}"),
        ("go", "delete-statement", "r.Body = limit(r)", "{}"),
        ("go", "drop-element", 'denied := []string{"x", "y"}; use(denied)', 'denied := []string{"x"}; use(denied)'),
        ("go", "drop-element", 'exec.Command("tool", "--", a)', 'exec.Command("tool", a)'),
        ("go", "loosen-regex", "re := regexp.MustCompile(`^x$`); use(re)", "re := regexp.MustCompile(`^x`); use(re)"),
        ("go", "loosen-call", "return subtle.ConstantTimeCompare(x, y) == 1", "return 1 == 1"),
        ("go", "drop-last-argument", 'e.GET("/x", get, auth)', 'e.GET("/x", get)'),
        ("c", "drop-guard", "if (n > 8) return NULL;", "if ((n > 8) && 0) return NULL;"),
        ("c", "drop-guard", "if (n > 8) { goto end; }", "if ((n > 8) && 0) { goto end; }"),
        ("c", "drop-operand", "if (!a || n > 8) return NULL;", "if (!a || ((n > 8) && 0)) return NULL;"),
        ("c", "move-bound", "if (n >= 8) return NULL;", "if (n > 8) return NULL;"),
        ("c", "move-bound", "if (n > 8) return NULL;", "if (n > 1 + (8)) return NULL;"),
        ("c", "move-bound", "for (i = 0; i < n; i++) f(a);", "for (i = 0; i <= n; i++) f(a);"),
        ("c", "move-bound", "char *p = malloc(n + 1);", "char *p = malloc(n);"),
        ("c", "move-bound", "f(a, sizeof buf - 1);", "f(a, sizeof buf);"),
        ("c", "delete-statement", "free(a); a = NULL;", "free(a); ;"),
        ("c", "delete-statement", "a[n] = '\\0';", ";"),
        ("c", "loosen-call", 'snprintf(a, n, "%s", b);', 'sprintf(a, "%s", b);'),
        ("c", "loosen-call", "strncpy(a, b, n);", "strcpy(a, b);"),
        ("c", "loosen-call", 'printf("%s", a);', "printf(a);"),
        ("c", "loosen-call", "return calloc(n, 4);", "return malloc((n) * (4));"),
        (
            "c",
            "loosen-call",
            "if (__builtin_mul_overflow(n, 4, &m)) return NULL;",
            "if (((*(&m) = (n) * (4)), 0)) return NULL;",
        ),
        ("cpp", "drop-guard", "if (n > 8) throw E{};", "if ((n > 8) && false) throw E{};"),
        (
            "cpp",
            "drop-guard",
            "if (auto it = m.find(a); it != m.end()) return {};",
            "if (auto it = m.find(a); (it != m.end()) && false) return {};",
        ),
        ("cpp", "move-bound", "if (n >= v.size()) throw E{};", "if (n > v.size()) throw E{};"),
        ("cpp", "unwrap-call", "auto p = fs::weakly_canonical(a);", "auto p = a;"),
        ("cpp", "unwrap-method", "auto p = path.lexically_normal();", "auto p = path;"),
        ("cpp", "loosen-call", "return v.at(n);", "return v[n];"),
        ("cpp", "loosen-call", "return std::min(n, limit);", "return n;"),
        ("cpp", "delete-statement", "this->last = nullptr;", ";"),
    ],
)
def test_operators(language: str, operator: str, before: str, after: str) -> None:
    frame = FRAMES[language]
    made = [item.content.decode() for item in _mutants(language, frame.format(before)) if item.operator == operator]
    assert frame.format(after) in made


@pytest.mark.parametrize(
    ("language", "body"),
    [
        ("java", "rows.add(a);"),
        ("java", "this.count = n;"),
        ("java", "Path p = Paths.get(a);"),  # without its call, this would not compile
        ("java", "if (!(x instanceof Path p)) return null;"),
        ("java", 'throw new E("forbidden", "name");'),
        ("go", "data, err := json.Marshal(a); if err != nil { return nil, err }; return data"),
        ("go", "fmt.Println(a)"),
        ("go", 'writeError(w, 404, "none")'),
        ("c", "char *p = malloc(n); if (p == NULL) return NULL;"),  # memory never runs out in a test
        ("c", "abort();"),
        ("cpp", "out.push_back(a);"),
    ],
)
def test_the_feature_itself_is_left_alone(language: str, body: str) -> None:
    assert _mutants(language, FRAMES[language].format(body)) == []


def test_annotations_go_but_routes_stay() -> None:
    text = 'class A {\n  @GetMapping("/x") @PreAuthorize("hasRole(1)")\n  String get() { return "x"; }\n}\n'
    made = [item.content.decode() for item in _mutants("java", text) if item.operator == "drop-decorator"]
    assert made == [text.replace('@PreAuthorize("hasRole(1)")', "")]


def test_go_imports_and_variables_that_lose_their_use_are_kept_quiet() -> None:
    text = FRAMES["go"].format("safe := html.EscapeString(a)\n\treturn safe, nil")
    made = {item.operator: item.content.decode() for item in _mutants("go", text)}
    assert made["unwrap-call"] == text.replace('import "html"', 'import _ "html"').replace("html.EscapeString(a)", "a")


def test_html_templates_become_text_templates() -> None:
    text = 'package shop\n\nimport "html/template"\n\nvar page = template.New("x")\n'
    weaker = [item.content.decode() for item in _mutants("go", text) if item.operator == "weaken-name"]
    assert weaker == [text.replace("html/template", "text/template")]


SOURCES = {
    "java": """package shop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;

class Shop {
    private static final Set<String> BLOCKED = Set.of("a", "b");
    private final Path base = Path.of("/srv");
    private boolean strict = true;

    static String clean(String name) {
        return name.trim();
    }

    String read(String name, String token, int count) throws IOException {
        if (name == null || BLOCKED.contains(name)) {
            throw new IOException("not here");
        }
        Path file = base.resolve(clean(name)).normalize();
        if (!file.startsWith(base)) return null;
        if (token.equals("x")) {
            return Files.readString(file);
        }
        String shown = name.matches("^[a-z]+$") ? clean(name) : "";
        int size = Math.addExact(count, 1);
        setStrict(size > 2 && strict);
        return Objects.requireNonNull(shown);
    }

    List<String> names(long from) {
        return List.of("--", "x");
    }

    void setStrict(boolean on) {
        strict = on;
    }

    <T> T[] all(T[] given) {
        return given;
    }
}
""",
    "go": """package shop

import (
	"crypto/subtle"
	"errors"
	"os"
	"path/filepath"
	"strings"
)

type item struct{ name string }

var blocked = map[string]bool{"a": true, "b": true}

func clean(name string) string { return strings.TrimSpace(name) }

func check(name string) error {
	if strings.Contains(name, "..") {
		return errors.New("not here")
	}
	return nil
}

func read(name string, token []byte) ([]byte, error) {
	if err := check(name); err != nil {
		return nil, err
	}
	if v, ok := blocked[name]; !ok || v {
		return nil, errors.New("blocked")
	}
	path := filepath.Join("/srv", filepath.Base(clean(name)))
	inside := strings.HasPrefix(path, "/srv")
	if inside && subtle.ConstantTimeCompare(token, []byte("x")) == 1 {
		return os.ReadFile(path)
	}
	return nil, nil
}

func find(id int) (found item, err error) { return item{name: "x"}, nil }

func all() map[string]*item { return nil }
""",
    "c": """#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CAP 64

struct item {
  int id;
  char *name;
};

static const char *const blocked[] = {"a", "b"};
static char store[CAP];

static size_t clamp(size_t n) { return n > CAP ? CAP : n; }

char *copy(const char *text, size_t count, size_t width) {
  size_t size;
  if (text == NULL || count > CAP) {
    return NULL;
  }
  if (__builtin_mul_overflow(count, width, &size) || size >= SIZE_MAX) return NULL;
  char *made = calloc(count, width);
  if (made == NULL) return NULL;
  for (size_t i = 0; i < clamp(count); i++) {
    if (text[i] == '/') continue;
    made[i] = text[i];
  }
  made[count - 1] = '\\0';
  snprintf(store, sizeof store, "%s", blocked[0]);
  return made;
}

struct item find(int id) { return (struct item){id, NULL}; }

int check(const char *name) { return strncmp(name, "a", 1) == 0 ? 1 : -1; }

void drop(struct item *it) {
  free(it->name);
  it->name = NULL;
}
""",
    "cpp": """#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace shop {
struct Item {
  int id = 0;
  std::string name;
};

static std::string clean(const std::string& text) { return text.substr(0, 3); }

class Store {
 public:
  explicit Store(std::size_t most) : most_(most) {}
  int size() const { return static_cast<int>(items_.size()); }
  bool holds(const std::string& name) const { return !name.empty() && name == items_.at(0).name; }
  const Item& find(const std::string& name, std::size_t at);

 private:
  std::size_t most_;
  std::vector<Item> items_;
  Item* last_ = nullptr;
};

const Item& Store::find(const std::string& name, std::size_t at) {
  if (at >= items_.size() || !holds(clean(name))) throw std::out_of_range("no such item");
  last_ = nullptr;
  return items_.at(std::min(at, most_ - 1));
}

template <class T>
T first(const std::vector<T>& all) {
  return all.at(0);
}
}  // namespace shop
""",
}


def _compile(language: str, folder: Path, variants: list[bytes]) -> str:
    """Compile all of them; what the compiler says, empty if it is content."""
    compiler = {"java": "javac", "go": "go", "c": "gcc", "cpp": "g++"}[language]
    if shutil.which(compiler) is None:
        pytest.skip(f"{compiler} is not installed")
    places: list[Path] = []
    for number, content in enumerate(variants):
        place = folder / f"v{number}" / FILES[language]
        place.parent.mkdir()
        place.write_bytes(content.replace(b"package shop;", f"package v{number};".encode()))
        places.append(place)
    (folder / "go.mod").write_text("module shop\n\ngo 1.21\n")
    commands = {
        "java": [[compiler, "-proc:none", "-d", "out", *map(str, places)]],
        "go": [[compiler, "build", "./..."]],
        "c": [[compiler, "-std=c11", "-fsyntax-only", str(place)] for place in places],
        "cpp": [[compiler, "-std=c++17", "-fsyntax-only", str(place)] for place in places],
    }[language]
    failed = ""
    for command in commands:
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=280)
        failed += done.stderr if done.returncode else ""
    return failed


@pytest.mark.parametrize("language", list(SOURCES))
def test_mutants_and_non_solutions_compile(language: str, tmp_path: Path) -> None:
    files = FileSet.of_text({FILES[language]: SOURCES[language]})
    made = nonsolutions_of(_language(language), files, NOTHING, interface="call", framework="plain")
    assert {"auto-raise", "auto-nothing", "auto-deny"} <= set(made)
    variants = [project.as_dict()[FILES[language]] for project in made.values()]
    mutants = _mutants(language, SOURCES[language])
    assert len({mutant.operator for mutant in mutants}) >= 6
    # One mutant of each operator: the compiler is what takes the time here.
    variants += {mutant.operator: mutant.content for mutant in mutants}.values()
    assert _compile(language, tmp_path, variants) == ""
