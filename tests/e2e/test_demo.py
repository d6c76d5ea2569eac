"""`vetloop demo` on the real path, judged by names: the leaderboard, going on after a stop, and the second start."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from typer.testing import CliRunner

from cases.loader import load_library
from clients.players import Style
from clients.replay import Played
from server.app import create_app
from server.cli import demo
from tests.clients.judging import judged_by_its_name

METRIC = "secure-pass@1"


@pytest.fixture(autouse=True)
def _two_cases_and_no_sandbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("VETLOOP_DATA", str(tmp_path / "data"))
    selected = load_library().all()[:2]
    with (
        mock.patch("cases.library.Library.demo", lambda _: selected),
        mock.patch("server.app.create_app", partial(create_app, evaluate=judged_by_its_name)),
        mock.patch.object(demo, "_prepare", lambda *_: None),
    ):
        yield


def run_demo(*arguments: str) -> dict[str, Any]:
    done = CliRunner().invoke(demo.app, ["--json", *arguments])
    assert done.exit_code == 0, done.stderr
    content: dict[str, Any] = json.loads(done.stdout)
    return content


def rates(content: dict[str, Any]) -> dict[str, float]:
    return {section["agent"]: section["rates"][METRIC]["value"] for section in content["report"]["sections"]}


def test_the_leaderboard_is_as_the_agents_are_and_the_second_start_repeats_nothing() -> None:
    first = run_demo()
    assert first["report"]["partial"] is False
    careful, learning, hasty = (rates(first)[style] for style in (Style.CAREFUL, Style.LEARNING, Style.HASTY))
    assert (careful, learning, hasty) == (1.0, 0.5, 0.0)
    with mock.patch.object(demo, "_play", side_effect=AssertionError("nothing is left to play")):
        second = run_demo()
    assert second["run"] == first["run"]
    assert second["report"] == first["report"]


def test_a_demo_that_was_stopped_goes_on_where_it_was() -> None:
    seen: list[Played] = []
    one_agent = demo._one_agent

    async def stopping(house: Any, style: Style, url: str, token: str, tell: Any) -> None:
        def note(played: Played) -> None:
            seen.append(played)
            tell(played)
            if style is Style.LEARNING:
                signal.raise_signal(signal.SIGINT)

        await one_agent(house, style, url, token, note)

    with mock.patch.object(demo, "_one_agent", stopping):
        done = CliRunner().invoke(demo.app, ["--json"])
    assert done.exit_code == 130
    assert "Nothing is lost" in done.stderr
    before = {played.trial_id for played in seen}
    again: list[Played] = []

    async def noting(house: Any, style: Style, url: str, token: str, tell: Any) -> None:
        await one_agent(house, style, url, token, again.append)

    with mock.patch.object(demo, "_one_agent", noting):
        content = run_demo()
    assert content["report"]["partial"] is False
    assert before.isdisjoint({played.trial_id for played in again})


def test_a_fresh_demo_is_another_run() -> None:
    assert run_demo()["run"] != run_demo("--fresh")["run"]
