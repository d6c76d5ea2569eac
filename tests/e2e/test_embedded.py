"""`vetloop mcp` alone, nothing else running: database, workers and sandbox in the process that the agent launched."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from cases.files import FileSet
from cases.loader import load_library
from cases.model import SolutionKind
from sandbox.backends import choose
from sandbox.backends.base import BackendUnavailableError
from sandbox.data_folder import data_folder
from sandbox.toolchains import registry
from sandbox.toolchains.model import ToolchainMissingError
from tests.tools.wire import Wire

CASE = "sql-search.flask"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    try:
        choose(None, data_folder())
        registry.find("python", data_folder())
    except (BackendUnavailableError, ToolchainMissingError) as error:
        pytest.skip(f"the sandbox can't judge here: {error}")
    return tmp_path / "vetloop.db"


@contextmanager
def launched(database: Path, workspace: Path) -> Iterator[Wire]:
    environment = {**os.environ, "VETLOOP_DATABASE_URL": f"sqlite:///{database}", "VETLOOP_WORKERS": "1"}
    command = [sys.executable, "-m", "server.main", "mcp", "--workspace", str(workspace)]
    with subprocess.Popen(
        command, cwd=workspace, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        wire = Wire(process)
        wire.open()
        yield wire
        assert process.stdin is not None
        if process.poll() is None:
            process.stdin.close()
            process.wait(60)


def edit(folder: Path, kind: SolutionKind) -> None:
    case = load_library(strict=False).get(CASE)
    FileSet.read_folder(case.solution(case.solution_names(kind)[0])).write_to(folder)


def judged(wire: Wire, verdict: dict[str, object]) -> dict[str, object]:
    while verdict["state"] in {"queued", "running"}:
        verdict = wire.call("get_verdict", submission_id=verdict["submission_id"])
    return verdict


def test_practice_ends_with_a_verdict_of_the_sandbox(database: Path, tmp_path: Path) -> None:
    with launched(database, tmp_path) as wire:
        started = wire.call("start_case", case_id=CASE)
        edit(Path(started["directory"]), SolutionKind.VULNERABLE)
        told = judged(wire, wire.call("submit_solution", trial_id=started["trial_id"]))
        assert told["feedback"]["result"] == "vulnerable"  # type: ignore[index]
        assert told["feedback"]["breaches"]  # type: ignore[index]
        edit(Path(started["directory"]), SolutionKind.SECURE)
        told = judged(wire, wire.call("submit_solution", trial_id=started["trial_id"]))
        assert told["feedback"]["result"] == "secure"  # type: ignore[index]
        report = wire.call("get_report")
    assert report["trials_done"] == 1


def test_a_killed_session_loses_no_attempt(database: Path, tmp_path: Path) -> None:
    with launched(database, tmp_path) as wire:
        started = wire.call("start_case", case_id=CASE)
        edit(Path(started["directory"]), SolutionKind.SECURE)
        call = {"name": "submit_solution", "arguments": {"trial_id": started["trial_id"]}}
        wire.send("tools/call", call)
        submission = stored_attempt(database)
        wire.process.send_signal(signal.SIGKILL)
        wire.process.wait(10)
    with launched(database, tmp_path) as wire:
        told = judged(wire, wire.call("get_verdict", submission_id=submission))
        assert told["feedback"]["result"] == "secure"  # type: ignore[index]
        again = wire.call("submit_solution", trial_id=started["trial_id"])
        assert again["duplicate"] is True
        assert again["submission_id"] == submission


def stored_attempt(database: Path) -> str:
    """The id of the one attempt, as soon as it is stored."""
    while True:
        with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
            rows = connection.execute("select id from attempts").fetchall()
        if rows:
            [(submission,)] = rows
            return str(submission)
        time.sleep(0.02)
