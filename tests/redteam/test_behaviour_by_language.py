"""Behaving for the tests wins nothing, whatever language it is written in; `test_behaviour` has Python and the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.evaluator import Evaluator
from sandbox.toolchains.registry import install, missing_packages
from sandbox.verdict import Status
from tests.redteam.behaviours import DIALECTS, EXPECTED
from tests.redteam.test_behaviour import FUNCTIONAL, SECURITY
from tests.sandbox.c_probe import make_c_probe
from tests.sandbox.probe import make_probe

LIMITS = {"start_s": 20, "request_s": 3, "phase_s": 20}
TOOLCHAINS = {"cpp": "c"}
DIFFERENT = {(language, "45-feature-removed"): Status.BUILD_ERROR for language in ("c", "cpp")}
"""the hidden glue names the function, so its absence shows when it is linked"""

ROWS = [(language, row) for language, dialect in DIALECTS.items() for row in dialect.rows()]


@pytest.mark.parametrize(("language", "row"), ROWS, ids=[f"{language}-{row}" for language, row in ROWS])
def test_behaving_for_the_tests_wins_nothing(
    complete: Evaluator, sandbox_data: Path, tmp_path: Path, language: str, row: str
) -> None:
    toolchain = TOOLCHAINS.get(language, language)
    if missing := missing_packages(toolchain):
        pytest.skip(f"the {toolchain} toolchain needs: apt-get install {' '.join(missing)}")
    install(toolchain, sandbox_data, lambda line: None)
    make = make_c_probe if toolchain == "c" else make_probe
    probe = make(tmp_path, language, functional=FUNCTIONAL, security=SECURITY, limits=LIMITS)
    dialect = DIALECTS[language]
    verdict = complete.evaluate(probe.case, probe.with_files({dialect.module: dialect.rows()[row]}))
    assert verdict.status is DIFFERENT.get((language, row), EXPECTED[row]), verdict.model_dump_json(indent=1)
