"""The official MCP conformance suite against the real mount.

The bar: everything that 2026-07-28 requires; of 2025-11-25 all but the four scenarios in which the server asks the
client something, for which stateless HTTP has no way; and no message that violates the wire schema.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.npm_tools import CONFORMANCE, npm_program, with_node

ROOT = Path(__file__).parents[2]
NEEDS_A_BACK_CHANNEL = {
    "tools-call-sampling",
    "tools-call-elicitation",
    "elicitation-sep1034-defaults",
    "elicitation-sep1330-enums",
}
SAMPLE = ["server-stateless", "tools-call-with-progress", "dns-rebinding-protection", "caching"]


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.e2e.conformance_program"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdin is not None
        yield program.stdout.readline().strip() + "/mcp"
        program.stdin.close()
        program.wait(30)


def run_suite(address: str, output: Path, *options: str) -> tuple[dict[str, bool], list[str]]:
    """Passed or not by scenario, and what violated the wire schema."""
    command = [*npm_program(CONFORMANCE, "conformance"), "server", "--url", address, "-o", str(output), *options]
    done = subprocess.run(command, env=with_node(), capture_output=True, text=True, timeout=280, check=False)
    text = done.stdout + done.stderr
    passed = {name: mark == "✓" for mark, name in re.findall(r"^([✓✗]) ([\w-]+): \d+ passed", text, re.MULTILINE)}
    assert passed or "--scenario" in options, text[-2000:]
    violations = [
        f"{file.parent.name}: {check.get('errorMessage', '')[:300]}"
        for file in output.rglob("checks.json")
        for check in json.loads(file.read_text())
        if check["id"] == "wire-schema-valid" and check["status"] == "FAILURE"
    ]
    return passed, violations


def required(revision: str) -> set[str]:
    """The server scenarios a revision requires, as the suite lists them."""
    command = [*npm_program(CONFORMANCE, "conformance"), "list", "--server", "--requirements", revision]
    listed = subprocess.run(command, env=with_node(), capture_output=True, text=True, timeout=60, check=True).stdout
    part = listed.split("Server scenarios", 1)[1].split("Client scenarios", 1)[0]
    return set(re.findall(r"^  - ([\w-]+)$", part, re.MULTILINE))


@pytest.mark.heavy
@pytest.mark.parametrize(
    ("revision", "scenarios", "excused"),
    [("2026-07-28", 37, set()), ("2025-11-25", 30, NEEDS_A_BACK_CHANNEL)],
)
def test_every_scenario_of_a_revision(
    address: str, tmp_path: Path, revision: str, scenarios: int, excused: set[str]
) -> None:
    wanted = required(revision)
    assert len(wanted) == scenarios
    passed, violations = run_suite(address, tmp_path, "--requirements", revision)
    assert {name for name in wanted if not passed.get(name, False)} == excused
    assert violations == []


@pytest.mark.heavy
@pytest.mark.parametrize("scenario", SAMPLE)
def test_a_sample_of_the_current_revision(address: str, tmp_path: Path, scenario: str) -> None:
    _, violations = run_suite(address, tmp_path, "--spec-version", "2026-07-28", "--scenario", scenario)
    [report] = tmp_path.rglob("checks.json")
    checks = json.loads(report.read_text())
    assert {check["id"]: check.get("errorMessage") for check in checks if check["status"] == "FAILURE"} == {}
    assert any(check["status"] == "SUCCESS" for check in checks)
    assert violations == []
