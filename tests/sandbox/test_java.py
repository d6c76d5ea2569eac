"""The Java toolchain: its driver, its compiler's front end, its packages, and Spring Boot over HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from cases.model import Interface
from sandbox.evaluator import Evaluator
from sandbox.toolchains.java.jars import read_lock
from sandbox.toolchains.model import ToolchainInstallError
from sandbox.toolchains.registry import install, missing_packages
from sandbox.verdict import Status, Verdict
from tests.sandbox.probe import FUNCTIONAL, make_probe

LIMITS = {"start_s": 30, "request_s": 10, "phase_s": 60, "memory_mib": 768, "processes": 128}


@pytest.fixture(scope="module", autouse=True)
def java(sandbox_data: Path) -> None:
    """The toolchain, installed on first use."""
    try:
        install("java", sandbox_data, lambda line: None)
    except ToolchainInstallError as error:
        if missing_packages("java"):
            pytest.skip(str(error))
        raise


NOTHING_TO_ATTACK = """
from judge import attack

def benign(target):
    pass

@attack(cwe=22)
def test_nothing(target):
    pass
"""


def evaluated(
    evaluator: Evaluator, folder: Path, functional: str, files: Mapping[str, str] | None = None, **options: object
) -> Verdict:
    """Judge the honest project, or another one, by these functional tests."""
    chosen = {"functional": functional, "security": NOTHING_TO_ATTACK, "files": files, "limits": LIMITS} | options
    probe = make_probe(folder, "java", **chosen)  # type: ignore[arg-type]
    return evaluator.evaluate(probe.case, probe.project)


def check_secure(verdict: Verdict) -> None:
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_values_cross_both_ways(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = r"""
from judge import spec

VALUES = [None, True, False, 0, -7, 2**53, -(2**63), 10**40, 0.5, -1e300, float("inf"), float("-inf"), "", "Zo\u00eb \u2028 \U0001f600",
    "\ud800", b"", bytes(range(256)), [], [1, ["a", None]], {}, {"a": {"b": [1]}}, {"$int": "no"}, {"$bytes": 1, "x": 2}, "x" * 200_000]

@spec("gives back what it gets")
def test_values(target):
    for value in VALUES:
        found = target.call("answer", value)
        assert found == value and type(found) is type(value), repr((value, found))[:200]
    assert str(target.call("answer", float("nan"))) == "nan"
"""
    check_secure(evaluated(evaluator, tmp_path, functional))


TYPED = """
import java.math.*;
import java.util.*;

public class Notes {
    enum Colour { RED, BLUE }
    record Point(int x, Optional<String> label) {}
    static class OwnFailure extends RuntimeException {
        OwnFailure(String message) { super(message); }
    }
    private int calls;

    public static Map<String, Object> typed(int a, long b, BigInteger c, double d, byte[] e, List<String> f, Set<Long> g, Point h) {
        return Map.of("sum", c.add(BigInteger.valueOf(a + b)), "d", d, "e", e.length, "f", f.get(0).length(), "g", g, "h", h);
    }
    public static String colour(Colour colour, String[] words) { return colour.name().toLowerCase() + words.length; }
    public static String overloaded(String text) { return "text"; }
    public static String overloaded(int number) { return "number"; }
    public int counted() { return ++calls; }
    public static void fails(String why) { throw new OwnFailure(why); }
    public static void deep() { deep(); }
    public static Object strange() { return new Thread(); }
    public static Object circular() { List<Object> list = new ArrayList<>(); list.add(list); return list; }
    public static String huge() { return "x".repeat(9 << 20); }
    private static int hidden() { return 1; }
}
"""


def test_arguments_fit_what_methods_declare_and_errors_have_kinds(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = """
from judge import Rejected, spec

def kind(target, name, *args):
    try:
        target.call(name, *args)
    except Rejected as error:
        return error.kind, error.message
    raise AssertionError(name)

@spec("gives back what it gets")
def test_typed(target):
    found = target.call("typed", 1, 2, 10**20, 3, b"abc", ["word"], [5, 4], {"x": 1, "label": None})
    assert found == {"sum": 10**20 + 3, "d": 3.0, "e": 3, "f": 4, "g": [5, 4], "h": {"x": 1, "label": None}}, found
    assert target.call("colour", "BLUE", ["a", "b"]) == "blue2"
    assert [target.call("overloaded", value) for value in ("a", 1)] == ["text", "number"]
    assert [target.call("counted"), target.call("counted")] == [1, 2]

@spec("gives back what it gets")
def test_errors(target):
    assert kind(target, "fails", "because") == ("OwnFailure", "because")
    try:
        target.call("fails", "because")
    except Rejected as error:
        assert error.is_a("Exception") and not error.is_a("IOException"), "what it is derived from counts"
    assert kind(target, "deep")[0] == "StackOverflowError"
    assert kind(target, "circular")[0] == "StackOverflowError"
    assert kind(target, "no_such")[0] == kind(target, "hidden")[0] == "NoSuchMethodException"
    for name, args in (("strange", []), ("huge", []), ("overloaded", [1.5]), ("overloaded", [None, 1]), ("overloaded", [2**40])):
        assert kind(target, name, *args)[0] == "IllegalArgumentException", name
    assert target.call("overloaded", "still there") == "text"
"""
    check_secure(evaluated(evaluator, tmp_path, functional, {"src/Notes.java": TYPED}))


def test_the_compiler_is_quoted(evaluator: Evaluator, tmp_path: Path) -> None:
    broken = {"src/Notes.java": "public class Notes {\n    public static int answer() { return nowhere; }\n}\n"}
    verdict = evaluated(evaluator, tmp_path, FUNCTIONAL, broken)
    assert verdict.status is Status.BUILD_ERROR
    assert "src/Notes.java:2: error: cannot find symbol" in verdict.message


def test_a_class_that_does_not_load_is_said_to_be_so(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = """
from judge import spec

@spec("gives back what it gets")
def test_answer(target):
    target.call("answer")
"""
    broken = {"src/Notes.java": 'public class Notes {\n    static int one = Integer.parseInt("word");\n}\n'}
    verdict = evaluated(evaluator, tmp_path, functional, broken)
    assert verdict.status is Status.BUILD_ERROR
    assert 'NumberFormatException: For input string: "word"' in verdict.message


PACKAGES = """
import java.util.*;

public class Notes {
    public static List<String> missing(List<String> names) {
        List<String> missing = new ArrayList<>();
        for (String name : names) {
            try {
                Class.forName(name);
            } catch (ClassNotFoundException error) {
                missing.add(name);
            }
        }
        return missing;
    }
}
"""


def test_plain_projects_find_their_packages(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = """
from judge import spec

@spec("gives back what it gets")
def test_packages(target):
    assert target.call("missing", ["com.fasterxml.jackson.databind.ObjectMapper", "org.h2.Driver", "org.dom4j.Document",
        "org.jdom2.Document", "org.yaml.snakeyaml.Yaml", "org.apache.commons.io.IOUtils", "org.jsoup.Jsoup",
        "org.apache.commons.lang3.StringUtils", "org.apache.commons.compress.archivers.ArchiveStreamFactory",
        "freemarker.template.Template", "com.sun.net.httpserver.HttpServer", "javax.sql.DataSource", "nowhere.Nothing",
    ]) == ["nowhere.Nothing"]
"""
    check_secure(evaluated(evaluator, tmp_path, functional, {"src/Notes.java": PACKAGES}))


PROCESSOR = """
import java.nio.file.*;
import java.util.*;
import javax.annotation.processing.*;
import javax.lang.model.element.TypeElement;

@SupportedAnnotationTypes("*")
public class Notes extends AbstractProcessor {
    public Notes() {
        try {
            Files.writeString(Path.of("processed"), "x");
        } catch (java.io.IOException error) {
            throw new java.io.UncheckedIOException(error);
        }
    }
    @Override public boolean process(Set<? extends TypeElement> types, RoundEnvironment round) { return false; }
}
"""


def test_nothing_of_a_submission_runs_while_it_is_compiled(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = """
from judge import spec

@spec("gives back what it gets")
def test_not_processed(files):
    assert files.exists("app/.build/classes/Notes.class") and not files.exists("app/processed")
    assert not files.exists("app/.build/classes/Stale.class"), "what was there before is removed"
"""
    services = "META-INF/services/javax.annotation.processing.Processor"
    project = {
        "src/Notes.java": PROCESSOR,
        f"src/main/resources/{services}": "Notes\n",
        f".build/classes/{services}": "Notes\n",
        ".build/classes/Stale.class": "x",
    }
    verdict = evaluated(evaluator, tmp_path, functional, project)
    assert verdict.functional.passed == 1, verdict.model_dump_json(indent=1)


SPRING = {
    "src/main/java/shop/Application.java": """
package shop;

import java.util.*;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.web.bind.annotation.*;

@SpringBootApplication
@RestController
public class Application {
    private final JdbcTemplate jdbc;

    Application(JdbcTemplate jdbc) { this.jdbc = jdbc; }

    public static void main(String[] arguments) { SpringApplication.run(Application.class, arguments); }

    @GetMapping("/sums/{left}")
    Map<String, Object> sum(@PathVariable int left, @RequestParam int right) {
        return Map.of("sum", jdbc.queryForObject("select cast(? as int) + ?", Integer.class, left, right));
    }
}
""",
    "src/main/resources/application.properties": "server.address=127.0.0.1\nserver.port=${PORT}\n"
    "spring.main.lazy-initialization=true\nspring.autoconfigure.exclude="
    "org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration\n",
}


def test_spring_boot_serves_http(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = """
from judge import spec

@spec("gives back what it gets")
def test_sum(target):
    answer = target.get("/sums/2", params={"right": 40})
    assert answer.json() == {"sum": 42}, answer.text
"""
    verdict = evaluated(
        evaluator,
        tmp_path,
        functional,
        SPRING,
        interface=Interface.HTTP,
        build=["build-java", "spring"],
        start=["run-java", "spring", "shop.Application"],
    )
    check_secure(verdict)


@pytest.mark.parametrize("name", ["plain", "spring"])
def test_locks_name_every_jar_once(name: str) -> None:
    folder = Path(__file__).parents[2] / "sandbox" / "toolchains" / "java"
    jars = read_lock(folder / f"{name}.lock")
    assert len({jar.file_name for jar in jars}) == len(jars) > 10
