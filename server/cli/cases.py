"""`vetloop cases`: list, show, create and verify cases."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from cases.errors import PromptError, UnknownCaseError
from cases.hidden_tests import expected_tests
from cases.library import Library
from cases.loader import BUILT_IN, load_library
from cases.model import Case, Family, Scenario, Severity, SolutionKind
from cases.prompts import VARIANTS, compose, constraints_of
from cases.selection import Selection
from cases.submission import may_add

app = typer.Typer(no_args_is_help=True, help="List, show, create and verify cases.")

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
    console = Console(soft_wrap=True)
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
        task, _, _ = case_id.partition(".")
        _report_broken(library, [item for item in map(str, library.broken) if f"/{task}/" in item])
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


def _report_broken(library: Library, errors: Iterable[str] | None = None) -> None:
    listed = list(map(str, library.broken)) if errors is None else list(errors)
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    for error in listed:
        console.print(f"broken: {error}")


def _usage(message: str) -> typer.Exit:
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(message)
    return typer.Exit(2)


def _print_json(value: object) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
