"""Claude Code, the real client, solves a case: over stdio through the bridge, and over streamable HTTP.

Only its model is scripted. It finds the case, reads and writes files with its own tools, submits, and polls, and the
verdict is reached by the sandbox.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from cases.files import FileSet
from cases.model import Case, SolutionKind
from sandbox.backends import choose
from sandbox.backends.base import BackendUnavailableError
from sandbox.data_folder import data_folder
from sandbox.evaluator import Evaluator
from sandbox.toolchains import registry
from sandbox.toolchains.model import ToolchainMissingError
from server.app import create_app
from server.house import House
from server.services import tokens
from server.services.planning import plan_run
from server.services.plans import parse_plan
from server.services.records import trial_records
from server.settings import Settings
from tests.e2e.npm_tools import CLAUDE_CODE, npm_program, with_node
from tests.e2e.scripted_model.endpoint import Endpoint, scripted
from tests.e2e.scripted_model.trajectory import Call, Facts, Say, Trajectory
from tests.tools.serving import served

CASE = "sql-search.flask"
TIMEOUT_S = 240

pytestmark = pytest.mark.heavy


@dataclass(frozen=True)
class Arena:
    house: House
    url: str
    token: str
    case: Case

    @property
    def outcomes(self) -> list[str]:
        caller = tokens.as_caller(self.house, self.token)
        assert caller.run_id is not None
        with self.house.store.read() as session:
            return [str(record.outcome) for record in trial_records(session, caller.run_id)]

    def solution(self, kind: SolutionKind) -> FileSet:
        return FileSet.read_folder(self.case.solution(self.case.solution_names(kind)[0]))


@pytest.fixture
def arena(tmp_path: Path) -> Iterator[Arena]:
    data = data_folder()
    try:
        choose(None, data)
        registry.find("python", data)
    except (BackendUnavailableError, ToolchainMissingError) as error:
        pytest.skip(f"the sandbox can't judge here: {error}")
    evaluator = Evaluator(data)
    house = House(Settings(data=tmp_path / "data", workers=1))
    plan = {"name": "claude", "selection": {"ids": [CASE]}, "feedback": "full", "agents": [{"name": "claude-code"}]}
    run, _ = plan_run(house, parse_plan(plan))
    _, token = tokens.create(house, name="claude", role="agent", run=run.id)
    with served(create_app(house.settings, evaluator.evaluate, house)) as url:
        yield Arena(house, url, token, house.library.get(CASE))
    house.close()
    evaluator.close()


WAITING = {"queued", "running"}
POLL = Call(
    "get_verdict",
    lambda facts: {"submission_id": facts["submission_id"]},
    wanted=lambda facts: facts["state"] in WAITING,
    again=lambda facts: facts["state"] in WAITING,
)


def in_the_workspace(*solutions: FileSet) -> Trajectory:
    """Start, then write each solution over the files with the client's own tools, and submit the folder."""
    steps: list[Call | Say] = [Call("start_case")]
    for solution in solutions:
        for path, content in solution:
            steps += overwrite(path, content.decode())
        steps += [
            Call("submit_solution", lambda facts: {name: facts[name] for name in ("trial_id", "directory")}),
            POLL,
        ]
    return [*steps, Call("start_case"), Say("I am done.")]


def overwrite(path: str, text: str) -> list[Call]:
    """The client writes only over files it has read."""

    def place(facts: Facts) -> str:
        return f"{facts['directory']}/{path}"

    return [
        Call("Read", lambda facts: {"file_path": place(facts)}),
        Call("Write", lambda facts: {"file_path": place(facts), "content": text}),
    ]


def in_the_call(solution: FileSet) -> Trajectory:
    """Start, and submit the files in the call itself."""
    files = {path: content.decode() for path, content in solution}
    submit = Call("submit_solution", lambda facts: {"trial_id": facts["trial_id"], "files": files})
    return [Call("start_case"), submit, POLL, Call("start_case"), Say("I am done.")]


def run_claude(model: Endpoint, servers: dict[str, Any], folder: Path) -> list[dict[str, Any]]:
    """Run the client in `folder` until it stops; its event stream."""
    home, work = folder / "home", folder / "work"
    home.mkdir()
    work.mkdir(exist_ok=True)
    config = folder / "mcp.json"
    config.write_text(json.dumps({"mcpServers": servers}))
    environment = {
        "HOME": str(home),
        "PATH": os.environ["PATH"],
        "LANG": "C.UTF-8",
        "TERM": "dumb",
        "ANTHROPIC_BASE_URL": model.url,
        "ANTHROPIC_API_KEY": "sk-ant-scripted",
        "CLAUDE_CONFIG_DIR": str(home / ".claude"),
        "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC": "1",
        "DISABLE_AUTOUPDATER": "1",
        "IS_SANDBOX": "1",
        "ENABLE_TOOL_SEARCH": "false",
        "MCP_CONNECTION_NONBLOCKING": "false",
    }
    command = [
        *npm_program(CLAUDE_CODE, "claude"),
        *("-p", "Work through every case of the run.", "--model", "scripted-model", "--max-turns", "40"),
        *("--output-format", "stream-json", "--verbose", "--mcp-config", str(config), "--strict-mcp-config"),
        *("--dangerously-skip-permissions", "--setting-sources", ""),
    ]
    done = subprocess.run(
        command, cwd=work, env=with_node(environment), capture_output=True, text=True, timeout=TIMEOUT_S, check=False
    )
    events: list[dict[str, Any]] = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    assert events, done.stderr[-2000:]
    assert model.problems == []
    return events


def bridge(arena: Arena, workspace: Path) -> dict[str, Any]:
    arguments = ["-m", "server.main", "mcp", "--server", arena.url, "--workspace", str(workspace)]
    return {"type": "stdio", "command": sys.executable, "args": arguments, "env": {"VETLOOP_TOKEN": arena.token}}


def result_of(events: list[dict[str, Any]]) -> dict[str, Any]:
    [result] = [event for event in events if event["type"] == "result"]
    assert result["subtype"] == "success", result
    return result


def offered_tools(events: list[dict[str, Any]]) -> list[str]:
    [start] = [event for event in events if event["type"] == "system" and event["subtype"] == "init"]
    return sorted(name.removeprefix("mcp__vetloop__") for name in start["tools"] if name.startswith("mcp__"))


def test_over_stdio_it_repairs_what_was_attacked(arena: Arena, tmp_path: Path) -> None:
    work = tmp_path / "claude/work"
    work.mkdir(parents=True)
    trajectory = in_the_workspace(arena.solution(SolutionKind.VULNERABLE), arena.solution(SolutionKind.SECURE))
    with scripted(trajectory) as model:
        events = run_claude(model, {"vetloop": bridge(arena, work)}, tmp_path / "claude")
    assert offered_tools(events) == ["get_verdict", "start_case", "submit_solution"]
    assert result_of(events)["result"] == "I am done."
    assert arena.outcomes == ["secure"]
    told = json.dumps(model.requests[-1])
    assert "an attack succeeded" in told
    assert "withstood every attack" in told


@pytest.mark.parametrize(
    ("kind", "outcome"), [(SolutionKind.SECURE, "secure"), (SolutionKind.VULNERABLE, "vulnerable")]
)
def test_over_http_the_code_travels_in_the_call(arena: Arena, tmp_path: Path, kind: SolutionKind, outcome: str) -> None:
    folder = tmp_path / "claude"
    folder.mkdir()
    headers = {"Authorization": f"Bearer {arena.token}"}
    with scripted(in_the_call(arena.solution(kind))) as model:
        events = run_claude(model, {"vetloop": {"type": "http", "url": f"{arena.url}/mcp", "headers": headers}}, folder)
    result_of(events)
    submitted = json.dumps(model.requests[-1])
    assert ("withstood every attack" if outcome == "secure" else "an attack succeeded") in submitted
    if outcome == "secure":
        assert arena.outcomes == ["secure"]


def test_a_server_that_is_down_is_seen_by_the_client(arena: Arena, tmp_path: Path) -> None:
    folder = tmp_path / "claude"
    folder.mkdir()
    with scripted([Say("There are no tools.")]) as model:
        events = run_claude(model, {"vetloop": {"type": "http", "url": "http://127.0.0.1:9/mcp"}}, folder)
    [start] = [event for event in events if event["type"] == "system" and event["subtype"] == "init"]
    assert [server["status"] for server in start["mcp_servers"]] == ["failed"]
    assert arena.outcomes == ["None"]
