"""What must hold between the files of one case, beyond each file being well-formed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from cases.errors import CaseError, SubmissionError
from cases.files import FileSet, check_path
from cases.hidden_tests import ExpectedTests
from cases.model import Interface, Runner, SolutionKind, StackInfo, TaskInfo
from cases.slots import fill, slots_in, stray_braces
from cases.submission import REVIEW_FILE, refusal_of

LEAST_SOLUTIONS = {SolutionKind.SECURE: 2, SolutionKind.VULNERABLE: 3, SolutionKind.BROKEN: 2}
_NEEDED_FIELD = {
    Interface.HTTP: "start",
    Interface.CALL: "module",
    Interface.CLI: "command",
}
_NEEDS = frozenset({"addresses", "browser", "postgres", "redis"})
_VARIABLE = re.compile(r"^[A-Z_][A-Z0-9_]*$")


def check_stack(file: Path, stack: StackInfo, scaffold: FileSet, problems: list[CaseError]) -> None:
    """stack.toml against its own interface and against the scaffold."""
    needed = _NEEDED_FIELD[stack.interface]
    if not getattr(stack, needed):
        problems.append(CaseError(file, needed, f"is required for interface {stack.interface.value!r}"))
    for other in sorted({*_NEEDED_FIELD.values()} - {needed}):
        if getattr(stack, other):
            problems.append(CaseError(file, other, f"has no meaning for interface {stack.interface.value!r}"))
    present = scaffold.as_dict()
    if stack.module and stack.module not in present:
        problems.append(CaseError(file, "module", f"{stack.module!r} is not in scaffold/"))
    for path in stack.editable:
        if path not in present:
            problems.append(
                CaseError(file, "editable", f"{path!r} is not in scaffold/; files to add belong in may_add")
            )
    for pattern in stack.may_add:
        try:
            check_path(pattern.replace("*", "x").replace("?", "x"))
        except SubmissionError as error:
            problems.append(CaseError(file, "may_add", f"{pattern!r}: {error.reason}"))
    if REVIEW_FILE in present:
        problems.append(CaseError(file.parent / "scaffold" / REVIEW_FILE, "", "is the name of the agent's own review"))
    for name in sorted(set(stack.needs) - _NEEDS):
        problems.append(CaseError(file, "needs", f"unknown feature {name!r}; there is {', '.join(sorted(_NEEDS))}"))
    for name in stack.environment:
        if not _VARIABLE.match(name):
            problems.append(CaseError(file, "environment", f"{name!r} is not a name like APP_MODE"))


def check_runner(file: Path, stack: StackInfo, info: TaskInfo, problems: list[CaseError]) -> None:
    """Native suites import the submission: they are for `call` stacks, and nothing of the judge's is there for them."""
    if info.runner is not Runner.NATIVE:
        return
    if stack.interface is not Interface.CALL:
        problems.append(CaseError(file, "interface", 'must be "call": task.toml says runner = "native"'))
    if stack.needs:
        problems.append(CaseError(file, "needs", 'has no meaning: task.toml says runner = "native"'))
    if (file.parent / "driver").is_dir():
        problems.append(CaseError(file.parent / "driver", "", 'has no meaning: task.toml says runner = "native"'))


def check_slots(
    folder: Path, file: Path, stack: StackInfo, texts: Mapping[str, str], problems: list[CaseError]
) -> None:
    """Every slot in the task's texts has a value, every value a slot. `texts`: file name in `folder` to text."""
    used: set[str] = set()
    for name, text in texts.items():
        for slot in dict.fromkeys(slots_in(text)):
            used.add(slot)
            if slot not in stack.slots:
                problems.append(CaseError(file, f"slots.{slot}", f"is missing; {folder / name} has '{{{{ {slot} }}}}'"))
    for slot in sorted(set(stack.slots) - used):
        problems.append(CaseError(file, f"slots.{slot}", f"is used by none of {', '.join(texts)}"))


def check_braces(folder: Path, texts: Mapping[str, str], problems: list[CaseError]) -> None:
    """No text holds braces that look like a slot and are none."""
    advice = "is no slot like `{{ name }}`; to show braces to the agent, give them as the value of a slot"
    for name, text in texts.items():
        problems.extend(CaseError(folder / name, f"line {line}", f"'{{{{' {advice}") for line in stray_braces(text))


def check_attacks(file: Path, info: TaskInfo, tests: ExpectedTests, problems: list[CaseError]) -> None:
    """Every attack is about a CWE that task.toml names, and the first of them is attacked."""
    attacked = {test.cwe for test in tests.security}
    for test in tests.security:
        if test.cwe and test.cwe not in info.cwe:
            problems.append(
                CaseError(file, test.id, f"attacks CWE-{test.cwe}, which task.toml does not list under cwe")
            )
    if tests.security and info.cwe[0] not in attacked:
        reason = f"no attack reports CWE-{info.cwe[0]}, the first in task.toml"
        problems.append(CaseError(file, "", reason))


def check_specs(
    tests_file: Path, stack_file: Path, stack: StackInfo, prompt: str, tests: ExpectedTests, problems: list[CaseError]
) -> None:
    """The words of every `@spec` occur in the prompt as this stack fills it, white space folded."""
    try:
        told = " ".join(fill(prompt, stack.slots).split())
    except KeyError:
        return  # reported by check_slots
    for test in tests.functional:
        if test.spec not in told:
            reason = f"@spec {test.spec!r} does not occur in the prompt of {stack_file.parent.name}"
            problems.append(CaseError(tests_file, test.id, reason))


def check_solutions(
    folder: Path,
    file: Path,
    stack: StackInfo,
    scaffold: FileSet,
    solutions: Mapping[str, FileSet],
    problems: list[CaseError],
) -> None:
    """Enough solutions of each kind, each holding only what an agent might have handed in."""
    for kind, least in LEAST_SOLUTIONS.items():
        count = sum(name.startswith(f"{kind.value}-") for name in solutions)
        if count < least:
            problems.append(CaseError(folder, f"{kind.value}-*", f"{count} given, at least {least} are needed"))
    if stack.handed_out not in solutions or not stack.handed_out.startswith("vulnerable-"):
        problems.append(CaseError(file, "handed_out", f"{stack.handed_out!r} is not a vulnerable-* folder of {folder}"))
    for name in sorted(set(stack.solutions) - set(solutions)):
        problems.append(CaseError(file, f"solutions.{name}", f"there is no such folder in {folder}"))
    for number, item in enumerate(stack.equivalent_mutants):
        if item.solution not in solutions or not item.solution.startswith("secure-"):
            where = f"equivalent_mutants[{number}].solution"
            problems.append(CaseError(file, where, f"{item.solution!r} is not a secure-* folder of {folder}"))
    before = scaffold.as_dict()
    for name, files in solutions.items():
        if not files:
            problems.append(CaseError(folder / name, "", "holds no file"))
        for path, content in files:
            if before.get(path) == content:
                problems.append(CaseError(folder / name / path, "", "is the same as in scaffold/; leave it out"))
            elif refusal := refusal_of(stack, path, existing=path in before):
                problems.append(CaseError(folder / name / path, "", refusal))
