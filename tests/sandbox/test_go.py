"""Go submissions: what the driver carries across, what the build takes and refuses, and what is found inside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cases.model import Interface
from sandbox.data_folder import data_folder
from sandbox.evaluator import Evaluator
from sandbox.toolchains.model import ToolchainInstallError
from sandbox.toolchains.registry import install
from sandbox.verdict import Status, Verdict
from tests.sandbox.probe import GO, make_probe

pytestmark = pytest.mark.usefixtures("go_toolchain")

ROUTES = """
from judge import spec

@spec("gives back what it gets")
def test_answers(target, canary):
    word = canary.text()
    assert target.get("/echo", params={"word": word}).json() == {"word": word}, "the word comes back"
"""
QUIET = """
from judge import attack, breach

def benign(target):
    assert target.get("/echo", params={"word": "x"}).status == 200

@attack(cwe=22)
def test_nothing_else(target):
    if target.get("/other").status != 404:
        breach("another route answers")
"""


@pytest.fixture(scope="module")
def go_toolchain() -> None:
    """Go, installed once per machine."""
    try:
        install("go", data_folder(), lambda line: None)
    except ToolchainInstallError as error:
        pytest.skip(str(error))


def judged(evaluator: Evaluator, folder: Path, functional: str, files: Mapping[str, str], **more: str) -> Verdict:
    """Evaluate the honest Go project with other files laid over it, by functional tests of the test's own."""
    body = "from judge import Rejected, spec\n\n" + functional
    probe = make_probe(folder, "go", functional=body, **more)
    return evaluator.evaluate(probe.case, probe.with_files(files))


def secure(verdict: Verdict) -> bool:
    """Whether all tests passed; otherwise the failing ones are printed for the reader of the test's output."""
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)
    return True


# --- the driver -------------------------------------------------------------------------------------------------------


def test_an_honest_package_is_secure_and_an_open_one_vulnerable(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path, "go")
    assert secure(evaluator.evaluate(probe.case, probe.project))
    careless = GO["notes.go"].replace("root.ReadFile(name)", 'os.ReadFile("data/" + name)')
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.go": careless.replace("root, err", "_, err")}))
    assert verdict.status is Status.VULNERABLE, verdict.model_dump_json(indent=1)


SAME = """
@spec("gives back what it gets")
def test_values_come_back(target):
    for value in (None, True, False, 0, -1, 2**53 - 1, 2**53, -2**60, 2**63, 2**200, 0.5, -1e300, "", "Zo\\xeb \\U0001f600 \\0",
                  b"", b"\\x00\\xff", [], [1, [2.5, "x"]], {}, {"a": {"b": b"c"}}, {"$int": "1"}, {"$bytes": [1]}):
        found = target.call("answer", value)
        assert found == value and type(found) is type(value), f"{value!r} came back as {found!r}"
    assert target.call("answer", float("inf")) == float("inf")
    assert str(target.call("answer", float("nan"))) == "nan"
"""


def test_plain_values_come_back_as_they_went(evaluator: Evaluator, tmp_path: Path) -> None:
    assert secure(judged(evaluator, tmp_path, SAME, {}))


TYPES = """package notes
import (
	"context"
	"math/big"
	"time"
)
type Kind string
type Base struct { Identity uint64 `json:"id"` }
type Item struct {
	Base
	Name string `json:"name"`
	Kind Kind
	Tags []string `json:"tags,omitempty"`
	Next *Item `json:"next"`
	hidden int
}
func Answer(value any) any { return value }
func ReadNote(name string) *string { return nil }
func Widen(a int8, b uint16, c int64, d uint64, e float32) []any { return []any{a, b, c, d, e} }
func Doubled(number *big.Int) *big.Int { return number.Lsh(number, 1) }
func Length(text []byte) int { return len(text) }
func Digest() [4]byte { return [4]byte{1, 2, 3, 4} }
func Renamed(item Item) Item { item.Name += "!"; item.hidden++; return item }
func Counts(words map[Kind][]int) map[Kind]int { all := map[Kind]int{}; for k, v := range words { all[k] = len(v) }; return all }
func Sum(ctx context.Context, first int, rest ...int) int { for _, n := range rest { first += n }; return first }
func Pair() (string, bool) { return "a", true }
func Nothing() {}
func Later(moment time.Time) time.Time { return moment.Add(time.Hour) }
func UserIDOf(name string) string { return "id " + name }
func Generic[T any](value T) T { return value }
func MaybeName(name *string) string { if name == nil { return "none" }; return *name }
"""
CONVERTED = """
@spec("gives back what it gets")
def test_values_are_converted_to_the_parameters(target):
    assert target.call("widen", -128, 65535, -2**63, 2**64 - 1, 1) == [-128, 65535, -2**63, 2**64 - 1, 1]
    assert target.call("doubled", 2**70) == 2**71 and target.call("doubled", 2) == 4
    assert target.call("length", b"abc") == 3 and target.call("digest") == bytes([1, 2, 3, 4])
    item = {"id": 2**60, "name": "pot", "Kind": "tin", "next": {"id": 1, "name": "lid", "Kind": "", "next": None}, "other": 1}
    renamed = target.call("renamed", item)
    assert renamed == {**{k: v for k, v in item.items() if k != "other"}, "name": "pot!"}, renamed
    assert target.call("counts", {"a": [1, 2], "b": []}) == {"a": 2, "b": 0}
    assert target.call("sum", 1) == 1 and target.call("sum", 1, 2, 3) == 6
    assert target.call("pair") == ["a", True] and target.call("nothing") is None
    assert target.call("later", "2024-01-02T03:04:05Z") == "2024-01-02T04:04:05Z"
    assert target.call("user_id_of", "x") == target.call("UserIDOf", "x") == "id x"
    assert target.call("maybe_name", None) == "none" and target.call("maybe_name", "x") == "x"

@spec("gives back what it gets")
def test_what_does_not_fit_is_an_error(target):
    calls = (("widen", 128, 0, 0, 0, 0), ("widen", 0, -1, 0, 0, 0), ("length", "abc"), ("length", 1), ("sum",), ("sum", "1"),
             ("doubled", 1.5), ("renamed", []), ("pair", 1), ("counts", {"a": None, "b": 1}), ("generic", 1), ("missing",), ("",))
    for name, *values in calls:
        try:
            found = target.call(name, *values)
        except Rejected as error:
            assert error.kind == "ConversionError", (name, error.kind)
        else:
            raise AssertionError(f"{name}{values} returned {found!r}")
    assert target.call("answer", 1) == 1, "the driver is still there"
"""


def test_values_are_converted_to_what_functions_take(bubblewrap: Evaluator, tmp_path: Path) -> None:
    assert secure(judged(bubblewrap, tmp_path, CONVERTED, {"notes.go": TYPES}))


FAILING = """package notes
import ("errors"; "fmt"; "io/fs"; "os"; "strings")
type LimitError struct{ Max int }
func (e LimitError) Error() string { return fmt.Sprint("at most ", e.Max) }
type loop struct { Me *loop }
func Answer(value any) any { return value }
func ReadNote(name string) *string { return nil }
func Fail(how string) (string, error) {
	var nothing map[string]int
	switch how {
	case "plain": return "", errors.New("plain words")
	case "own": return "", LimitError{3}
	case "pointer": _, err := os.Open("/none"); return "", err
	case "wrapped": return "", fmt.Errorf("more: %w", fs.ErrNotExist)
	case "panic": panic("oh")
	case "nil panic": panic(nil)
	case "runtime": nothing["x"] = 1
	}
	return how, nil
}
func Odd(how string) any {
	switch how {
	case "function": return func() {}
	case "channel": return make(chan int)
	case "text": return "\\xff"
	case "large": return strings.Repeat("x", 9<<20)
	case "deep": me := &loop{}; me.Me = me; return me
	}
	return nil
}
"""
ERRORS = """
@spec("gives back what it gets")
def test_errors_have_kind_and_message(target):
    kinds = {"plain": "errorString", "own": "LimitError", "pointer": "PathError", "wrapped": "wrapError", "panic": "panic",
             "nil panic": "panic", "runtime": "panic"}
    for how, kind in kinds.items():
        try:
            target.call("fail", how)
        except Rejected as error:
            assert error.kind == kind, (how, error.kind)
            assert error.message, how
        else:
            raise AssertionError(how)
    assert target.call("fail", "fine") == "fine"

@spec("gives back what it gets")
def test_results_that_cannot_cross_are_errors(target):
    for how in ("function", "channel", "text", "large", "deep"):
        try:
            target.call("odd", how)
        except Rejected as error:
            assert error.kind == "ConversionError", (how, error.kind)
        else:
            raise AssertionError(how)
    assert target.call("answer", 1) == 1
"""


def test_errors_arrive_by_kind_and_impossible_values_as_errors(bubblewrap: Evaluator, tmp_path: Path) -> None:
    assert secure(judged(bubblewrap, tmp_path, ERRORS, {"notes.go": FAILING}))


# --- the build --------------------------------------------------------------------------------------------------------

SERVER = {
    "go.mod": "module board\n\ngo 1.27\n\nrequire github.com/labstack/echo/v4 v4.16.4\n",
    "cmd/board/main.go": """package main

import (
	"os"

	"board/internal/routes"
)

func main() {
	if err := routes.New().Start("127.0.0.1:" + os.Getenv("PORT")); err != nil {
		panic(err)
	}
}
""",
    "internal/routes/routes.go": """package routes

import (
	"embed"
	"net/http"

	"github.com/labstack/echo/v4"
)

//go:embed all:pages
var pages embed.FS

func New() *echo.Echo {
	app := echo.New()
	app.HideBanner, app.HidePort = true, true
	app.GET("/echo", func(c echo.Context) error {
		if _, err := pages.ReadFile("pages/.about"); err != nil {
			return err
		}
		return c.JSON(http.StatusOK, map[string]string{"word": c.QueryParam("word")})
	})
	return app
}
""",
    "internal/routes/routes_windows.go": "package routes\n\nvar broken int = words\n",
    "internal/routes/routes_test.go": 'package routes\n\nimport _ "not/there"\n',
    "internal/routes/pages/.about": "about",
}


def test_a_server_of_several_packages_is_built_and_judged(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(
        tmp_path,
        "go",
        interface=Interface.HTTP,
        files=SERVER,
        functional=ROUTES,
        security=QUIET,
        build=["gobuild", "./cmd/board"],
        start=[".build/app"],
    )
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert secure(verdict)


REFUSED = {
    "does not compile": ({"notes.go": "package notes\nfunc Answer() { x := 1 }\n"}, "declared and not used: x"),
    "does not parse": ({"notes.go": "package notes\nfunc Answer( {\n"}, "notes.go:2"),
    "package outside the lock": (
        {"notes.go": 'package notes\nimport _ "github.com/pkg/errors"\n'},
        "notes.go:2:8: package github.com/pkg/errors is not provided here",
    ),
    "internal package of the library": (
        {"notes.go": 'package notes\nimport _ "internal/abi"\n'},
        "use of internal package internal/abi not allowed",
    ),
    "internal package of the project": (
        {"notes.go": 'package notes\nimport _ "notes/a/internal/b"\n', "a/internal/b/b.go": "package b\n"},
        "use of internal package notes/a/internal/b not allowed",
    ),
    "the driver": ({"notes.go": 'package notes\nimport _ "vetloop/driver"\n'}, "vetloop/driver is not provided here"),
    "cycle": (
        {
            "notes.go": 'package notes\nimport _ "notes/a"\n',
            "a/a.go": 'package a\nimport _ "notes/b"\n',
            "b/b.go": 'package b\nimport _ "notes/a"\n',
        },
        "import cycle not allowed",
    ),
    "cgo": ({"notes.go": 'package notes\n// int x;\nimport "C"\n'}, "no buildable Go source files"),
    "assembly": ({"notes.s": "TEXT x(SB), 0, $0\n"}, "notes.s: assembly and object files are not built here"),
    "embedding what is not there": (
        {"notes.go": 'package notes\nimport _ "embed"\n//go:embed none.txt\nvar text string\n'},
        "pattern none.txt: no matching files found",
    ),
    "embedding outside": (
        {"notes.go": 'package notes\nimport _ "embed"\n//go:embed ../../etc/passwd\nvar text string\n'},
        "pattern ../../etc/passwd: invalid pattern syntax",
    ),
    "body elsewhere": ({"notes.go": "package notes\nfunc Answer(value any) any\n"}, "missing function body"),
    "a program": ({"notes.go": "package main\nfunc main() {}\n"}, "the functions of a program cannot be called"),
    "no module": ({"go.mod": "# nothing\n"}, "go.mod: a usable `module` line"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_built_says_why(bubblewrap: Evaluator, tmp_path: Path, name: str) -> None:
    files, words = REFUSED[name]
    probe = make_probe(tmp_path, "go")
    verdict = bubblewrap.evaluate(probe.case, probe.with_files(files))
    assert verdict.status is Status.BUILD_ERROR, verdict.model_dump_json(indent=1)
    assert words in verdict.message


PACKAGES = """package notes

import (
	"database/sql"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/uuid"
	"github.com/gorilla/csrf"
	"github.com/gorilla/sessions"
	"github.com/microcosm-cc/bluemonday"
	"golang.org/x/crypto/bcrypt"
	"golang.org/x/net/html"
	"gopkg.in/yaml.v3"
	_ "modernc.org/sqlite"
)

var (
	_ = jwt.New
	_ = csrf.Protect
	_ = sessions.NewCookieStore
	_ = html.Parse
	_ = uuid.New
)

func Answer(value any) any { return value }

func ReadNote(name string) *string { return nil }

func Try() (string, error) {
	database, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return "", err
	}
	var found string
	if err := database.QueryRow("SELECT 'a' || ?", "b").Scan(&found); err != nil {
		return "", err
	}
	hash, err := bcrypt.GenerateFromPassword([]byte(found), bcrypt.MinCost)
	if err != nil {
		return "", err
	}
	text, err := yaml.Marshal(bluemonday.UGCPolicy().Sanitize("<b>x</b><script>"))
	return found + string(text), errors(bcrypt.CompareHashAndPassword(hash, []byte(found)), err)
}

func errors(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}
"""
TRIED = """
@spec("gives back what it gets")
def test_packages_work(target):
    assert target.call("try") == "ab<b>x</b>\\n"
"""


def test_the_locked_packages_are_found_inside(bubblewrap: Evaluator, tmp_path: Path) -> None:
    assert secure(judged(bubblewrap, tmp_path, TRIED, {"notes.go": PACKAGES}))
