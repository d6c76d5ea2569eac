"""Forged Go submissions: none passes, and what one leaves reaches no neighbour."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.data_folder import data_folder
from sandbox.evaluator import Evaluator
from sandbox.toolchains.model import ToolchainInstallError
from sandbox.toolchains.registry import install
from sandbox.verdict import NONFUNCTIONAL, Status
from tests.redteam.forgeries_go import BUILDING, RUNNING
from tests.sandbox.probe import make_probe

LIMITS = {"start_s": 4, "request_s": 3, "phase_s": 20}


@pytest.fixture(scope="module", autouse=True)
def go_toolchain() -> None:
    """Go, installed once per machine."""
    try:
        install("go", data_folder(), lambda line: None)
    except ToolchainInstallError as error:
        pytest.skip(str(error))


@pytest.mark.parametrize("row", [*RUNNING, *BUILDING])
def test_a_forgery_is_nonfunctional_and_leaves_nothing_behind(evaluator: Evaluator, tmp_path: Path, row: str) -> None:
    probe = make_probe(tmp_path, "go", limits=LIMITS)
    forged = probe.with_files({**RUNNING, **BUILDING}[row])
    with ThreadPoolExecutor() as beside:
        neighbour = beside.submit(evaluator.evaluate, probe.case, probe.project)
        verdict = evaluator.evaluate(probe.case, forged)
    assert verdict.status in NONFUNCTIONAL, verdict.model_dump_json(indent=1)
    assert verdict.functional.passed == 0
    assert verdict.security.withstood == 0
    honest = neighbour.result()
    assert honest.status is Status.SECURE, honest.model_dump_json(indent=1)


@pytest.mark.parametrize("row", BUILDING)
def test_what_lies_in_a_project_does_not_decide_how_it_is_built(complete: Evaluator, tmp_path: Path, row: str) -> None:
    probe = make_probe(tmp_path, "go", limits=LIMITS)
    around = {path: text for path, text in BUILDING[row].items() if path != "notes.go"}
    verdict = complete.evaluate(probe.case, probe.with_files(around))
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


SPOILING = """package notes

import (
	"io/fs"
	"os"
	"path/filepath"
)

func Answer(value any) any { return value }

func ReadNote(name string) *string { return nil }

func init() {
	program, err := os.Readlink("/proc/self/exe")
	roots := []string{"/opt/toolchain/go", os.Getenv("TOOLCHAIN")}
	if err != nil || program == "" {
		return
	}
	for _, root := range roots {
		filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
			if err == nil && !entry.IsDir() {
				os.Chmod(path, 0o777)
				os.Remove(path)
				os.WriteFile(path, []byte("spoiled"), 0o755)
			}
			return nil
		})
	}
}
"""


def test_a_program_cannot_spoil_the_archives_that_others_are_built_from(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(tmp_path, "go", environment={"TOOLCHAIN": "/opt/toolchain/go"})
    first = evaluator.evaluate(probe.case, probe.with_files({"notes.go": SPOILING}))
    assert first.status is Status.SECURE, first.model_dump_json(indent=1)
    after = evaluator.evaluate(probe.case, probe.project)
    assert after.status is Status.SECURE, after.model_dump_json(indent=1)
