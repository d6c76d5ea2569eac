"""Verifies cases: makes the candidates, evaluates them on several threads, and puts the gates together."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed, wait
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field

from cases.files import FileSet
from cases.hidden_tests import expected_tests
from cases.model import Case
from cases.verifier.candidates import Candidates, Role, candidates_for
from cases.verifier.evaluation import Evaluate, Outcome, outcome_of
from cases.verifier.gates import Evidence, gates_of, notes_of, survivors_of
from cases.verifier.load import cpu_load
from cases.verifier.report import CaseReport, Report, Survivor, totals_of, worst

Progress = Callable[[int, int, str], None]
"""Evaluations done, evaluations in all, the case at hand."""

_REFERENCE = frozenset({Role.SECURE, Role.VULNERABLE, Role.BROKEN})


@dataclass(frozen=True)
class Options:
    """How much is tried."""

    mutants: int = 30
    """At most so many for each secure solution; 0 skips the gate."""
    flips: int = 0
    """Further runs of every reference solution, the second half of them under CPU load; 0 skips the gate."""
    cheats: bool = True
    jobs: int = field(default_factory=lambda: os.cpu_count() or 1)


@dataclass(frozen=True)
class _Job:
    case: Case
    project: FileSet
    repeated: str = ""
    """Name of the reference solution this is a further run of."""


def verify(
    cases: Sequence[Case], evaluate: Evaluate, options: Options, *, progress: Progress = lambda *_: None
) -> Report:
    """Check all gates of `cases`.

    Interrupted (Ctrl-C), it lets the evaluations that are under way end, drops the others, and reports what was done:
    gates that miss evaluations are then not verified.
    """
    start = time.monotonic()
    made = {case.id: candidates_for(case, mutants=options.mutants, cheats=options.cheats) for case in cases}
    work = _Work(evaluate, options.jobs, progress)
    stages = _stages(cases, made, options.flips)
    work.expected = sum(len(jobs) for jobs, _ in stages)
    for jobs, loaded in stages:
        with cpu_load() if loaded and jobs else nullcontext():
            work.do(jobs)
        if work.interrupted:
            break
    reports = tuple(_case_report(case, made[case.id], work, options) for case in cases)
    return Report(
        state=worst(case.state for case in reports),
        cases=reports,
        totals=totals_of(reports),
        interrupted=work.interrupted,
        evaluations=work.done,
        seconds=round(time.monotonic() - start, 3),
        options={"mutants": options.mutants, "flips": options.flips, "cheats": options.cheats, "jobs": options.jobs},
    )


def _stages(cases: Iterable[Case], made: dict[str, Candidates], flips: int) -> list[tuple[list[_Job], bool]]:
    """What is evaluated: every project once, then the quiet repetitions, then those under load."""
    once: dict[tuple[str, str], _Job] = {}
    quiet: list[_Job] = []
    loaded: list[_Job] = []
    for case in cases:
        for item in made[case.id].items:
            once.setdefault((case.id, item.project.digest), _Job(case, item.project))
            if item.role in _REFERENCE:
                repetition = _Job(case, item.project, item.name)
                quiet += [repetition] * (flips - flips // 2)
                loaded += [repetition] * (flips // 2)
    return [(list(once.values()), False), (quiet, False), (loaded, True)]


class _Work:
    """The evaluations: what came of them, and how far they are."""

    def __init__(self, evaluate: Evaluate, jobs: int, progress: Progress) -> None:
        self.expected = 0
        self.done = 0
        self.interrupted = False
        self.outcomes: dict[str, dict[str, Outcome]] = {}
        self.repeats: dict[str, dict[str, list[Outcome]]] = {}
        self._evaluate = evaluate
        self._jobs = max(1, jobs)
        self._progress = progress

    def do(self, jobs: Sequence[_Job]) -> None:
        """Evaluate `jobs`; on Ctrl-C those not yet begun are dropped, on the second the others are not waited for."""
        pool = ThreadPoolExecutor(self._jobs, thread_name_prefix="verify")
        futures = {pool.submit(outcome_of, self._evaluate, job.case, job.project): job for job in jobs}
        pending = set(futures)
        try:
            for future in as_completed(futures):
                pending.discard(future)
                self._keep(futures[future], future)
        except KeyboardInterrupt:
            self.interrupted = True
            pool.shutdown(wait=False, cancel_futures=True)
            with suppress(KeyboardInterrupt):
                wait(future for future in pending if not future.cancelled())
            for future in pending:
                if future.done() and not future.cancelled():
                    self._keep(futures[future], future)
        else:
            pool.shutdown()

    def _keep(self, job: _Job, future: Future[Outcome]) -> None:
        outcome = future.result()
        if job.repeated:
            self.repeats.setdefault(job.case.id, {}).setdefault(job.repeated, []).append(outcome)
        else:
            self.outcomes.setdefault(job.case.id, {})[job.project.digest] = outcome
        self.done += 1
        self._progress(self.done, self.expected, job.case.id)


def _case_report(case: Case, candidates: Candidates, work: _Work, options: Options) -> CaseReport:
    evidence = Evidence(
        case=case,
        tests=expected_tests(case),
        candidates=candidates,
        outcomes=work.outcomes.get(case.id, {}),
        repeats=work.repeats.get(case.id, {}),
        repeats_expected=options.flips,
        with_mutants=bool(options.mutants),
        with_cheats=options.cheats,
    )
    gates = gates_of(evidence)
    return CaseReport(
        case=case.id,
        digest=case.digest,
        pack=case.pack,
        state=worst(gate.state for gate in gates),
        gates=gates,
        survivors=tuple(
            Survivor(solution=item.solution, mutant=item.name, diff=item.diff) for item in survivors_of(evidence)
        ),
        notes=notes_of(evidence),
        evaluations=len(evidence.outcomes),
    )
