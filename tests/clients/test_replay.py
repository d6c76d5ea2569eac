"""The replay agents over the real path: MCP client, `vetloop mcp --server`, REST, database, workers; or MCP over HTTP.

Only the sandbox is left out: verdicts come by the name of the solution.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from cases.library import Library
from clients.players import Style
from clients.replay import over_http, over_stdio, play_all
from server.app import create_app
from server.house import House
from server.services import tokens
from server.services.planning import plan_run
from server.services.plans import parse_plan
from server.services.records import trial_records
from server.settings import Settings
from tests.clients.judging import judged_by_its_name
from tests.tools.serving import served

CASES = 2
EXPECTED = {
    ("careful", "none"): "secure",
    ("careful", "functional"): "secure",
    ("careful", "full"): "secure",
    ("hasty", "none"): "vulnerable",
    ("hasty", "functional"): "vulnerable",
    ("hasty", "full"): "vulnerable",
    ("learning", "none"): "nonfunctional",
    ("learning", "functional"): "vulnerable",
    ("learning", "full"): "secure",
}


@dataclass(frozen=True)
class Arena:
    house: House
    url: str

    @property
    def library(self) -> Library:
        return self.house.library

    def plan(self, feedback: str, scenarios: tuple[str, ...] = ("gen",)) -> dict[Style, str]:
        ids = [case.id for case in self.library.all()[:CASES]]
        plan = {
            "name": feedback,
            "feedback": feedback,
            "scenarios": scenarios,
            "selection": {"ids": ids},
            "agents": [{"name": str(style)} for style in Style],
        }
        run, _ = plan_run(self.house, parse_plan(plan))
        return {
            style: tokens.create(self.house, name=str(style), role="agent", run=run.id, agent=str(style))[1]
            for style in Style
        }

    def outcomes(self, token: str) -> Counter[str]:
        caller = tokens.as_caller(self.house, token)
        assert caller.run_id is not None
        with self.house.store.read() as session:
            records = trial_records(session, caller.run_id, caller.agent_id)
        return Counter(str(record.outcome) for record in records)


@pytest.fixture
def arena(tmp_path: Path) -> Iterator[Arena]:
    settings = Settings(data=tmp_path / "data", workers=2)
    house = House(settings)
    with served(create_app(settings, judged_by_its_name, house)) as url:
        yield Arena(house, url)
    house.close()


@pytest.mark.parametrize("feedback", ["none", "functional", "full"])
async def test_the_outcome_is_that_of_the_style_and_the_policy(arena: Arena, feedback: str) -> None:
    for style, token in arena.plan(feedback).items():
        async with over_http(style, f"{arena.url}/mcp", token) as client:
            played = await play_all(client, style, arena.library)
        assert len(played) == CASES
        expected = EXPECTED[style, feedback]
        if feedback == "none":
            arena.house.wake()
        assert arena.outcomes(token).keys() <= {expected, "None"}
        if feedback != "none":
            assert arena.outcomes(token) == {expected: CASES}


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_over_stdio_the_work_is_done_in_the_workspace(arena: Arena, tmp_path: Path, mode: str) -> None:
    token = arena.plan("full", ("gen", "fix"))[Style.LEARNING]
    workspace = tmp_path / "agent"
    workspace.mkdir()
    arguments = ["--server", arena.url]
    environment = {"VETLOOP_TOKEN": token}
    async with over_stdio(Style.LEARNING, workspace, arguments, environment=environment, mode=mode) as client:
        assert len((await client.list_tools()).tools) == 3
        played = await play_all(client, Style.LEARNING, arena.library)
    assert arena.outcomes(token) == {"secure": 2 * CASES}
    assert {trial.submissions for trial in played} == {3}
    assert len(list(workspace.iterdir())) == 2 * CASES


async def test_the_client_is_stored_with_the_trial(arena: Arena, tmp_path: Path) -> None:
    from sqlmodel import select

    from server.store.tables import Trial

    token = arena.plan("functional")[Style.CAREFUL]
    workspace = tmp_path / "agent"
    workspace.mkdir()
    environment = {"VETLOOP_TOKEN": token}
    async with over_stdio(Style.CAREFUL, workspace, ["--server", arena.url], environment=environment) as client:
        await play_all(client, Style.CAREFUL, arena.library)
    with arena.house.store.read() as session:
        names = {trial.client_name for trial in session.exec(select(Trial)) if trial.client_name}
    assert names == {"vetloop-replay-careful"}


async def test_a_wrong_token_is_told_over_the_bridge(arena: Arena, tmp_path: Path) -> None:
    arena.plan("functional")
    arguments = ["--server", arena.url, "--token", "tok_wrong.secret"]
    async with over_stdio(Style.CAREFUL, tmp_path, arguments) as client:
        result = await client.call_tool("start_case", {})
    assert result.is_error
    assert "token" in result.content[0].text


async def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    async with over_stdio(Style.CAREFUL, tmp_path, ["--server", "http://127.0.0.1:9", "--token", "x"]) as client:
        result = await client.call_tool("get_verdict", {"submission_id": "sub_1"})
    assert result.is_error
    assert "http://127.0.0.1:9 does not answer" in result.content[0].text
