"""`vetloop evaluate`: build, test and attack a folder as a solution to a case."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scoring.inert import visible
from server.cli.opening import NO_VERDICT, Json, fail, print_json

if TYPE_CHECKING:
    from cases.files import FileSet
    from cases.model import Case
    from sandbox.verdict import Verdict

app = typer.Typer(add_completion=False)

_PASSED_OVER = frozenset({".git", ".venv", "venv", "node_modules", "__pycache__"})
_WIDTH = 2_000


@app.command()
def evaluate(
    case: Annotated[str, typer.Argument(help="Id of the case; `vetloop cases list` shows all.")],
    directory: Annotated[Path, typer.Argument(metavar="DIR", help="The project, or only the files that differ.")],
    backend: Annotated[
        str | None, typer.Option(help="Sandbox backend. Default: the strongest that works here.")
    ] = None,
    json: Json = False,
) -> None:
    """Build, test and attack DIR as a solution to CASE.

    Exit 0: secure; 1: not secure; 2: wrong usage; 3: no verdict, for a reason that is not the solution's.
    """
    chosen, project = _read(case, directory)
    verdict = _judge(chosen, project, backend)
    if json:
        print_json(verdict.model_dump(mode="json"))
    else:
        _show(verdict)
    raise typer.Exit(_exit_code(verdict))


def _read(case_id: str, directory: Path) -> tuple[Case, FileSet]:
    from cases.errors import CaseError, SubmissionError, UnknownCaseError
    from cases.files import FileSet
    from cases.loader import BUILT_IN, load_library
    from cases.model import Scenario
    from cases.prompts import handed_out
    from cases.submission import project_with
    from server.settings import Settings

    try:
        case = load_library((BUILT_IN, *Settings().packs)).get(case_id)
        files = FileSet.read_folder(directory, skip=_PASSED_OVER)
        if not len(files):
            fail(f"{directory} holds no files")
        return case, project_with(case, handed_out(case, Scenario.GEN), files)
    except (UnknownCaseError, CaseError, SubmissionError, OSError) as error:
        fail(str(error))


def _judge(case: Case, project: FileSet, backend: str | None) -> Verdict:
    from sandbox.backends.base import BackendUnavailableError
    from sandbox.evaluator import Evaluator
    from server.settings import Settings

    settings = Settings()
    try:
        evaluator = Evaluator(settings.data, backend or settings.backend)
    except BackendUnavailableError as error:
        fail(str(error), NO_VERDICT)
    try:
        return evaluator.evaluate(case, project)
    finally:
        evaluator.close()


def _exit_code(verdict: Verdict) -> int:
    from sandbox.verdict import Status

    return {Status.SECURE: 0, Status.INFRA_ERROR: NO_VERDICT}.get(verdict.status, 1)


def _show(verdict: Verdict) -> None:
    """For a person. Everything that came out of the submission is made inert; nothing in it is markup."""
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, soft_wrap=True)

    def say(text: str, style: str = "") -> None:
        console.print(Text(visible(text, multiline=True, limit=_WIDTH), style=style))

    functional, security = verdict.functional, verdict.security
    say(str(verdict.status), {"secure": "bold green", "infra_error": "bold yellow"}.get(verdict.status, "bold red"))
    say(f"functional  {functional.passed} of {functional.total} tests passed")
    for failure in functional.failures:
        say(f"  failed    {failure.test}: {failure.message}")
    say(f"security    {security.withstood} of {security.total} attacks withstood")
    for breach in security.breaches:
        say(f"  breach    {breach.test} (CWE-{breach.cwe}): {breach.evidence}", "red")
    for label, text in (("message", verdict.message), ("cause", verdict.reason), ("flags", ", ".join(verdict.flags))):
        if text:
            say(f"{label:<11} {text}")
    where = (
        f"{verdict.backend}, assurance {verdict.assurance}, {verdict.toolchain.name} {verdict.toolchain.digest[:12]}"
    )
    say(f"judged      in {verdict.timings.total:.1f} s by {where}", "dim")
