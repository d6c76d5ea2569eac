"""`vetloop doctor` and `vetloop toolchains` as a user meets them: another process, its output and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandbox.evaluator import Evaluator
from sandbox.toolchains import registry
from server.doctor import storage
from server.doctor.model import State


def vetloop(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {key: value for key, value in os.environ.items() if not key.startswith("VETLOOP_")} | settings
    command = [sys.executable, "-m", "server.main", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=500, check=False)


def examined(**settings: str) -> tuple[int, dict[str, Any]]:
    done = vetloop("doctor", "--json", **settings)
    assert not done.stderr, done.stderr
    return done.returncode, json.loads(done.stdout)


def by_name(examination: dict[str, Any]) -> dict[str, dict[str, str]]:
    return {finding["name"]: finding for finding in examination["findings"]}


def test_every_finding_that_is_missing_says_why_and_the_exit_code_agrees() -> None:
    code, examination = examined()
    findings = by_name(examination)
    assert {"backend", "data folder", "database", "user namespaces", "bubblewrap", "landlock", "limits"} <= set(
        findings
    )
    assert {f"toolchain {name}" for name in registry.names()} <= set(findings)
    for finding in findings.values():
        assert finding["detail"]
        if finding["state"] == "missing":
            assert finding["cause"], finding
    assert examination["works"] == all(finding["state"] != "missing" for finding in findings.values())
    assert code == (0 if examination["works"] else 1)


def test_missing_toolchains_come_with_the_command_that_brings_them(tmp_path: Path) -> None:
    code, examination = examined(VETLOOP_DATA=str(tmp_path))
    assert code == 1
    for name in registry.names():
        finding = by_name(examination)[f"toolchain {name}"]
        assert finding["state"] == "missing"
        assert finding["command"] == f"vetloop toolchains install {name}"


def test_one_toolchain_is_enough_to_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    states = [replace(state, installed=state.name == "python") for state in registry.states(tmp_path)]
    monkeypatch.setattr("server.doctor.storage.registry.states", lambda folder: states)
    found = {finding.name: finding.state for finding in storage.toolchains(tmp_path)}
    assert found.pop("toolchain python") is State.OK
    assert set(found.values()) == {State.LIMITED}


def test_a_data_folder_that_cannot_be_is_a_finding_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    code, examination = examined(VETLOOP_DATA=str(tmp_path / "file" / "data"))
    assert code == 1
    assert "VETLOOP_DATA" in by_name(examination)["data folder"]["command"]


@pytest.mark.skipif(os.geteuid() != 0, reason="not root: only root's sandboxes have uids of their own")
def test_a_data_folder_that_sandboxes_cannot_enter_is_told_before_the_first_verdict(reachable_folder: Path) -> None:
    closed = reachable_folder / "closed"
    closed.mkdir(mode=0o700)
    code, examination = examined(VETLOOP_DATA=str(closed / "data"))
    finding = by_name(examination)["data folder"]
    assert (code, finding["state"], finding["command"]) == (1, "missing", f"chmod o+x {closed}")
    (reachable_folder / "shop").mkdir()
    (reachable_folder / "shop" / "catalogue.py").write_text("")
    done = vetloop("evaluate", "sql-search.flask", str(reachable_folder), VETLOOP_DATA=str(closed / "data"))
    assert done.returncode == 3
    assert f"{closed} is closed to others" in done.stderr


@pytest.mark.parametrize(
    "settings",
    [
        {"VETLOOP_PORT": "many"},
        {"VETLOOP_DATABASE_URL": "postgresql://nobody:secret-word@127.0.0.1:1/none"},
        {"VETLOOP_DATABASE_URL": "no url"},
        {"VETLOOP_BACKEND": "abacus"},
        {"PATH": "/nonexistent"},
    ],
    ids=lambda settings: "-".join(settings),
)
def test_odd_surroundings_are_findings_not_crashes(settings: dict[str, str]) -> None:
    code, examination = examined(**settings)
    if "PATH" not in settings:
        assert code == 1
        assert not examination["works"]
    assert "secret-word" not in json.dumps(examination)


def test_the_text_form_names_the_same_and_ends_in_a_sentence(tmp_path: Path) -> None:
    done = vetloop("doctor", VETLOOP_DATA=str(tmp_path))
    assert "vetloop toolchains install python" in done.stdout
    assert "does not work here yet" in done.stdout.splitlines()[-1]


def test_listing_toolchains_tells_installed_from_missing(tmp_path: Path) -> None:
    done = vetloop("toolchains", "list", "--json", VETLOOP_DATA=str(tmp_path))
    listed = json.loads(done.stdout)
    assert done.returncode == 0
    assert listed["data"] == str(tmp_path)
    assert [entry["name"] for entry in listed["toolchains"]] == list(registry.names())
    assert not any(entry["installed"] for entry in listed["toolchains"])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["toolchains", "install", "cobol"], "cobol"),
        (["toolchains", "remove"], "remove"),
        (["doctor", "--cure"], "--cure"),
        (["docter"], "doctor"),
    ],
)
def test_wrong_usage_ends_in_exit_2_and_names_what_was_wrong(words: list[str], expected: str, tmp_path: Path) -> None:
    done = vetloop(*words, VETLOOP_DATA=str(tmp_path))
    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_without_words_lists_every_sub_command() -> None:
    done = vetloop()
    assert done.returncode == 0
    for name in ("demo", "evaluate", "mcp", "serve"):
        assert f"  {name} " in done.stdout


def test_images_are_not_built_without_a_daemon_and_the_reason_is_told(tmp_path: Path) -> None:
    done = vetloop("toolchains", "build", "--docker", "--json", DOCKER_HOST=f"unix://{tmp_path / 'none.sock'}")
    assert done.returncode == 1
    assert "no Docker daemon at" in json.loads(done.stdout)["errors"]["harness"]
    assert vetloop("toolchains", "build").returncode == 2, "there is one kind of image, and it must be asked for"


@pytest.mark.timeout(600)
def test_the_drill_says_what_holds(bubblewrap: Evaluator, sandbox_data: Path) -> None:
    done = vetloop("doctor", "--attack", "--json", "--backend", "bubblewrap", VETLOOP_DATA=str(sandbox_data))
    found = json.loads(done.stdout)
    assert [finding for finding in found["findings"] if finding["held"] != "holds"] == []
    assert (done.returncode, found["holds"], found["backend"]) == (0, True, "bubblewrap")
    assert len(found["findings"]) > 40


def test_a_drill_without_the_toolchain_is_no_pass(reachable_folder: Path) -> None:
    done = vetloop("doctor", "--attack", "--json", VETLOOP_DATA=str(reachable_folder))
    assert done.returncode == 3
    assert {finding["held"] for finding in json.loads(done.stdout)["findings"]} == {"not judged"}
