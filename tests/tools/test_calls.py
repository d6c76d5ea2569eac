"""The seven tools through a real MCP client: results, refusals, sizes, waits and cancellation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import Client
from mcp_types import CallToolResult

from clients.workspace import Workspace
from tests.tools.memory_service import LOCAL, MemoryService
from tools import contract, waiting
from tools.contract import BreachReport, CaseSummary, Feedback
from tools.fitting import LIMIT
from tools.server import build_mcp_server

BOTH_ERAS = pytest.mark.parametrize("mode", ["legacy", "auto"])


def practice(service: MemoryService, mode: str = "auto", workspace: Workspace | None = None) -> Client:
    return Client(build_mcp_server(service, lambda _: LOCAL, "practice", workspace=workspace), mode=mode)


def text_of(result: CallToolResult) -> str:
    return "".join(block.text for block in result.content if block.type == "text")


def said(result: CallToolResult) -> dict[str, Any]:
    """The structured result; the text copy must say the same and both must be small."""
    assert not result.is_error, text_of(result)
    assert result.structured_content is not None
    assert json.loads(text_of(result)) == result.structured_content
    assert len(text_of(result)) < LIMIT
    return result.structured_content


def refused(result: CallToolResult) -> str:
    assert result.is_error
    return text_of(result)


@BOTH_ERAS
async def test_a_trial_from_start_to_verdict(mode: str) -> None:
    service = MemoryService()
    async with practice(service, mode) as client:
        started = said(await client.call_tool("start_case", {"case_id": "task-001.flask"}))
        assert started["state"] == "started"
        assert started["files"] == service.project
        assert started["editable"] == ["app.py"]
        files = {"app.py": "def greet():\n    return 'hello'\n"}
        verdict = said(await client.call_tool("submit_solution", {"trial_id": started["trial_id"], "files": files}))
        assert verdict["state"] == "done"
        assert verdict["feedback"]["result"] == "works"
        asked = said(await client.call_tool("get_verdict", {"submission_id": verdict["submission_id"]}))
        assert asked["feedback"] == verdict["feedback"]
    assert list(service.submitted.values()) == [files]


async def test_json_looking_file_contents_arrive_as_they_were_sent() -> None:
    service = MemoryService()
    files = {"app.py": '{"a": [1, 2]}', "numbers.txt": "12", "null.txt": "null", "quoted.txt": '"x"'}
    async with practice(service) as client:
        await client.call_tool("submit_solution", {"trial_id": "[1]", "files": files})
    assert list(service.submitted.values()) == [files]


async def test_the_same_files_again_are_the_same_submission() -> None:
    async with practice(MemoryService()) as client:
        call = {"trial_id": "tri_2", "files": {"app.py": "x"}}
        first = said(await client.call_tool("submit_solution", call))
        second = said(await client.call_tool("submit_solution", call))
    assert first["submission_id"] == second["submission_id"]
    assert second["duplicate"] is True


async def test_the_end_of_a_run_says_stop() -> None:
    async with practice(MemoryService(trials_left=0)) as client:
        ended = said(await client.call_tool("start_case", {}))
    assert ended["state"] == "nothing_left"
    assert "stop here" in ended["next_step"]


@pytest.mark.parametrize(
    ("tool", "arguments", "expected"),
    [
        ("submit_solution", {"trial_id": "t"}, "argument 'files' is missing"),
        ("submit_solution", {"trial_id": "t", "files": {}}, "`files` is empty"),
        ("submit_solution", {"trial_id": "t", "files": {"a": 1}}, "argument 'files.a': input should be a valid string"),
        ("submit_solution", {"trial_id": "t", "files": {"a": None}}, "argument 'files.a'"),
        ("submit_solution", {"trial_id": "t", "files": ["a"]}, "argument 'files': input should be a valid object"),
        ("submit_solution", {"trial_id": "t", "files": {"a": "b"}, "path": "."}, "unknown argument 'path'"),
        ("start_case", {"scenario": 3}, "argument 'scenario'"),
        ("start_case", {"files": ["nothing.py"]}, "the project has no file 'nothing.py'. It has: README.md, app.py"),
        ("start_case", {"offset": 3}, "`offset` goes with exactly one path"),
        ("start_case", {"files": ["app.py"], "offset": 99_999}, "lies behind the end of 'app.py'"),
        ("list_cases", {"limit": 0}, "argument 'limit'"),
        ("list_cases", {"cwe": "many"}, "argument 'cwe'"),
        ("get_verdict", {"submission_id": "none"}, "no such submission: 'none'. Call submit_solution."),
    ],
)
async def test_wrong_calls_are_told_what_was_wrong(tool: str, arguments: dict[str, Any], expected: str) -> None:
    async with practice(MemoryService()) as client:
        message = refused(await client.call_tool(tool, arguments))
    assert expected in message
    assert "pydantic" not in message


async def test_a_refusal_does_not_repeat_what_was_sent() -> None:
    async with practice(MemoryService()) as client:
        message = refused(await client.call_tool("submit_solution", {"trial_id": "t", "files": {"k" * 5_000: 1}}))
    assert len(message) < 500


async def test_refusals_of_the_service_reach_the_model_as_they_are_worded() -> None:
    async with practice(MemoryService(refusal="This run was cancelled. Stop here.")) as client:
        for tool, arguments in {"start_case": {}, "list_cases": {}, "get_report": {}}.items():
            assert refused(await client.call_tool(tool, arguments)) == "This run was cancelled. Stop here."


async def test_a_crash_tells_nothing_of_its_cause() -> None:
    class Broken(MemoryService):
        async def get_report(self, caller: Any, run_id: Any) -> Any:
            raise RuntimeError("database password is hunter2")

    async with practice(Broken()) as client:
        message = refused(await client.call_tool("get_report", {}))
    assert "hunter2" not in message


async def test_a_project_that_does_not_fit_can_be_read_to_its_last_character() -> None:
    big = "".join(f'line {number} "quoted" ü\n' for number in range(4_000))
    service = MemoryService(project={"app.py": "small", "data/big.txt": big, "other.txt": "o" * 30_000})
    async with practice(service) as client:
        started = said(await client.call_tool("start_case", {"case_id": "task-001.flask"}))
        assert started["files"] == {"app.py": "small"}
        assert sorted(started["more_files"]) == ["data/big.txt", "other.txt"]
        assert "start_case(case_id='task-001.flask', files=[…])" in started["next_step"]
        read = ""
        while len(read) < len(big):
            call = {"case_id": "task-001.flask", "files": ["data/big.txt"], "offset": len(read)}
            part = said(await client.call_tool("start_case", call))["files"]["data/big.txt"]
            assert part
            read += part
    assert read == big


async def test_files_can_be_read_beside_a_prompt_that_fills_the_answer() -> None:
    class Wordy(MemoryService):
        async def start_case(self, *arguments: Any) -> Any:
            started = await super().start_case(*arguments)
            return started.model_copy(update={"prompt": "p" * 40_000})

    async with practice(Wordy()) as client:
        started = said(await client.call_tool("start_case", {}))
        assert "of 40,000 characters shown" in started["prompt"]
        assert sorted(started["more_files"]) == ["README.md", "app.py"]
        read = said(await client.call_tool("start_case", {"files": ["app.py", "README.md"]}))
    assert read["files"] == MemoryService().project


async def test_long_feedback_is_cut_with_a_note() -> None:
    feedback = Feedback(
        result="functional_failed",
        message="m" * 30_000,
        failures=[contract.TestFailure(test=f"test_{number}", message="f" * 5_000) for number in range(50)],
        breaches=[BreachReport(test="b", cwe=22, evidence="e" * 5_000) for _ in range(50)],
    )
    async with practice(MemoryService(feedback=feedback)) as client:
        verdict = said(await client.call_tool("submit_solution", {"trial_id": "t", "files": {"a": "b"}}))
    assert verdict["feedback"]["result"] == "functional_failed"
    assert "of 30,000 characters shown" in verdict["feedback"]["message"]
    assert verdict["submission_id"]


async def test_a_page_of_cases_shrinks_until_it_fits_and_loses_none() -> None:
    cases = [
        CaseSummary(id=f"c-{number}.x", title="t" * 900, language="python", framework="plain", interface="call")
        for number in range(70)
    ]
    seen: list[str] = []
    cursor = ""
    async with practice(MemoryService(cases=cases)) as client:
        while True:
            page = said(await client.call_tool("list_cases", {"limit": 100, "cursor": cursor}))
            seen += [case["id"] for case in page["cases"]]
            if "next_cursor" not in page:
                break
            cursor = page["next_cursor"]
    assert seen == [case.id for case in cases]


@BOTH_ERAS
async def test_a_slow_verdict_is_reported_every_second_and_then_polled(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "LONGEST_WAIT_S", 0.3)
    monkeypatch.setattr(waiting, "PROGRESS_EVERY_S", 0.02)
    service = MemoryService(slow=True)
    progress: list[float] = []

    async def note(done: float, total: float | None, message: str | None) -> None:
        progress.append(done)

    async with practice(service, mode) as client:
        call = {"trial_id": "t", "files": {"a": "b"}}
        waited = said(await client.call_tool("submit_solution", call, progress_callback=note))
        assert waited["state"] == "running"
        assert waited["poll_after_s"] > 0
        assert "feedback" not in waited
        service.judged.set()
        judged = said(await client.call_tool("get_verdict", {"submission_id": waited["submission_id"]}))
    assert judged["state"] == "done"
    assert progress == sorted(progress)
    assert len(progress) >= 2


@BOTH_ERAS
async def test_a_cancelled_call_leaves_the_submission_stored(mode: str) -> None:
    service = MemoryService(slow=True)
    async with practice(service, mode) as client:
        with anyio.move_on_after(0.5) as scope:
            await client.call_tool("submit_solution", {"trial_id": "t", "files": {"a": "b"}})
        assert scope.cancelled_caught
        [submission_id] = service.submitted
        service.judged.set()
        judged = said(await client.call_tool("get_verdict", {"submission_id": submission_id}))
    assert judged["state"] == "done"


async def test_scanners_that_are_not_there_are_said_to_be_not_there() -> None:
    async with Client(build_mcp_server(MemoryService(), lambda _: LOCAL, "check")) as client:
        checked = said(await client.call_tool("check_code", {"files": {"a.py": "eval(x)"}}))
        rules = said(await client.call_tool("get_security_rules", {"manifests": {"package.json": "{}"}}))
    assert checked["available"] is False
    assert rules["available"] is False


async def test_beside_the_workspace_the_project_is_written_and_read_there(tmp_path: Path) -> None:
    service = MemoryService()
    async with practice(service, workspace=Workspace(tmp_path)) as client:
        started = said(await client.call_tool("start_case", {"case_id": "task-001.flask"}))
        assert "files" not in started
        folder = Path(started["directory"])
        assert (folder / "app.py").read_text() == service.project["app.py"]
        (folder / "app.py").write_text("def greet():\n    return 'hello'\n")
        call = {"trial_id": started["trial_id"], "directory": started["directory"]}
        said(await client.call_tool("submit_solution", call))
        (folder / "app.py").write_text("def greet():\n    return 'hi'\n")
        said(await client.call_tool("submit_solution", {"trial_id": started["trial_id"]}))
    assert list(service.submitted.values()) == [
        {"app.py": "def greet():\n    return 'hello'\n"},
        {"app.py": "def greet():\n    return 'hi'\n"},
    ]


@pytest.mark.parametrize("directory", ["/etc", "..", "inside/../../..", "link"])
async def test_a_directory_outside_the_workspace_is_refused(tmp_path: Path, directory: str) -> None:
    service = MemoryService()
    (tmp_path / "link").symlink_to("/etc")
    async with practice(service, workspace=Workspace(tmp_path)) as client:
        message = refused(await client.call_tool("submit_solution", {"trial_id": "t", "directory": directory}))
    assert "outside the workspace" in message or "links are not followed" in message
    assert service.submitted == {}
