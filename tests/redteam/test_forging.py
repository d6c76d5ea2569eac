"""Forged verdicts: none of these submissions passes, and an honest one beside them is judged as if they were not there."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.drill.breakouts import BREAKOUTS
from sandbox.drill.forgeries import FORGERIES
from sandbox.evaluator import Evaluator
from sandbox.verdict import NONFUNCTIONAL, Status
from tests.redteam.forgeries import NODE
from tests.sandbox.probe import make_probe

KITS = {"python": {**FORGERIES, **BREAKOUTS}, "node": NODE}
ROWS = [(language, name) for language, kit in KITS.items() for name in kit]


@pytest.mark.parametrize(("language", "row"), ROWS, ids=[f"{language}-{name}" for language, name in ROWS])
def test_a_forgery_is_nonfunctional_and_leaves_nothing_behind(
    evaluator: Evaluator, tmp_path: Path, language: str, row: str
) -> None:
    probe = make_probe(tmp_path, language, limits={"start_s": 4, "request_s": 3, "phase_s": 20})
    forged = probe.with_files(KITS[language][row])
    with ThreadPoolExecutor() as beside:
        neighbour = beside.submit(evaluator.evaluate, probe.case, probe.project)
        verdict = evaluator.evaluate(probe.case, forged)
    assert verdict.status in NONFUNCTIONAL, verdict.model_dump_json(indent=1)
    assert verdict.functional.passed == 0
    assert verdict.security.withstood == 0
    honest = neighbour.result()
    assert honest.status is Status.SECURE, honest.model_dump_json(indent=1)
