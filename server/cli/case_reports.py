"""What `vetloop cases verify` shows: progress while it works, and the gates with their numbers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from cases.verifier.report import CaseReport, Gate, GateState, Report
from cases.verifier.run import Progress as Advance

_COLOURS = {GateState.PASSED: "green", GateState.FAILED: "red", GateState.NOT_VERIFIED: "yellow"}
_MOST_DETAILS = 20


@contextmanager
def progress_bar() -> Iterator[Advance]:
    """A bar on stderr; yields the function that moves it. Nothing is shown where stderr is no terminal."""
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    console = Console(stderr=True)
    with Progress(TextColumn("{task.description}"), *columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task("preparing", total=None)

        def advance(done: int, expected: int, case_id: str) -> None:
            bar.update(task, completed=done, total=expected, description=escape(case_id))

        yield advance


def print_report(report: Report, console: Console) -> None:
    """One line per case and gate, what failed, and the totals."""
    for case in report.cases:
        console.print(f"[bold]{case.case}[/]  {_state(case.state)}  {case.evaluations} evaluations")
        console.print(_gates(case))
        _print_faults(case, console)
    for reason in report.refused:
        console.print(f"[bold]not judged here[/]: {escape(reason)}")
    totals = Table("all cases", "good", "of", "cases passed", "", box=None, title_justify="left")
    for total in report.totals:
        asked = f"{total.passed} of {total.cases}"
        totals.add_row(total.gate, str(total.good), str(total.total), asked, _state(total.state))
    console.print(totals)
    where = f" on {report.backend} (assurance {report.assurance})" if report.assurance else ""
    console.print(f"{report.evaluations} evaluations in {report.seconds:.0f} s{where}: {_state(report.state)}")
    if report.interrupted:
        console.print("[yellow]interrupted: this is what was done so far[/]")


def _gates(case: CaseReport) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 1), pad_edge=True)
    for gate in case.gates:
        table.add_row(gate.gate, f"{gate.good}/{gate.total}", _share(gate), _state(gate.state))
    return table


def _print_faults(case: CaseReport, console: Console) -> None:
    for gate in case.gates:
        for detail in gate.details[:_MOST_DETAILS]:
            console.print(f"  {gate.gate}: {detail}", markup=False)
        if len(gate.details) > _MOST_DETAILS:
            console.print(f"  {gate.gate}: and {len(gate.details) - _MOST_DETAILS} more; --json shows all")
    for survivor in case.survivors:
        console.print(f"  survivor of {survivor.solution}: {survivor.mutant}\n{survivor.diff}", markup=False)
    for note in case.notes:
        console.print(f"  note: {note}", markup=False)


def _share(gate: Gate) -> str:
    return f"{gate.good / gate.total:.0%}" if gate.total else ""


def _state(state: GateState) -> str:
    colour = _COLOURS.get(state, "dim")
    return f"[{colour}]{state.value}[/]"
