"""Forged verdicts in TypeScript: none passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.evaluator import Evaluator
from sandbox.toolchains.model import ToolchainMissingError
from sandbox.toolchains.registry import find
from sandbox.verdict import NONFUNCTIONAL
from tests.redteam.forgeries_typescript import TYPESCRIPT
from tests.sandbox.probe import make_probe


@pytest.fixture(scope="module", autouse=True)
def web(sandbox_data: Path) -> None:
    try:
        find("web", sandbox_data)
    except ToolchainMissingError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("row", TYPESCRIPT)
def test_a_forgery_is_nonfunctional(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    probe = make_probe(tmp_path, "web", limits={"start_s": 4, "request_s": 3, "phase_s": 20})
    verdict = evaluator.evaluate(probe.case, probe.with_files(TYPESCRIPT[row]))
    assert verdict.status in NONFUNCTIONAL, verdict.model_dump_json(indent=1)
    assert verdict.functional.passed == 0
    assert verdict.security.withstood == 0
