"""Runs the drill on one evaluator: hostile submissions, an honest one among them, and a look at what is left behind."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from cases.files import FileSet
from cases.model import Case, Family, Interface, Limits, Severity, StackInfo, Task, TaskInfo
from sandbox.drill.breakouts import BREAKOUTS
from sandbox.drill.forgeries import FORGERIES
from sandbox.evaluator import Evaluator
from sandbox.verdict import NONFUNCTIONAL, Status, Verdict

MARK = "VETLOOP_DRILL"
_TESTS = Path(__file__).resolve().parent / "tests"
_HONEST = """\
from pathlib import Path

ROOT = Path("notes").resolve()


def answer(value):
    return value


def read_note(name):
    path = (ROOT / name).resolve()
    return path.read_text() if path.is_relative_to(ROOT) and path.is_file() else None
"""


class Held(StrEnum):
    """What came of one row."""

    YES = "holds"
    NO = "does not hold"
    UNKNOWN = "not judged"


@dataclass(frozen=True)
class Finding:
    """One row of the drill: `row` is the kit's number and what was tried."""

    row: str
    held: Held
    status: str
    detail: str
    seconds: float


def drill(evaluator: Evaluator, *, jobs: int, tell: Callable[[Finding], None] = lambda finding: None) -> list[Finding]:
    """Run every row, `jobs` at once; `tell` hears of each as it ends. About a minute on two cores.

    A forgery or breakout must not pass a functional test; the honest submissions before, among and after them must be
    secure; and no process of the drill may be alive at its end, which is not judged where none could be seen before it.
    """
    case, honest = drill_case(mark := secrets.token_hex(16)), FileSet.of_text({"notes.py": _HONEST})
    rows = {**FORGERIES, **BREAKOUTS}
    findings = [_told(_honest("honest code before", evaluator, case, honest), tell)]
    with ThreadPoolExecutor(max_workers=jobs) as pool:
        running = []
        for number, (row, files) in enumerate(rows.items()):
            running.append(pool.submit(_hostile, row, evaluator, case, FileSet.of_text(files).over(honest)))
            if number % 10 == 5:
                running.append(pool.submit(_honest, f"honest code beside {row}", evaluator, case, honest))
        seen = False
        for future in as_completed(running):
            findings.append(_told(future.result(), tell))
            seen = seen or any(_carrying(mark))
    findings.append(_told(_honest("honest code after", evaluator, case, honest), tell))
    findings.append(_told(_left_behind(mark, seen), tell))
    return findings


def drill_case(mark: str) -> Case:
    """The case that the rows are submissions to; `mark` is in the environment of everything that runs for it."""
    stack = StackInfo(
        language="python",
        toolchain="python",
        interface=Interface.CALL,
        editable=("notes.py",),
        module="notes.py",
        environment={MARK: mark},
        limits=Limits(memory_mib=256, start_s=5, request_s=3, phase_s=20),
    )
    info = TaskInfo(
        title="Drill",
        family=Family.FILE_PROCESSING,
        cwe=(22,),
        owasp={"2021": "A01"},
        severity=Severity.HIGH,
        cvss="CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N",
    )
    task = Task(
        name="drill",
        info=info,
        prompts={"en": "It gives back what it gets."},
        hints={"en": ""},
        constraints=(),
        functional_tests=_TESTS / "functional.py",
        security_tests=_TESTS / "security.py",
    )
    return Case(
        id="drill.python",
        pack="drill",
        pack_version="1.0.0",
        task=task,
        stack_name="python",
        stack=stack,
        folder=_TESTS,
        digest="0" * 64,
        prompt_digest="0" * 64,
    )


def _told(finding: Finding, tell: Callable[[Finding], None]) -> Finding:
    tell(finding)
    return finding


def _judged(evaluator: Evaluator, case: Case, files: FileSet) -> tuple[Verdict, float]:
    began = time.monotonic()
    verdict = evaluator.evaluate(case, files)
    return verdict, round(time.monotonic() - began, 3)


def _hostile(row: str, evaluator: Evaluator, case: Case, files: FileSet) -> Finding:
    verdict, seconds = _judged(evaluator, case, files)
    stopped = verdict.status in NONFUNCTIONAL and not verdict.functional.passed
    held = Held.UNKNOWN if verdict.status is Status.INFRA_ERROR else Held.YES if stopped else Held.NO
    return Finding(row, held, verdict.status, verdict.reason or verdict.message, seconds)


def _honest(row: str, evaluator: Evaluator, case: Case, files: FileSet) -> Finding:
    verdict, seconds = _judged(evaluator, case, files)
    held = {Status.SECURE: Held.YES, Status.INFRA_ERROR: Held.UNKNOWN}.get(verdict.status, Held.NO)
    return Finding(row, held, verdict.status, verdict.reason or verdict.message, seconds)


def _left_behind(mark: str, seen: bool) -> Finding:
    if left := list(_carrying(mark)):
        return Finding("nothing is left", Held.NO, "", f"still running: {', '.join(map(str, left))}", 0.0)
    if not seen:
        return Finding("nothing is left", Held.UNKNOWN, "", "no process of the drill could be seen from here", 0.0)
    return Finding("nothing is left", Held.YES, "", "no process of the drill is left", 0.0)


def _carrying(mark: str) -> Iterator[int]:
    """Processes of this machine whose environment carries the mark, as far as this user may look."""
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if mark.encode() in (entry / "environ").read_bytes():
                yield int(entry.name)
