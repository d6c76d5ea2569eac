"""Forged verdicts in Java: none passes, and an honest submission beside them is judged as if they were not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.evaluator import Evaluator
from sandbox.toolchains.model import ToolchainInstallError
from sandbox.toolchains.registry import install, missing_packages
from sandbox.verdict import NONFUNCTIONAL, Status
from tests.redteam.forgeries_java import JAVA
from tests.sandbox.probe import make_probe

LIMITS = {"start_s": 20, "request_s": 5, "phase_s": 30}


@pytest.fixture(scope="module", autouse=True)
def java(sandbox_data: Path) -> None:
    """The toolchain, installed on first use."""
    try:
        install("java", sandbox_data, lambda line: None)
    except ToolchainInstallError as error:
        if missing_packages("java"):
            pytest.skip(str(error))
        raise


@pytest.mark.parametrize("row", JAVA)
def test_a_forgery_is_nonfunctional(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    probe = make_probe(tmp_path, "java", limits=LIMITS)
    verdict = evaluator.evaluate(probe.case, probe.with_files(JAVA[row]))
    assert verdict.status in NONFUNCTIONAL, verdict.model_dump_json(indent=1)
    assert verdict.functional.passed == 0
    assert verdict.security.withstood == 0


def test_the_honest_project_is_secure(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path, "java", limits=LIMITS)
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)
