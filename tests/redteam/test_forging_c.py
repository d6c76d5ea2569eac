"""Forged verdicts in C: none passes, and an honest submission beside them is judged as if they were not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.evaluator import Evaluator
from sandbox.toolchains.registry import install, missing_packages
from sandbox.verdict import NONFUNCTIONAL, Status
from tests.redteam.forgeries_c import C
from tests.sandbox.c_probe import make_c_probe

LIMITS = {"start_s": 5, "request_s": 3, "phase_s": 20}


@pytest.fixture(scope="module", autouse=True)
def toolchain(sandbox_data: Path) -> None:
    """The toolchain, where its packages are here."""
    if missing := missing_packages("c"):
        pytest.skip(f"the system packages {', '.join(missing)} are not installed")
    install("c", sandbox_data, lambda line: None)


@pytest.fixture(scope="session")
def evaluator(evaluator: Evaluator, tmp_path_factory: pytest.TempPathFactory) -> Evaluator:
    """Those backends that judge C: the fallback refuses it."""
    if not evaluator.can_judge(make_c_probe(tmp_path_factory.mktemp("asked")).case):
        pytest.skip(f"{evaluator.backend_name} judges no C")
    return evaluator


@pytest.mark.parametrize("row", C)
def test_a_forgery_is_nonfunctional(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    probe = make_c_probe(tmp_path, limits=LIMITS)
    verdict = evaluator.evaluate(probe.case, probe.with_files(C[row]))
    assert verdict.status in NONFUNCTIONAL, verdict.model_dump_json(indent=1)
    assert verdict.functional.passed == 0
    assert verdict.security.withstood == 0


def test_the_honest_project_is_secure(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_c_probe(tmp_path, limits=LIMITS)
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)
