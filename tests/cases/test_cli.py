"""`vetloop cases` through its own door."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from cases.errors import BrokenPackError
from cases.files import FileSet
from cases.loader import load_library
from cases.model import Case
from server.cli import cases as command

MakePack = Callable[[Mapping[str, str | None]], Path]
runner = CliRunner()


def test_list_as_json(make_pack: MakePack) -> None:
    pack = make_pack({})
    done = runner.invoke(command.app, ["list", "--json", "--pack", str(pack)])
    assert done.exit_code == 0
    shown = json.loads(done.stdout)
    assert [case["id"] for case in shown["cases"]] == ["notes.python"]
    assert shown["packs"][0]["digest"] == load_library([pack]).pack_digest("small")


@pytest.mark.parametrize(
    ("options", "found"),
    [
        (["--language", "python", "--cwe", "22"], 1),
        (["--language", "ruby"], 0),
        (["--severity", "high", "--family", "file-upload-processing"], 1),
        (["notes.*"], 1),
        (["other*"], 0),
    ],
)
def test_list_filters(make_pack: MakePack, options: list[str], found: int) -> None:
    done = runner.invoke(command.app, ["list", "--json", "--pack", str(make_pack({})), *options])
    assert json.loads(done.stdout)["total"] == found


def test_list_shows_sound_cases_and_says_what_is_broken(make_pack: MakePack) -> None:
    done = runner.invoke(command.app, ["list", "--pack", str(make_pack({"other/task.toml": "x ="}))])
    assert done.exit_code == 0
    assert "notes.python" in done.stdout
    assert "other/task.toml" in done.stderr


@pytest.mark.parametrize("options", [["--family", "nonsense"], ["--cwe", "-5"], ["--cwe", "x"]])
def test_a_filter_that_cannot_be_is_a_usage_error(make_pack: MakePack, options: list[str]) -> None:
    assert runner.invoke(command.app, ["list", "--pack", str(make_pack({})), *options]).exit_code == 2


def test_show_prints_facts_tests_and_prompt(make_pack: MakePack) -> None:
    options = ["--json", "--scenario", "review", "--variant", "constrained", "--pack", str(make_pack({}))]
    shown = json.loads(runner.invoke(command.app, ["show", "notes.python", *options]).stdout)
    assert "REVIEW.md" in shown["prompt"]["text"]
    assert shown["prompt"]["template_version"] == "v1"
    assert [test["id"] for test in shown["security_tests"]] == ["test_parent_is_out_of_reach"]
    assert shown["solutions"]["secure"] == ["secure-guarded", "secure-listed"]
    text = runner.invoke(command.app, ["show", "notes.python", *options[1:]])
    assert "`read_note` returns the text" in text.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["note.python"], "did you mean notes.python?"),
        (["notes.python", "--variant", "odd"], "unknown variant 'odd'"),
        (["notes.python", "--variant", "rules"], "needs the text of the rules"),
        (["notes.python", "--prompt-language", "fr"], "no prompt in language 'fr'"),
    ],
)
def test_show_says_what_was_wrong(make_pack: MakePack, arguments: list[str], words: str) -> None:
    done = runner.invoke(command.app, ["show", "--pack", str(make_pack({})), *arguments])
    assert done.exit_code == 2
    assert words in done.stderr


@pytest.mark.parametrize("interface", ["http", "call", "cli"])
def test_a_new_case_lacks_its_placeholders_and_nothing_else(make_pack: MakePack, interface: str) -> None:
    pack = make_pack({})
    arguments = ["new", "letters.flask", "--language", "python", "--interface", interface, "--pack", str(pack)]
    done = runner.invoke(command.app, arguments)
    assert done.exit_code == 0, done.stderr
    with pytest.raises(BrokenPackError) as caught:
        load_library([pack])
    assert {error.reason for error in caught.value.errors} == {"still holds the placeholder 'REPLACE:'"}
    named = {error.file.name for error in caught.value.errors}
    assert {"task.toml", "prompt.md", "hint.md", "constraints.md", "functional.py", "security.py", "app.py"} <= named
    assert runner.invoke(command.app, arguments).exit_code == 2


def test_a_new_case_loads_once_its_placeholders_are_replaced(make_pack: MakePack) -> None:
    pack = make_pack({})
    runner.invoke(
        command.app, ["new", "letters.flask", "--language", "python", "--interface", "http", "--pack", str(pack)]
    )
    folder = pack / "letters"
    notes = pack / "notes"
    (folder / "task.toml").write_text((notes / "task.toml").read_text())
    for number, path in enumerate(sorted(folder.rglob("*"))):
        if path.is_file():
            path.write_text(path.read_text().replace("REPLACE:", f"number {number},"))
    spec = (folder / "tests" / "functional.py").read_text().split('@spec("')[1].split('"')[0]
    with (folder / "prompt.md").open("a") as stream:
        stream.write(spec)
    assert [case.id for case in load_library([pack]).all()] == ["letters.flask", "notes.python"]


def test_another_stack_leaves_the_task_alone(make_pack: MakePack) -> None:
    pack = make_pack({})
    before = (pack / "notes" / "task.toml").read_bytes()
    arguments = ["new", "notes.node", "--language", "javascript", "--interface", "call", "--json", "--pack", str(pack)]
    written = json.loads(runner.invoke(command.app, arguments).stdout)["files"]
    assert (pack / "notes" / "task.toml").read_bytes() == before
    assert all("/stacks/node/" in path for path in written)


@pytest.mark.parametrize("case_id", ["../x.flask", "letters", "Letters.flask", "letters.a b"])
def test_new_refuses_names_that_are_none(make_pack: MakePack, case_id: str) -> None:
    arguments = ["new", case_id, "--language", "python", "--interface", "http", "--pack", str(make_pack({}))]
    assert runner.invoke(command.app, arguments).exit_code == 2


class ScriptedEvaluator:
    """Stands where the sandbox stands; every program gets the same status."""

    backend_name = "scripted"

    def __init__(self, status: str) -> None:
        self.status = status
        self.closed = False

    def hindrance(self, case: Case) -> str:
        return "toolchain abacus: run: vetloop toolchains install abacus" if self.status == "refused" else ""

    def assurance_of(self, case: Case) -> SimpleNamespace:
        return SimpleNamespace(value="none")

    def evaluate(self, case: Case, project: FileSet) -> SimpleNamespace:
        name = project.as_dict()["notes.py"].decode()
        secure = "raise LookupError(name)" in name
        works = secure or "read_text" in name
        failures = [SimpleNamespace(test=test, message="") for test in ("test_reads_a_note", "test_unknown_name")]
        breaches = [SimpleNamespace(test="test_parent_is_out_of_reach", cwe=22, evidence="x")]
        status = "secure" if secure else "vulnerable" if works else "functional_failed"
        return SimpleNamespace(
            status=self.status or status,
            functional=SimpleNamespace(failures=[] if works else failures),
            security=SimpleNamespace(breaches=breaches if works and not secure else []),
            message="",
            reason="no pod",
        )

    def close(self) -> None:
        self.closed = True


@pytest.mark.parametrize(
    ("status", "exit_code", "state"), [("", 0, "passed"), ("secure", 1, "failed"), ("infra_error", 3, "not verified")]
)
def test_verify_exits_by_what_was_found(
    make_pack: MakePack, monkeypatch: pytest.MonkeyPatch, status: str, exit_code: int, state: str
) -> None:
    evaluator = ScriptedEvaluator(status)
    monkeypatch.setattr(command, "open_evaluator", lambda *_: evaluator)
    options = ["--mutants", "0", "--no-cheats", "--jobs", "1", "--pack", str(make_pack({}))]
    done = runner.invoke(command.app, ["verify", "--json", *options])
    report = json.loads(done.stdout)
    assert (done.exit_code, report["state"], report["backend"]) == (exit_code, state, "scripted")
    assert evaluator.closed
    plain = runner.invoke(command.app, ["verify", *options])
    assert plain.exit_code == exit_code
    assert "secure-accepted" in plain.stdout


def test_what_cannot_be_judged_here_is_refused_once_with_the_command(
    make_pack: MakePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "open_evaluator", lambda *_: ScriptedEvaluator("refused"))
    options = ["--mutants", "0", "--no-cheats", "--pack", str(make_pack({}))]
    done = runner.invoke(command.app, ["verify", "--json", *options])
    report = json.loads(done.stdout)
    assert (done.exit_code, report["state"], report["cases"], report["evaluations"]) == (3, "not verified", [], 0)
    plain = runner.invoke(command.app, ["verify", *options])
    assert plain.exit_code == 3
    assert plain.stdout.count("vetloop toolchains install abacus") == len(report["refused"]) == 1


def test_the_rest_is_verified_and_what_was_refused_keeps_the_whole_from_passing(
    make_pack: MakePack, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Halfway(ScriptedEvaluator):
        def hindrance(self, case: Case) -> str:
            return "needs an abacus" if case.id == "letters.python" else ""

    monkeypatch.setattr(command, "open_evaluator", lambda *_: Halfway(""))
    pack = make_pack({})
    shutil.copytree(pack / "notes", pack / "letters")
    options = ["--mutants", "0", "--no-cheats", "--json", "--pack", str(pack)]
    done = runner.invoke(command.app, ["verify", *options])
    report = json.loads(done.stdout)
    assert [(case["case"], case["state"]) for case in report["cases"]] == [("notes.python", "passed")]
    assert report["refused"] == ["letters.python: needs an abacus"]
    assert (done.exit_code, report["state"]) == (3, "not verified")


def test_verify_without_a_backend_is_not_verified(make_pack: MakePack, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(backend: str | None, jobs: int) -> None:
        raise RuntimeError("backend none works here. Install bubblewrap")

    monkeypatch.setattr(command, "open_evaluator", refuse)
    done = runner.invoke(command.app, ["verify", "--pack", str(make_pack({}))])
    assert done.exit_code == 3
    assert "Install bubblewrap" in done.stderr


def test_a_broken_case_fails_verification(make_pack: MakePack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "open_evaluator", lambda *_: ScriptedEvaluator(""))
    options = ["--mutants", "0", "--no-cheats", "--json", "--pack", str(make_pack({"other/task.toml": "x ="}))]
    done = runner.invoke(command.app, ["verify", *options])
    assert done.exit_code == 1
    assert any("other/task.toml" in line for line in json.loads(done.stdout)["broken"])
    assert runner.invoke(command.app, ["verify", "notes.*", *options]).exit_code == 0


def test_verifying_nothing_is_a_usage_error(make_pack: MakePack) -> None:
    assert runner.invoke(command.app, ["verify", "zzz*", "--pack", str(make_pack({}))]).exit_code == 2
