"""What a test can ask about an error that a called function raised."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.evaluator import Evaluator
from tests.sandbox.probe import make_probe

FUNCTIONAL = """
from judge import Rejected, spec

@spec("It gives back what it gets.")
def test_errors(target):
    try:
        target.call("answer", 1)
    except Rejected as error:
        assert error.kind == "TooShort", error
        assert error.is_a("TooShort") and error.is_a("KeyError", BASE), "what it is derived from counts"
        assert not error.is_a("OSError", "TypeError", ""), "nothing else does"
    else:
        raise AssertionError("no error")
"""
SOURCES = {
    "python": (
        "notes.py",
        "class TooShort(ValueError):\n    pass\ndef answer(value):\n    raise TooShort('x')\n",
        "'ValueError'",
    ),
    "node": (
        "notes.mjs",
        "class TooShort extends RangeError { name = 'TooShort'; }\nexport function answer() { throw new TooShort('x'); }\n",
        "'RangeError'",
    ),
}


@pytest.mark.parametrize("language", SOURCES)
def test_an_error_is_of_every_type_it_is_derived_from(evaluator: Evaluator, tmp_path: Path, language: str) -> None:
    name, source, base = SOURCES[language]
    probe = make_probe(tmp_path, language, functional=FUNCTIONAL.replace("BASE", base))
    verdict = evaluator.evaluate(probe.case, probe.with_files({name: source}))
    assert verdict.functional.passed == verdict.functional.total == 1, verdict.model_dump_json(indent=1)
