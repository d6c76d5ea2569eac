"""The options of `vetloop mcp`, on the real command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tools.wire import Wire

COMMAND = [sys.executable, "-m", "server.main", "mcp"]
BENCHMARK = ["start_case", "submit_solution", "get_verdict"]


def launched(folder: Path, *options: str, **variables: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "VETLOOP_DATA": str(folder / "data"), **variables}
    return subprocess.Popen(
        [*COMMAND, *options],
        cwd=folder,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize(
    ("options", "tools"),
    [
        ([], ["list_cases", *BENCHMARK, "get_report"]),
        (["--toolset", "benchmark"], BENCHMARK),
        (["--toolset", "check"], ["check_code", "get_security_rules", "get_report"]),
        (["--server", "http://127.0.0.1:9"], ["list_cases", *BENCHMARK, "get_report"]),
        (["--server", "http://127.0.0.1:9", "--token", "tok_1.x"], BENCHMARK),
    ],
)
def test_the_tools_are_those_of_the_toolset(tmp_path: Path, options: list[str], tools: list[str]) -> None:
    with launched(tmp_path, *options) as process:
        wire = Wire(process)
        wire.open()
        listed = wire.ask("tools/list", {})["result"]["tools"]
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0
    assert [tool["name"] for tool in listed] == tools
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--workspace", "/"], "no folder to work in"),
        (["--workspace", "/proc/none"], "cannot be used"),
        (["--toolset", "everything"], "everything"),
        (["--server", "localhost:1"], "no server address"),
    ],
)
def test_wrong_options_end_with_a_reason_and_exit_code_2(tmp_path: Path, options: list[str], expected: str) -> None:
    with launched(tmp_path, *options) as process:
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 2
    assert expected in " ".join(errors.replace("│", " ").split())
    assert output == ""


def test_a_machine_that_is_not_set_up_is_told_to_the_model(tmp_path: Path) -> None:
    with launched(tmp_path, VETLOOP_WORKERS="many") as process:
        wire = Wire(process)
        wire.open()
        result = wire.ask("tools/call", {"name": "list_cases", "arguments": {}})["result"]
        assert process.stdin is not None
        process.stdin.close()
    assert result["isError"] is True
    assert "workers" in result["content"][0]["text"].lower()
