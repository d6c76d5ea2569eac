"""Packs from disk to a `Library`. Whatever is wrong is found in one go and said with file, field and reason."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cases import consistency, digest
from cases.errors import BrokenPackError, CaseError
from cases.files import FileSet
from cases.hidden_tests import ExpectedTests, read_tests
from cases.library import Library
from cases.model import Case, Constraint, PackInfo, StackInfo, Task, TaskInfo
from cases.reading import entries, expect, read_constraints, read_files, read_model, read_text

BUILT_IN = Path(__file__).parent / "packs"
"""The packs that come with Vetloop."""

_SLUG = re.compile(r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$")
_SOLUTION = re.compile(r"^(secure|vulnerable|broken)(-[a-z0-9]+)+$")
_TEXT = re.compile(r"^(?P<what>prompt|hint)(\.(?P<language>[a-z]{2,3}(-[A-Za-z]{2,4})?))?\.md$")
_PACK_FILES = ("README.md", "LICENSE", "NOTICE")


def load_library(folders: Sequence[Path] = (BUILT_IN,), *, strict: bool = True) -> Library:
    """Load packs. Each folder is a pack (it holds pack.toml) or a folder of packs.

    With `strict=False` broken cases are left out and listed in `Library.broken`.

    Raises:
        BrokenPackError: anything is wrong with any of them; its `errors` lists everything.
    """
    problems: list[CaseError] = []
    packs: list[tuple[PackInfo, Path]] = []
    loaded: dict[str, Case] = {}
    for folder in (pack for place in folders for pack in _pack_folders(place, problems)):
        info, cases = _load_pack(folder, problems)
        if info is None:
            continue
        if any(info.name == other.name for other, _ in packs):
            problems.append(CaseError(folder / "pack.toml", "name", f"a pack {info.name!r} is already loaded"))
            continue
        packs.append((info, folder))
        for case in cases:
            if case.id in loaded:
                reason = f"the id {case.id!r} is taken by {loaded[case.id].folder}"
                problems.append(CaseError(case.folder, "", reason))
            else:
                loaded[case.id] = case
    if problems and strict:
        raise BrokenPackError(problems)
    return Library(packs, loaded.values(), problems)


def _pack_folders(place: Path, problems: list[CaseError]) -> list[Path]:
    if (place / "pack.toml").is_file():
        return [place]
    found = sorted(path.parent for path in place.glob("*/pack.toml")) if place.is_dir() else []
    if not found:
        problems.append(CaseError(place, "", "holds no pack: there is no pack.toml in it or one level below"))
    return found


def _load_pack(folder: Path, problems: list[CaseError]) -> tuple[PackInfo | None, list[Case]]:
    info = read_model(folder / "pack.toml", PackInfo, problems)
    found = entries(folder, problems)
    cases: list[Case] = []
    before = len(problems)
    for name, is_folder in found.items():
        if not is_folder:
            if name not in {"pack.toml", *_PACK_FILES}:
                problems.append(CaseError(folder / name, "", "does not belong here; tasks are folders"))
        elif not _SLUG.match(name):
            problems.append(CaseError(folder / name, "", "is no task name: lower-case words joined by '-'"))
        elif info is not None:
            cases.extend(_load_task(info, folder / name, problems))
    if info is not None:
        if info.name != folder.name:
            reason = f"{info.name!r} differs from the folder's name {folder.name!r}"
            problems.append(CaseError(folder / "pack.toml", "name", reason))
        known = {case.id for case in cases}
        if len(problems) == before:  # a demo case that is broken is reported as broken, not as unknown
            for case_id in info.demo:
                if case_id not in known:
                    problems.append(CaseError(folder / "pack.toml", "demo", f"there is no case {case_id!r}"))
    return info, cases


@dataclass(frozen=True)
class _LoadedTask:
    task: Task
    folder: Path
    texts: dict[str, str]
    tests: ExpectedTests
    test_files: FileSet


def _load_task(pack: PackInfo, folder: Path, problems: list[CaseError]) -> list[Case]:
    own: list[CaseError] = []
    task = _read_task(folder, own)
    stacks_folder = folder / "stacks"
    stacks = entries(stacks_folder, own) if stacks_folder.is_dir() else {}
    if not stacks and stacks_folder.is_dir():
        own.append(CaseError(stacks_folder, "", "holds no stack"))
    cases: list[Case] = []
    for name, is_folder in stacks.items():
        if not is_folder or not _SLUG.match(name):
            own.append(CaseError(stacks_folder / name, "", "is no stack: a folder named in lower-case words and '-'"))
            continue
        broken: list[CaseError] = []
        case = _load_stack(pack, task, stacks_folder / name, broken)
        problems.extend(broken)
        if case is not None and not broken:
            cases.append(case)
    problems.extend(own)
    return cases if not own else []


def _read_task(folder: Path, problems: list[CaseError]) -> _LoadedTask | None:
    found = entries(folder, problems)
    languages = {name: match["language"] or "en" for name in found if (match := _TEXT.match(name))}
    needed = {"task.toml", "prompt.md", "hint.md", "constraints.md"}
    for name in languages:  # a prompt in another language comes with its hint, and the other way round
        needed |= {name.replace("prompt", "hint", 1), name.replace("hint", "prompt", 1)}
    expect(folder, found, problems, files=sorted(needed), folders=("tests", "stacks"))
    info = read_model(folder / "task.toml", TaskInfo, problems)
    texts = {name: text for name in languages if (text := read_text(folder / name, problems)) is not None}
    constraints = read_constraints(folder / "constraints.md", problems)
    texts["constraints.md"] = "\n".join(item.text for item in constraints)
    consistency.check_braces(folder, texts, problems)
    tests = _read_task_tests(folder / "tests", info, problems)
    if info is None or tests is None or problems:
        return None
    task = Task(
        name=folder.name,
        info=info,
        prompts={languages[name]: text for name, text in texts.items() if name.startswith("prompt")},
        hints={languages[name]: text for name, text in texts.items() if name.startswith("hint")},
        constraints=constraints,
        functional_tests=folder / "tests" / "functional.py",
        security_tests=folder / "tests" / "security.py",
    )
    return _LoadedTask(task, folder, texts, *tests)


def _read_task_tests(
    folder: Path, info: TaskInfo | None, problems: list[CaseError]
) -> tuple[ExpectedTests, FileSet] | None:
    if not folder.is_dir():
        return None
    expect(folder, entries(folder, problems), problems, files=("functional.py", "security.py"))
    texts = {name: read_text(folder / name, problems) for name in ("functional.py", "security.py")}
    if None in texts.values():
        return None
    tests, wrong = read_tests(folder / "functional.py", folder / "security.py", info)
    problems.extend(wrong)
    if info is not None:
        consistency.check_attacks(folder / "security.py", info, tests, problems)
    return tests, FileSet.of({name: (text or "").encode() for name, text in texts.items()})


def _load_stack(pack: PackInfo, loaded: _LoadedTask | None, folder: Path, problems: list[CaseError]) -> Case | None:
    file = folder / "stack.toml"
    found = entries(folder, problems)
    expect(folder, found, problems, files=("stack.toml",), folders=("scaffold", "solutions"), optional=("driver",))
    stack = read_model(file, StackInfo, problems)
    scaffold = read_files(folder / "scaffold", problems) if found.get("scaffold") else None
    driver = read_files(folder / "driver", problems) if found.get("driver") else None
    solutions = _read_solutions(folder / "solutions", problems) if found.get("solutions") else {}
    if stack is None or scaffold is None:
        return None
    consistency.check_stack(file, stack, scaffold, problems)
    if loaded is not None:
        consistency.check_runner(file, stack, loaded.task.info, problems)
    consistency.check_solutions(folder / "solutions", file, stack, scaffold, solutions, problems)
    if loaded is None:
        return None
    task = loaded.task
    consistency.check_slots(loaded.folder, file, stack, loaded.texts, problems)
    consistency.check_specs(task.functional_tests, file, stack, task.prompts["en"], loaded.tests, problems)
    if problems:
        return None
    return Case(
        id=f"{task.name}.{folder.name}",
        pack=pack.name,
        pack_version=pack.version,
        task=task,
        stack_name=folder.name,
        stack=stack,
        folder=folder,
        digest=digest.of_case(task.info, stack, loaded.test_files, scaffold, driver),
        prompt_digest=_prompt_digest(loaded.task, stack, scaffold, solutions),
    )


def _prompt_digest(task: Task, stack: StackInfo, scaffold: FileSet, solutions: dict[str, FileSet]) -> str:
    constraints: tuple[Constraint, ...] = task.constraints
    return digest.of_texts(stack, task.prompts, task.hints, constraints, scaffold, solutions[stack.handed_out])


def _read_solutions(folder: Path, problems: list[CaseError]) -> dict[str, FileSet]:
    solutions: dict[str, FileSet] = {}
    for name, is_folder in entries(folder, problems).items():
        if not is_folder or not _SOLUTION.match(name):
            reason = "is no solution: a folder named secure-<how>, vulnerable-<how> or broken-<how>"
            problems.append(CaseError(folder / name, "", reason))
        elif (files := read_files(folder / name, problems)) is not None:
            solutions[name] = files
    return solutions
