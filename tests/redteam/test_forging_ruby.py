"""Forged verdicts in Ruby: none of these submissions passes."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.data_folder import data_folder
from sandbox.evaluator import Evaluator
from sandbox.toolchains import registry
from sandbox.verdict import NONFUNCTIONAL, Status
from tests.redteam.forgeries_ruby import RUBY
from tests.sandbox.probe import make_probe


@pytest.fixture(scope="module", autouse=True)
def ruby() -> None:
    """The toolchain, unless this machine lacks the packages it is made of."""
    if missing := registry.missing_packages("ruby"):
        pytest.skip(f"the ruby toolchain needs: apt-get install {' '.join(missing)}")
    registry.install("ruby", data_folder(), lambda line: None)


@pytest.mark.parametrize("row", RUBY)
def test_a_forgery_is_nonfunctional_and_the_next_one_is_judged_as_ever(
    evaluator: Evaluator, tmp_path: Path, row: str
) -> None:
    probe = make_probe(tmp_path, "ruby", limits={"start_s": 4, "request_s": 3, "phase_s": 20})
    verdict = evaluator.evaluate(probe.case, probe.with_files(RUBY[row]))
    assert verdict.status in NONFUNCTIONAL, verdict.model_dump_json(indent=1)
    assert verdict.functional.passed == 0
    assert verdict.security.withstood == 0
    honest = evaluator.evaluate(probe.case, probe.project)
    assert honest.status is Status.SECURE, honest.model_dump_json(indent=1)
