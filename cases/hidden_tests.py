"""Which hidden tests a case has, found by reading them, never by running them.

The judge counts a pass only when every test listed here reported exactly once, so this list and nothing the judge
prints decides what is expected.
"""

from __future__ import annotations

import ast
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from cases.errors import CaseError
from cases.model import Case, Runner, TaskInfo

FIXTURES = frozenset({"target", "canary", "files", "listener", "clock", "service", "browser"})
_BENIGN = "benign"
_UNSEEN = frozenset({"setUpModule", "tearDownModule", "load_tests"})
_PROVIDED = frozenset({"judge", "__future__"})
# Python 3.11 counts the depth of the trees that it makes once for all threads: SystemError where two of them make one.
_PARSING = threading.Lock()


@dataclass(frozen=True)
class ExpectedTest:
    """One hidden test; functional tests carry `spec`, security tests `cwe` and perhaps `asvs`."""

    id: str
    spec: str = ""
    cwe: int | None = None
    asvs: str = ""


@dataclass(frozen=True)
class ExpectedTests:
    """All hidden tests of a case, in the order in which they stand in the files."""

    functional: tuple[ExpectedTest, ...]
    security: tuple[ExpectedTest, ...]
    has_benign: bool


def expected_tests(case: Case) -> ExpectedTests:
    """The tests a verdict on `case` must account for.

    Raises:
        CaseError: a test file cannot be read or breaks a rule of docs/cases.md.
    """
    tests, problems = read_tests(case.task.functional_tests, case.task.security_tests, case.task.info)
    if problems:
        raise problems[0]
    return tests


def read_tests(
    functional: Path, security: Path, info: TaskInfo | None = None
) -> tuple[ExpectedTests, tuple[CaseError, ...]]:
    """The tests of both files, and everything that is wrong with them. `info` says whether they are native."""
    if info is not None and info.runner is Runner.NATIVE:
        return read_native_tests(functional, security, info.cwe[0])
    built, first = _read(functional)
    attacks, second = _read(security)
    problems = [*first, *second]
    for test in built.tests:
        if test.cwe is not None or not test.spec:
            problems.append(CaseError(functional, test.id, 'needs @spec("words of prompt.md"), and no @attack'))
    for test in attacks.tests:
        if test.cwe is None or test.spec:
            problems.append(CaseError(security, test.id, "needs @attack(cwe=<number>), and no @spec"))
    if not attacks.has_benign:
        problems.append(CaseError(security, _BENIGN, "missing: `def benign(target)` is asked after every attack"))
    return ExpectedTests(built.tests, attacks.tests, attacks.has_benign), tuple(problems)


def read_native_tests(functional: Path, security: Path, cwe: int) -> tuple[ExpectedTests, tuple[CaseError, ...]]:
    """The tests of a suite that runs beside the submission. All its attacks are about one weakness."""
    names, problems = [], []
    for file in (functional, security):
        found, wrong = _read_native(file)
        names.append(found)
        problems += wrong
    attacks = tuple(ExpectedTest(name, cwe=cwe) for name in names[1])
    return ExpectedTests(tuple(ExpectedTest(name) for name in names[0]), attacks, has_benign=False), tuple(problems)


def _read_native(file: Path) -> tuple[list[str], list[CaseError]]:
    try:
        with _PARSING:
            tree = ast.parse(file.read_text(encoding="utf-8"), filename=str(file))
    except (OSError, ValueError, SyntaxError, RecursionError) as error:
        return [], [CaseError(file, "", f"cannot be read as Python: {error}")]
    names: list[str] = []
    problems: list[CaseError] = []
    owners: dict[int, ast.Module | ast.ClassDef] = {id(node): tree for node in tree.body}
    for made in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        owners |= {id(node): made for node in made.body}
        if [ast.unparse(base).rpartition(".")[2] for base in made.bases] not in ([], ["TestCase"]):
            reason = "inherits from something else than unittest.TestCase, whose tests would never run"
            problems.append(CaseError(file, f"{made.name} (line {made.lineno})", reason))
    for node in _statements(tree):
        if isinstance(node, ast.stmt) and id(node) in owners:
            brought = [name for name in _brought(node) if name.startswith("test") or name in _UNSEEN]
            reason = "is no function of this file, and would never run"
            problems += [CaseError(file, f"{name} (line {node.lineno})", reason) for name in brought]
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        where = f"{node.name} (line {node.lineno})"
        if node.name in _UNSEEN:
            problems.append(CaseError(file, where, "is not asked for: set up in the test or in its class"))
        if not node.name.startswith("test"):
            continue
        owner = owners.get(id(node))
        name = f"{owner.name}.{node.name}" if isinstance(owner, ast.ClassDef) else node.name
        plain = isinstance(node, ast.FunctionDef) and not node.decorator_list
        fits = ast.unparse(node.args) == ("self" if isinstance(owner, ast.ClassDef) else "")
        if owner is None or not plain or not fits or (isinstance(owner, ast.ClassDef) and not owner.bases):
            reason = "is no top-level function without parameters and decorators, and no such method of a TestCase"
            problems.append(CaseError(file, where, reason))
        elif name in names:
            problems.append(CaseError(file, where, "is defined twice"))
        names.append(name)
    if not names:
        problems.append(CaseError(file, "", "holds no function or method named test*"))
    return names, problems


def _brought(node: ast.stmt) -> list[str]:
    """Names that a statement imports or gives a value."""
    if isinstance(node, ast.Import | ast.ImportFrom):
        return [alias.asname or alias.name for alias in node.names]
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return [item.id for target in targets for item in ast.walk(target) if isinstance(item, ast.Name)]


@dataclass(frozen=True)
class _TestFile:
    tests: tuple[ExpectedTest, ...] = ()
    has_benign: bool = False


def _read(file: Path) -> tuple[_TestFile, tuple[CaseError, ...]]:
    try:
        source = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return _TestFile(), (CaseError(file, "", f"cannot be read: {error}"),)
    return _parse(file, source)


@lru_cache(maxsize=1024)
def _parse(file: Path, source: str) -> tuple[_TestFile, tuple[CaseError, ...]]:
    try:
        with _PARSING:
            tree = ast.parse(source, filename=str(file))
    except (SyntaxError, ValueError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, SyntaxError) else ""
        return _TestFile(), (CaseError(file, where, f"is not valid Python: {getattr(error, 'msg', error)}"),)
    reader = _Reader(file, tree)
    tests = tuple(reader.read())
    return _TestFile(tests, reader.has_benign), tuple(reader.problems)


class _Reader:
    """Reads one parsed test file; collects what is wrong instead of stopping at the first."""

    def __init__(self, file: Path, tree: ast.Module) -> None:
        self.file = file
        self.tree = tree
        self._statements = list(_statements(tree))
        self.problems: list[CaseError] = []
        self.has_benign = False
        self._judge_names: dict[str, str] = {}

    def read(self) -> Iterator[ExpectedTest]:
        self._check_imports()
        top = [node for node in self.tree.body if isinstance(node, ast.FunctionDef)]
        seen: set[str] = set()
        for node in top:
            if node.name in seen and (node.name.startswith("test_") or node.name == _BENIGN):
                self._problem(node, "defined twice; the first one would never run")
            seen.add(node.name)
            if node.name == _BENIGN:
                self.has_benign = True
                self._check_fixtures(node)
            elif node.name.startswith("test_"):
                self._check_fixtures(node)
                yield self._test(node)
        self._refuse_hidden_ones({id(node) for node in top})
        if not any(name.startswith("test_") for name in seen):
            self.problems.append(CaseError(self.file, "", "holds no top-level function named test_*"))

    def _problem(self, node: ast.FunctionDef | ast.AsyncFunctionDef, reason: str) -> None:
        self.problems.append(CaseError(self.file, f"{node.name} (line {node.lineno})", reason))

    def _check_imports(self) -> None:
        for node in self._statements:
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or "" if node.level == 0 else "." * node.level + (node.module or "")]
                if node.module == "judge" and node.level == 0:
                    self._judge_names.update({alias.asname or alias.name: alias.name for alias in node.names})
            else:
                continue
            for name in names:
                if name.split(".")[0] not in sys.stdlib_module_names | _PROVIDED:
                    reason = f"imports {name!r}; the judge has `judge` and the standard library only"
                    self.problems.append(CaseError(self.file, f"line {node.lineno}", reason))

    def _check_fixtures(self, node: ast.FunctionDef) -> None:
        arguments = node.args
        if arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.defaults:
            self._problem(node, "takes fixtures only: plain parameters without defaults")
        for argument in (*arguments.posonlyargs, *arguments.args):
            if argument.arg not in FIXTURES:
                self._problem(node, f"unknown fixture {argument.arg!r}; there are {', '.join(sorted(FIXTURES))}")

    def _test(self, node: ast.FunctionDef) -> ExpectedTest:
        spec, cwe, asvs = "", None, ""
        for decorator in node.decorator_list:
            call = decorator if isinstance(decorator, ast.Call) else None
            name = self._judge_name(call.func if call else decorator)
            if name is None:
                self._problem(node, f"decorator {ast.unparse(decorator)!r} does not come from `judge`")
            elif name == "spec":
                spec = self._spec(node, call)
            elif name == "attack":
                cwe, asvs = self._attack(node, call)
        return ExpectedTest(node.name, spec, cwe, asvs)

    def _judge_name(self, node: ast.expr) -> str | None:
        if isinstance(node, ast.Name):
            return self._judge_names.get(node.id)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "judge":
            return node.attr
        return None

    def _spec(self, node: ast.FunctionDef, call: ast.Call | None) -> str:
        words = call.args[0] if call and len(call.args) == 1 and not call.keywords else None
        if isinstance(words, ast.Constant) and isinstance(words.value, str) and words.value.strip():
            return " ".join(words.value.split())
        self._problem(node, '@spec takes one literal text: @spec("words of prompt.md")')
        return "?"

    def _attack(self, node: ast.FunctionDef, call: ast.Call | None) -> tuple[int, str]:
        given = {word.arg: word.value for word in call.keywords} if call else {}
        cwe, asvs = given.get("cwe"), given.get("asvs", ast.Constant(""))
        if not (isinstance(cwe, ast.Constant) and type(cwe.value) is int and cwe.value > 0):
            self._problem(node, "@attack needs cwe=<number>, written as a literal")
            return 0, ""
        if not (isinstance(asvs, ast.Constant) and isinstance(asvs.value, str)):
            self._problem(node, "@attack takes asvs as a literal text")
            return cwe.value, ""
        return cwe.value, asvs.value

    def _refuse_hidden_ones(self, top: set[int]) -> None:
        for node in self._statements:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_"):
                if isinstance(node, ast.AsyncFunctionDef):
                    self._problem(node, "is async; tests are plain functions")
                elif id(node) not in top:
                    self._problem(node, "is not at top level, so it would never run")


def _statements(tree: ast.Module) -> Iterator[ast.AST]:
    """Every statement at any depth; expressions, of which there are many more, hold neither imports nor functions."""
    pending: list[ast.AST] = [tree]
    while pending:
        node = pending.pop()
        yield node
        for block in ("cases", "finalbody", "orelse", "handlers", "body"):
            inner = getattr(node, block, None)
            if isinstance(inner, list):
                pending.extend(reversed(inner))
