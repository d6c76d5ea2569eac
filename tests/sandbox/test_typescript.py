"""TypeScript as submissions write it: compiled once, called with typed values, served over HTTP, refused with reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.model import Interface
from sandbox.evaluator import Evaluator
from sandbox.toolchains.model import ToolchainMissingError
from sandbox.toolchains.registry import find
from sandbox.verdict import Status, Verdict
from tests.sandbox.probe import make_probe


@pytest.fixture(autouse=True)
def web(sandbox_data: Path) -> None:
    try:
        find("web", sandbox_data)
    except ToolchainMissingError as error:
        pytest.skip(str(error))


VALUES = """
import math
from judge import Rejected, spec

SAME = [None, True, 0, -1, 2**53 - 1, 2**70, 1.5, "", "ünï\\u2028\\U0001f600", b"", bytes(range(256)), [], [1, [None]], {},
        {"a": {"b": [1]}}, {"__proto__": 1}, {"$bytes": "x"}, {"$int": 3, "y": 4}]

@spec("gives back what it gets")
def test_values_cross_both_ways(target):
    for value in SAME:
        assert target.call("answer", value) == value, repr(value)
    assert math.isnan(target.call("answer", math.nan)) and target.call("answer", -math.inf) == -math.inf

@spec("gives back what it gets")
def test_errors_have_their_kind(target):
    for name, arguments, kind in (("fail", ["x"], "RangeError"), ("own", [], "OwnError"), ("nothing_there", [], "TypeError")):
        try:
            target.call(name, *arguments)
        except Rejected as error:
            assert error.kind == kind, error
        else:
            raise AssertionError(name)
"""
ERRORS = """
export function fail(word: string): never { throw new RangeError(word); }
class OwnError extends Error { constructor(readonly code = 7) { super('mine'); } }
export const own = async (): Promise<void> => { throw new OwnError(); };
"""


def judged(evaluator: Evaluator, folder: Path, module: str = "", **options: object) -> Verdict:
    probe = make_probe(folder, "web", **options)  # type: ignore[arg-type]
    text = probe.project.as_dict()["notes.ts"].decode()
    return evaluator.evaluate(probe.case, probe.with_files({"notes.ts": module or text + ERRORS}))


def test_typed_values_and_errors_cross(evaluator: Evaluator, tmp_path: Path) -> None:
    verdict = judged(evaluator, tmp_path, functional=VALUES)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_a_type_error_is_no_build_error(evaluator: Evaluator, tmp_path: Path) -> None:
    module = "import { Request } from 'express';\nexport const answer = (value: number): string => value;\n"
    verdict = judged(evaluator, tmp_path, module + "export const readNote = (r: Request) => null;\n")
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_what_does_not_compile_is_a_build_error_in_the_compilers_words(evaluator: Evaluator, tmp_path: Path) -> None:
    verdict = judged(evaluator, tmp_path, "export const answer = (value: => value;\n")
    assert verdict.status is Status.BUILD_ERROR
    assert "notes.ts:1" in verdict.message, verdict.message


def test_what_does_not_load_is_a_build_error_too(evaluator: Evaluator, tmp_path: Path) -> None:
    verdict = judged(evaluator, tmp_path, "throw new Error('not today');\n")
    assert verdict.status is Status.BUILD_ERROR
    assert "not today" in verdict.message, verdict.message


SERVED = """
from judge import spec

@spec("gives back what it gets")
def test_answers(target, canary):
    word = canary.text()
    assert target.get("/", params={"word": word}).json() == {"word": word}
"""
ATTACKED = """
from judge import attack

def benign(target):
    assert target.get("/", params={"word": "x"}).status == 200

@attack(cwe=22)
def test_nothing(target):
    pass
"""
SERVER = """
import express, { Request, Response } from 'express';
import { z } from 'zod';
const Query = z.object({ word: z.string() });
const app = express();
app.get('/', (request: Request, response: Response) => { response.json(Query.parse(request.query)); });
app.listen(Number(process.env.PORT), '127.0.0.1');
"""


def test_an_express_application_is_bundled_and_served(evaluator: Evaluator, tmp_path: Path) -> None:
    build = "esbuild serve.ts --bundle --platform=node --format=esm --packages=external --outfile=.build/serve.mjs"
    probe = make_probe(
        tmp_path,
        "web",
        interface=Interface.HTTP,
        files={"serve.ts": SERVER},
        build=build.split(),
        start=["node", ".build/serve.mjs"],
        functional=SERVED,
        security=ATTACKED,
    )
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)
