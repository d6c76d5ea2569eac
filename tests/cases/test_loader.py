from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from cases.errors import BrokenPackError, CaseError, UnknownCaseError
from cases.loader import BUILT_IN, load_library
from cases.model import Case, Family, SolutionKind
from cases.selection import Selection

MakePack = Callable[[Mapping[str, str | None]], Path]

STACK = "notes/stacks/python/stack.toml"
SCAFFOLD = "notes/stacks/python/scaffold"
SOLUTIONS = "notes/stacks/python/solutions"

TASK_HEAD = """
title = "Notes by name"
cwe = [22]
owasp = {}
severity = "high"
cvss = "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N"
"""
STACK_HEAD = """
language = "python"
toolchain = "python"
editable = ["notes.py"]
"""
SLOTS = '\n[slots]\nfunction = "read_note"\n'
CALL = 'interface = "call"\nmodule = "notes.py"\n'


def test_a_sound_pack_loads(make_pack: MakePack) -> None:
    library = load_library([make_pack({})])
    assert [case.id for case in library.all()] == ["notes.python"]
    case = library.get("notes.python")
    assert case.task.info.family is Family.FILE_PROCESSING
    assert case.solution_names(SolutionKind.SECURE) == ["secure-guarded", "secure-listed"]
    assert case.task.constraints[0].id == "ASVS 5.0 v5.3.2"
    assert case.task.constraints[0].text == "Names stay inside the folder."
    assert library.broken == ()


def test_a_folder_of_packs_loads_each_of_them(make_pack: MakePack) -> None:
    pack = make_pack({})
    assert load_library([pack.parent]).packs == load_library([pack]).packs


def test_built_in_packs_are_found() -> None:
    assert "core" in [pack.name for pack in load_library([BUILT_IN], strict=False).packs]


@pytest.mark.parametrize(
    ("changes", "file", "field", "words"),
    [
        ({"pack.toml": 'name = "other"\n'}, "pack.toml", "version", "is required"),
        ({"notes/task.toml": "title = \n"}, "notes/task.toml", "", "line 1"),
        ({"notes/task.toml": TASK_HEAD}, "notes/task.toml", "family", "is required"),
        ({"notes/task.toml": TASK_HEAD + 'familly = "xml"'}, "notes/task.toml", "familly", "did you mean 'family'?"),
        ({"notes/task.toml": TASK_HEAD + 'family = "sqli"'}, "notes/task.toml", "family", "got 'sqli'"),
        ({"notes/task.toml": TASK_HEAD + 'family = "REPLACE: me"'}, "notes/task.toml", "line 7", "placeholder"),
        ({"notes/hint.md": None}, "notes/hint.md", "", "is missing"),
        ({"notes/prompt.md": " \n"}, "notes/prompt.md", "", "is empty"),
        ({"notes/promt.md": "x"}, "notes/promt.md", "", "did you mean 'prompt.md'?"),
        ({"notes/prompt.de.md": "x {{ function }}"}, "notes/hint.de.md", "", "is missing"),
        ({"notes/hint.md": "{{ Function }}"}, "notes/hint.md", "line 1", "is no slot"),
        ({"notes/hint.md": "{{ other }}"}, STACK, "slots.other", "is missing"),
        ({"notes/constraints.md": "- keep names inside"}, "notes/constraints.md", "line 1", "expected `- [ASVS"),
        ({STACK: STACK_HEAD + CALL + SLOTS + 'unused = "x"'}, STACK, "slots.unused", "is used by none of"),
        ({STACK: STACK_HEAD + 'interface = "call"' + SLOTS}, STACK, "module", "is required for interface 'call'"),
        ({STACK: STACK_HEAD + 'interface = "http"' + SLOTS}, STACK, "start", "is required for interface 'http'"),
        ({STACK: STACK_HEAD + 'interface = "cli"' + SLOTS}, STACK, "command", "is required for interface 'cli'"),
        ({STACK: STACK_HEAD + CALL + 'start = ["x"]' + SLOTS}, STACK, "start", "no meaning for interface 'call'"),
        ({STACK: STACK_HEAD + CALL.replace("notes.py", "n.py") + SLOTS}, STACK, "module", "'n.py' is not in scaffold"),
        (
            {STACK: STACK_HEAD.replace("notes.py", "n.py") + CALL + SLOTS},
            STACK,
            "editable",
            "'n.py' is not in scaffold",
        ),
        ({STACK: STACK_HEAD + CALL + 'may_add = ["../*.py"]' + SLOTS}, STACK, "may_add", "'..' part"),
        ({STACK: STACK_HEAD + CALL + 'needs = ["gpu"]' + SLOTS}, STACK, "needs", "unknown feature 'gpu'"),
        ({STACK: STACK_HEAD + CALL + 'environment = { "a b" = "c" }' + SLOTS}, STACK, "environment", "'a b'"),
        ({STACK: STACK_HEAD + CALL + 'handed_out = "secure-listed"' + SLOTS}, STACK, "handed_out", "vulnerable-*"),
        ({STACK: STACK_HEAD + CALL + SLOTS + "[solutions.x]"}, STACK, "solutions.x", "no such folder"),
        ({STACK: STACK_HEAD + CALL + SLOTS + "[limits]\nmemory_mib = 1"}, STACK, "limits.memory_mib", "got 1"),
        (
            {
                STACK: STACK_HEAD
                + CALL
                + SLOTS
                + '[[equivalent_mutants]]\nsolution="x"\nmutant="m"\nreason="long enough"'
            },
            STACK,
            "equivalent_mutants[0].solution",
            "secure-* folder",
        ),
        ({f"{SOLUTIONS}/secure-listed/notes.py": None}, SOLUTIONS, "secure-*", "1 given, at least 2"),
        ({f"{SOLUTIONS}/safe/notes.py": "x"}, f"{SOLUTIONS}/safe", "", "is no solution"),
        ({f"{SOLUTIONS}/broken-x/serve.py": "x"}, f"{SOLUTIONS}/broken-x/serve.py", "", "may not be added"),
        ({f"{SOLUTIONS}/broken-x/notes/a.txt": "b"}, f"{SOLUTIONS}/broken-x/notes/a.txt", "", "may not be changed"),
        (
            {f"{SOLUTIONS}/broken-x/notes/a.txt": "a"},
            f"{SOLUTIONS}/broken-x/notes/a.txt",
            "",
            "the same as in scaffold",
        ),
        ({f"{SCAFFOLD}/REVIEW.md": "x"}, f"{SCAFFOLD}/REVIEW.md", "", "the agent's own review"),
        ({"notes/stacks/python/extra.txt": "x"}, "notes/stacks/python/extra.txt", "", "does not belong here"),
        ({"notes/tests/payloads.py": "x = 1"}, "notes/tests/payloads.py", "", "does not belong here"),
        ({"Notes/task.toml": "x"}, "Notes", "", "is no task name"),
    ],
)
def test_a_fault_is_said_with_file_field_and_reason(
    make_pack: MakePack, changes: dict[str, str | None], file: str, field: str, words: str
) -> None:
    pack = make_pack(changes)
    with pytest.raises(BrokenPackError) as caught:
        load_library([pack])
    found = [error for error in caught.value.errors if error.file == pack / file and error.field == field]
    assert any(words in error.reason for error in found), [str(error) for error in caught.value.errors]
    assert str(pack / file) in str(caught.value)


def test_every_broken_case_is_reported_at_once(make_pack: MakePack) -> None:
    pack = make_pack({"notes/hint.md": None, STACK: "language = 1\n", "other/task.toml": "x ="})
    with pytest.raises(CaseError) as caught:
        load_library([pack])
    assert isinstance(caught.value, BrokenPackError)
    assert {pack / "notes/hint.md", pack / STACK, pack / "other/task.toml"} <= {e.file for e in caught.value.errors}


@pytest.mark.parametrize("place", ["notes/link.md", f"{SCAFFOLD}/link.py", f"{SOLUTIONS}/broken-constant/link"])
def test_a_link_in_a_case_is_refused(make_pack: MakePack, place: str) -> None:
    pack = make_pack({})
    (pack / place).symlink_to("/etc/passwd")
    with pytest.raises(BrokenPackError, match="symbolic link"):
        load_library([pack])


def test_a_linked_solution_folder_is_refused(make_pack: MakePack) -> None:
    pack = make_pack({})
    (pack / SOLUTIONS / "secure-linked").symlink_to(pack / SOLUTIONS / "secure-listed")
    with pytest.raises(BrokenPackError, match="symbolic link"):
        load_library([pack])


def test_a_folder_without_packs_is_said(tmp_path: Path) -> None:
    with pytest.raises(BrokenPackError, match="holds no pack"):
        load_library([tmp_path / "nowhere"])


def test_the_same_pack_twice_is_refused(make_pack: MakePack) -> None:
    pack = make_pack({})
    with pytest.raises(BrokenPackError, match="already loaded"):
        load_library([pack, pack])


def test_the_demo_selection_names_cases_of_the_pack(make_pack: MakePack) -> None:
    pack = make_pack({})
    text = (pack / "pack.toml").read_text()
    (pack / "pack.toml").write_text(text + 'demo = ["notes.python"]\n')
    assert [case.id for case in load_library([pack]).demo()] == ["notes.python"]
    (pack / "pack.toml").write_text(text + 'demo = ["notes.ruby"]\n')
    with pytest.raises(BrokenPackError, match=r"there is no case 'notes\.ruby'"):
        load_library([pack])


def test_lenient_loading_leaves_broken_cases_out_and_lists_them(make_pack: MakePack) -> None:
    library = load_library([make_pack({"other/task.toml": "x ="})], strict=False)
    assert [case.id for case in library.all()] == ["notes.python"]
    assert library.broken


def test_generated_folders_are_no_part_of_a_case(make_pack: MakePack) -> None:
    before = load_library([make_pack({})]).get("notes.python")
    after = load_library([make_pack({"notes/tests/__pycache__/x.pyc": "x", f"{SCAFFOLD}/__pycache__/y.pyc": "y"})])
    assert after.get("notes.python") == before


def test_an_unknown_case_is_answered_with_near_ones(make_pack: MakePack) -> None:
    with pytest.raises(UnknownCaseError, match=r"did you mean notes\.python\?"):
        load_library([make_pack({})]).get("note.python")


@pytest.mark.parametrize(
    ("selection", "found"),
    [
        (Selection(), True),
        (Selection(ids=("notes.python",)), True),
        (Selection(languages=("ruby", "python")), True),
        (Selection(languages=("ruby",)), False),
        (Selection(languages=("python",), cwes=(89,)), False),
        (Selection(cwes=(22, 89)), True),
        (Selection(families=(Family.XML,)), False),
        (Selection(frameworks=("plain",)), True),
        (Selection(globs=("NOTES.*",)), True),
        (Selection(globs=("*by name",)), True),
        (Selection(globs=("by name",)), False),
    ],
)
def test_selection(small_case: Case, selection: Selection, found: bool) -> None:
    assert selection.matches(small_case) is found


def test_selecting_an_unknown_id_is_an_error(make_pack: MakePack) -> None:
    with pytest.raises(UnknownCaseError):
        load_library([make_pack({})]).select(Selection(ids=("nothing.here",)))
