"""Who judges an attempt: the sandbox's evaluator for the run's backend, or a function a test has put in its place."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from cases.files import FileSet
from cases.model import Case
from sandbox.verdict import Assurance, Verdict

if TYPE_CHECKING:
    from sandbox.evaluator import Evaluator, OnWorks

Evaluate = Callable[[Case, FileSet], Verdict]


class Judges(Protocol):
    """What a worker needs. Thread-safe; may raise, which counts as a failure of ours."""

    def evaluate(self, backend: str | None, case: Case, project: FileSet, on_works: OnWorks) -> Verdict:
        """The verdict on a whole project; `on_works` as in `Evaluator.evaluate`, or never called."""

    def conditions(self, backend: str | None, case: Case) -> tuple[str, Assurance] | None:
        """Toolchain digest and assurance a verdict would be reached under; None: verdicts are never reused."""

    def close(self) -> None:
        """Free what was opened."""


class SandboxJudges:
    """One evaluator per backend, opened when first needed: opening probes what this machine can do."""

    def __init__(self, data: Path, default_backend: str | None, *, warm_pods: int = 0) -> None:
        self._data = data
        self._warm_pods = warm_pods
        self._default = default_backend
        self._opening = threading.Lock()
        self._open: dict[str | None, Evaluator] = {}

    def evaluate(self, backend: str | None, case: Case, project: FileSet, on_works: OnWorks) -> Verdict:
        """As `Judges.evaluate`."""
        return self._evaluator(backend).evaluate(case, project, on_works)

    def conditions(self, backend: str | None, case: Case) -> tuple[str, Assurance] | None:
        """As `Judges.conditions`."""
        evaluator = self._evaluator(backend)
        return evaluator.toolchain(case).digest, evaluator.assurance_of(case)

    def close(self) -> None:
        """Close every evaluator."""
        with self._opening:
            while self._open:
                self._open.popitem()[1].close()

    def _evaluator(self, backend: str | None) -> Evaluator:
        name = backend or self._default
        with self._opening:
            if name not in self._open:
                from sandbox.evaluator import Evaluator

                self._open[name] = Evaluator(self._data, name, warm_pods=self._warm_pods)
            return self._open[name]


class FunctionJudges:
    """Every attempt is judged by one function; nothing is reused unless `conditions` says under what."""

    def __init__(self, evaluate: Evaluate, conditions: tuple[str, Assurance] | None = None) -> None:
        self._evaluate = evaluate
        self._conditions = conditions

    def evaluate(self, backend: str | None, case: Case, project: FileSet, on_works: OnWorks) -> Verdict:
        """As `Judges.evaluate`."""
        return self._evaluate(case, project)

    def conditions(self, backend: str | None, case: Case) -> tuple[str, Assurance] | None:
        """As `Judges.conditions`."""
        return self._conditions

    def close(self) -> None:
        """Nothing is open."""
