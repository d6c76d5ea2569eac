"""`vetloop cases`: list, show, create and verify cases."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Iterable
from fnmatch import fnmatchcase
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from cases.errors import CaseError, PromptError, UnknownCaseError
from cases.hidden_tests import expected_tests
from cases.library import Library
from cases.loader import BUILT_IN, load_library
from cases.model import Case, Family, Interface, Scenario, Severity, SolutionKind
from cases.prompts import VARIANTS, compose, constraints_of
from cases.reading import PLACEHOLDER
from cases.selection import Selection
from cases.skeleton import create
from cases.submission import may_add
from cases.verifier.report import GateState, Report, worst
from cases.verifier.run import Options
from cases.verifier.run import verify as run_gates
from server.cli.case_reports import print_report, progress_bar

if TYPE_CHECKING:
    from sandbox.evaluator import Evaluator

app = typer.Typer(no_args_is_help=True, help="List, show, create and verify cases.")

_FILE_WIDTH = 200
"""Characters of a table line where no terminal says how many there are."""

Packs = Annotated[
    list[Path] | None, typer.Option("--pack", help="A pack, or a folder of packs; more than once for several.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
Languages = Annotated[list[str] | None, typer.Option("--language")]
Frameworks = Annotated[list[str] | None, typer.Option("--framework")]
Families = Annotated[list[Family] | None, typer.Option("--family")]
Cwes = Annotated[list[int] | None, typer.Option("--cwe", help="Number only: 22.")]
Severities = Annotated[list[Severity] | None, typer.Option("--severity")]


@app.command("list")
def list_cases(
    patterns: Annotated[list[str] | None, typer.Argument(help="Globs over id or title: 'file-*'.")] = None,
    language: Languages = None,
    framework: Frameworks = None,
    family: Families = None,
    cwe: Cwes = None,
    severity: Severities = None,
    pack: Packs = None,
    as_json: Json = False,
) -> None:
    """List the cases that match every given option."""
    library = _load(pack)
    selected = library.select(_selection(patterns, language, framework, family, cwe, severity))
    _report_broken(library)
    if as_json:
        packs = [
            {"name": item.name, "version": item.version, "digest": library.pack_digest(item.name)}
            for item in library.packs
        ]
        _print_json({"cases": [_row(case) for case in selected], "total": len(selected), "packs": packs})
        return
    table = Table("id", "title", "language", "framework", "interface", "family", "CWE", "severity", box=None)
    for case in selected:
        row = _row(case)
        cells = ("id", "title", "language", "framework", "interface", "family")
        table.add_row(*(row[cell] for cell in cells), " ".join(map(str, row["cwe"])), row["severity"])
    console = Console(width=None if sys.stdout.isatty() else _FILE_WIDTH)
    console.print(table)
    console.print(f"{len(selected)} of {len(library.all())} cases")


@app.command()
def show(
    case_id: Annotated[str, typer.Argument(metavar="CASE", help="A case id such as file-download.flask.")],
    scenario: Annotated[Scenario, typer.Option(help="Compose the prompt for this scenario.")] = Scenario.GEN,
    variant: Annotated[str, typer.Option(help=f"One of {', '.join(VARIANTS)}.")] = "baseline",
    prompt_language: Annotated[str, typer.Option(help="Language of the prompt: en, zh-CN, …")] = "en",
    rules: Annotated[Path | None, typer.Option(help="File with the text of the variants rules and placebo.")] = None,
    pack: Packs = None,
    as_json: Json = False,
) -> None:
    """Show one case: its facts, hidden tests, solutions, and the prompt an agent would get."""
    library = _load(pack)
    case = _get(library, case_id)
    try:
        text = rules.read_text(encoding="utf-8") if rules else ""
        prompt = compose(case, scenario, variant, language=prompt_language, rules=text)
    except (PromptError, OSError, UnicodeDecodeError) as error:
        raise _usage(str(error)) from None
    if as_json:
        shown = {"scenario": scenario, "variant": variant, "language": prompt_language, "text": prompt.text}
        versions = {"template_version": prompt.template_version, "digest": prompt.digest}
        _print_json({**_row(case), **_details(case, scenario), "prompt": shown | versions})
        return
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for name, value in {**_row(case), **_details(case, scenario)}.items():
        console.print(f"{name}: {json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value}")
    console.print(f"\n--- prompt: {scenario.value}, {variant}, templates {prompt.template_version}\n\n{prompt.text}")


@app.command()
def new(
    case_id: Annotated[str, typer.Argument(metavar="TASK.STACK", help="Id of the new case: file-download.flask.")],
    language: Annotated[str, typer.Option(help="As in stack.toml: python, javascript, …")],
    interface: Annotated[Interface, typer.Option(help="How the judge reaches the code.")],
    framework: Annotated[str, typer.Option(help="'plain' where none is used.")] = "plain",
    pack: Annotated[Path, typer.Option("--pack", help="The pack that gets the case.")] = BUILT_IN / "core",
    as_json: Json = False,
) -> None:
    """Write a commented skeleton. It loads once every 'REPLACE:' in it has been replaced."""
    task, _, stack = case_id.partition(".")
    try:
        written = create(pack, task, stack, language=language, framework=framework, interface=interface)
    except CaseError as error:
        raise _usage(str(error)) from None
    if as_json:
        _print_json({"case": case_id, "files": [str(path) for path in written]})
        return
    console = Console(soft_wrap=True, highlight=False, markup=False)
    for path in written:
        console.print(str(path))
    console.print(f"Replace every '{PLACEHOLDER}', then: vetloop cases verify {case_id}")


@app.command()
def verify(
    patterns: Annotated[list[str] | None, typer.Argument(help="Globs over id or title; nothing means all.")] = None,
    language: Languages = None,
    framework: Frameworks = None,
    family: Families = None,
    cwe: Cwes = None,
    severity: Severities = None,
    mutants: Annotated[int, typer.Option(min=0, help="At most so many per secure solution; 0 skips the gate.")] = 30,
    flips: Annotated[int, typer.Option(min=0, help="Further runs of every solution; 0 skips the gate.")] = 0,
    cheats: Annotated[bool, typer.Option(help="Try cheating submissions.")] = True,
    jobs: Annotated[int | None, typer.Option(min=1, help="Evaluations at once; default: cores.")] = None,
    backend: Annotated[str | None, typer.Option(help="Sandbox backend; default: the best that works here.")] = None,
    pack: Packs = None,
    as_json: Json = False,
) -> None:
    """Check every gate of docs/cases.md; exit 0 all passed, 1 a gate failed, 3 not verified."""
    library = _load(pack)
    selected = library.select(_selection(patterns, language, framework, family, cwe, severity))
    broken = _broken_of(library, patterns)
    _report_broken(library, broken)
    if not selected and not broken:
        raise _usage("no case matches; `vetloop cases list` shows all")
    options = Options(mutants=mutants, flips=flips, cheats=cheats, jobs=jobs or os.cpu_count() or 1)
    report = _verified(selected, options, backend).model_copy(update={"broken": tuple(broken)})
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        print_report(report, Console(soft_wrap=True, highlight=False))
    if broken or report.state is GateState.FAILED:
        raise typer.Exit(1)
    if report.interrupted or report.state is GateState.NOT_VERIFIED:
        raise typer.Exit(3)


def _verified(selected: list[Case], options: Options, backend: str | None) -> Report:
    try:
        evaluator = open_evaluator(backend, options.jobs)
    except RuntimeError as error:  # BackendUnavailableError, which is not imported before it is needed
        _say(f"not verified: {error}")
        raise typer.Exit(3) from None
    before = signal.signal(signal.SIGTERM, _interrupt_once)  # a CI job's time limit reports what was done
    try:
        hindered = {case.id: reason for case in selected if (reason := evaluator.hindrance(case))}
        judged = [case for case in selected if case.id not in hindered]
        with progress_bar() as advance:
            report = run_gates(judged, evaluator.evaluate, options, progress=advance)
    except KeyboardInterrupt:  # before anything was evaluated, or for the second time
        _say("not verified: interrupted")
        raise typer.Exit(3) from None
    finally:
        signal.signal(signal.SIGTERM, before)
        evaluator.close()
    if hindered:
        refused = tuple(f"{name}: {reason}" for name, reason in hindered.items())
        state = worst((report.state, GateState.NOT_VERIFIED)) if judged else GateState.NOT_VERIFIED
        report = report.model_copy(update={"refused": refused, "state": state})
    held = ", ".join(dict.fromkeys(evaluator.assurance_of(case).value for case in judged))
    return report.model_copy(update={"backend": evaluator.backend_name, "assurance": held})


def _interrupt_once(number: int, _: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # `timeout` sends it twice; the report must get out
    raise KeyboardInterrupt


def open_evaluator(backend: str | None, jobs: int) -> Evaluator:
    """An evaluator with pre-started pods for so many verdicts at once, unless `VETLOOP_WARM_PODS` says otherwise.

    Imported here because listing cases needs no sandbox.
    """
    from sandbox.backends.warm import pods_for
    from sandbox.data_folder import data_folder
    from sandbox.evaluator import Evaluator
    from server.settings import Settings

    chosen = Settings().warm_pods
    return Evaluator(data_folder(), backend, warm_pods=pods_for(jobs) if chosen is None else chosen)


def _row(case: Case) -> dict[str, Any]:
    info, stack = case.task.info, case.stack
    return {
        "id": case.id,
        "title": info.title,
        "language": stack.language,
        "framework": stack.framework,
        "interface": stack.interface.value,
        "family": info.family.value,
        "cwe": list(info.cwe),
        "severity": info.severity.value,
        "pack": case.pack,
        "digest": case.digest,
    }


def _details(case: Case, scenario: Scenario) -> dict[str, Any]:
    info, stack = case.task.info, case.stack
    tests = expected_tests(case)
    return {
        "pack_version": case.pack_version,
        "prompt_digest": case.prompt_digest,
        "folder": str(case.folder),
        "cvss": info.cvss,
        "owasp": info.owasp,
        "asvs": list(info.asvs),
        "toolchain": stack.toolchain,
        "editable": list(stack.editable),
        "may_add": list(may_add(case, scenario)),
        "limits": stack.limits.model_dump(mode="json"),
        "constraints": [item.model_dump() for item in constraints_of(case)],
        "functional_tests": [{"id": test.id, "spec": test.spec} for test in tests.functional],
        "security_tests": [{"id": test.id, "cwe": test.cwe, "asvs": test.asvs} for test in tests.security],
        "solutions": {kind.value: case.solution_names(kind) for kind in SolutionKind},
        "references": list(info.references),
    }


def _load(folders: list[Path] | None) -> Library:
    return load_library(folders or (BUILT_IN,), strict=False)


def _get(library: Library, case_id: str) -> Case:
    try:
        return library.get(case_id)
    except UnknownCaseError as error:
        _report_broken(library, _broken_of(library, [case_id]))
        raise _usage(str(error)) from None


def _selection(
    patterns: list[str] | None,
    languages: list[str] | None,
    frameworks: list[str] | None,
    families: list[Family] | None,
    cwes: list[int] | None,
    severities: list[Severity] | None,
) -> Selection:
    try:
        return Selection(
            globs=tuple(patterns or ()),
            languages=tuple(languages or ()),
            frameworks=tuple(frameworks or ()),
            families=tuple(families or ()),
            cwes=tuple(cwes or ()),
            severities=tuple(severities or ()),
        )
    except ValidationError as error:
        wrong = error.errors()[0]
        raise _usage(f"--{wrong['loc'][0]}: {wrong['msg']}; got {wrong['input']!r}") from None


def _broken_of(library: Library, patterns: list[str] | None) -> list[str]:
    """What is broken among what was asked for: everything, or what lies in a task that a pattern means."""
    tasks = [pattern.partition(".")[0] for pattern in patterns or ()]
    return [
        str(error)
        for error in library.broken
        if not tasks or any(fnmatchcase(part, task) for task in tasks for part in error.file.parts)
    ]


def _report_broken(library: Library, errors: Iterable[str] | None = None) -> None:
    for error in map(str, library.broken) if errors is None else errors:
        _say(f"broken: {error}")


def _usage(message: str) -> typer.Exit:
    _say(message)
    return typer.Exit(2)


def _say(message: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(message)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
