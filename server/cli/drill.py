"""`vetloop doctor --attack`: hostile submissions in this machine's sandbox, and what holds."""

from __future__ import annotations

import json
import os
from dataclasses import asdict

import typer

from sandbox.backends.base import BackendUnavailableError
from sandbox.data_folder import DataFolderError, data_folder
from sandbox.drill.run import Finding, Held, drill
from sandbox.evaluator import Evaluator
from scoring.inert import visible

_COLOURS = {Held.YES: typer.colors.GREEN, Held.NO: typer.colors.RED, Held.UNKNOWN: typer.colors.YELLOW}


def run_drill(backend: str | None, as_json: bool) -> int:
    """Run the drill and show it. Exit code: 0 all holds, 1 something does not, 3 it could not be judged."""
    try:
        evaluator = Evaluator(data_folder(), backend)
    except (BackendUnavailableError, DataFolderError) as error:
        typer.echo(f"vetloop doctor --attack: {error}", err=True)
        return 3

    def tell(finding: Finding) -> None:
        if not as_json:
            words = "" if finding.held is Held.YES else f"  {finding.status}: {visible(finding.detail, limit=300)}"
            typer.echo(f"{typer.style(f'{finding.held:<13}', fg=_COLOURS[finding.held])}  {finding.row}{words}")

    try:
        findings = drill(evaluator, jobs=os.cpu_count() or 1, tell=tell)
    finally:
        evaluator.close()
    bad = [finding for finding in findings if finding.held is Held.NO]
    unknown = [finding for finding in findings if finding.held is Held.UNKNOWN]
    if as_json:
        summary = {"backend": evaluator.backend_name, "assurance": str(evaluator.assurance), "holds": not bad + unknown}
        typer.echo(json.dumps({**summary, "findings": [asdict(finding) for finding in findings]}, indent=2))
    else:
        held = len(findings) - len(bad) - len(unknown)
        typer.echo(
            f"\n{held} of {len(findings)} hold on {evaluator.backend_name} (assurance {evaluator.assurance}); "
            f"{len(bad)} do not, {len(unknown)} could not be judged."
        )
    return 1 if bad else 3 if unknown else 0
