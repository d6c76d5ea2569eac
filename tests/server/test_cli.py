"""The commands, as a person and as a program call them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from cases.model import Case
from sandbox.verdict import Status, Verdict
from server.cli import evaluate as evaluate_command
from server.cli import report, run, serve, token

Vetloop = Callable[..., Result]


@pytest.fixture
def vetloop(tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch) -> Vetloop:
    monkeypatch.setenv("VETLOOP_DATA", str(tmp_path / "data"))
    monkeypatch.setattr("cases.loader.BUILT_IN", pack)

    def call(app: typer.Typer, *arguments: str) -> Result:
        return CliRunner().invoke(app, list(arguments))

    return call


def test_a_run_is_planned_listed_shown_reported_and_cancelled(vetloop: Vetloop) -> None:
    made = json.loads(vetloop(run.app, "plan", "--agent", "robot", "--name", "n", "--tokens", "--json").stdout)
    assert made["created"] and made["trials"] == 2 and made["tokens"]["robot"].startswith("tok_")
    again = json.loads(vetloop(run.app, "plan", "--agent", "robot", "--name", "n", "--json").stdout)
    assert (again["id"], again["created"]) == (made["id"], False)
    assert json.loads(vetloop(run.app, "list", "--json").stdout)["runs"][0]["id"] == made["id"]
    assert made["id"] in vetloop(run.app, "list").stdout
    assert "0 of 2 finished" in vetloop(run.app, "show", "n").stdout
    for format_ in ("table", "json", "md", "html", "csv"):
        assert vetloop(report.app, "n", "--format", format_).exit_code == 0
    assert json.loads(vetloop(report.app, made["id"], "--json").stdout)["draft"] is True
    assert json.loads(vetloop(run.app, "cancel", "n", "--json").stdout)["cancelled_at"]


def test_a_plan_file_and_its_errors(vetloop: Vetloop, tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text('name = "f"\n[selection]\nids = ["greet-user.python"]\n[[agents]]\nname = "a"\n')
    assert "1 trials" in vetloop(run.app, "plan", str(file)).stdout
    file.write_text('name = "g"\nround = 1\n[[agents]]\nname = "a"\n')
    refused = vetloop(run.app, "plan", str(file))
    assert refused.exit_code == 2 and f"{file}: round:" in refused.stderr


@pytest.mark.parametrize(
    "arguments", [("show", "none"), ("cancel", "none"), ("plan",), ("plan", "--agent", "a", "--scenario", "x")]
)
def test_wrong_usage_ends_with_2(vetloop: Vetloop, arguments: tuple[str, ...]) -> None:
    answer = vetloop(run.app, *arguments)
    assert answer.exit_code == 2 and answer.stderr


def test_tokens_are_made_listed_and_revoked(vetloop: Vetloop) -> None:
    text = vetloop(token.app, "create", "--role", "viewer", "--name", "\x1b[31mred", "--days", "1").stdout.strip()
    listed = vetloop(token.app, "list").stdout
    assert "\x1b" not in listed and text.partition(".")[0] in listed and text.partition(".")[2] not in listed
    assert vetloop(token.app, "revoke", text).exit_code == 0
    assert json.loads(vetloop(token.app, "list", "--json").stdout)[0]["revoked_at"]
    assert vetloop(token.app, "revoke", "tok_none").exit_code == 2
    assert vetloop(token.app, "create", "--role", "agent").exit_code == 2


def test_an_open_address_needs_a_token_first(vetloop: Vetloop) -> None:
    refused = vetloop(serve.app, "--host", "0.0.0.0")
    assert refused.exit_code == 2 and "vetloop token create" in refused.stderr


def test_settings_that_are_wrong_are_named(vetloop: Vetloop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VETLOOP_WORKERS", "many")
    refused = vetloop(run.app, "list")
    assert refused.exit_code == 2 and "VETLOOP_WORKERS" in refused.stderr


@pytest.mark.parametrize(
    ("status", "code"), [("secure", 0), ("vulnerable", 1), ("crashed", 1), ("build_error", 1), ("infra_error", 3)]
)
def test_evaluate_ends_by_its_verdict(
    vetloop: Vetloop,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    verdict_of: Callable[[Case, Status], Verdict],
    status: str,
    code: int,
) -> None:
    (tmp_path / "app.py").write_text("def greet(name): return name\n")

    def judge(case: Case, project: object, backend: str | None) -> Verdict:
        return verdict_of(case, Status(status)).model_copy(update={"message": "log \x1b]8;;http://x\x07 [red]\u202e"})

    monkeypatch.setattr(evaluate_command, "_judge", judge)
    said = vetloop(evaluate_command.app, "greet-user.python", str(tmp_path), "--json")
    assert (said.exit_code, json.loads(said.stdout)["status"]) == (code, status)
    shown = vetloop(evaluate_command.app, "greet-user.python", str(tmp_path)).stdout
    assert status in shown and "[red]" in shown and not {"\x1b", "\x07", "\u202e"} & set(shown)


def test_evaluate_says_what_is_wrong_with_its_arguments(vetloop: Vetloop, tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("mine")
    near = vetloop(evaluate_command.app, "greet-usr.python", str(tmp_path))
    assert near.exit_code == 2 and "greet-user.python" in near.stderr
    closed = vetloop(evaluate_command.app, "greet-user.python", str(tmp_path))
    assert closed.exit_code == 2 and "may not be changed" in closed.stderr
    assert vetloop(evaluate_command.app, "greet-user.python", str(tmp_path / "none")).exit_code == 2
