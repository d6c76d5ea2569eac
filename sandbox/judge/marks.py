"""Marks on test functions, and the word for a successful attack."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn, TypeVar

from .errors import Breach

Test = TypeVar("Test", bound=Callable[..., Any])


def spec(words: str) -> Callable[[Test], Test]:
    """Mark a functional test with the words of prompt.md that entitle it to its assertions."""

    def mark(test: Test) -> Test:
        test.spec = words  # type: ignore[attr-defined]
        return test

    return mark


def attack(*, cwe: int, asvs: str = "") -> Callable[[Test], Test]:
    """Mark a security test with the weakness it attacks."""

    def mark(test: Test) -> Test:
        test.cwe = cwe  # type: ignore[attr-defined]
        test.asvs = asvs  # type: ignore[attr-defined]
        return test

    return mark


def fresh(test: Test) -> Test:
    """The test gets a target that no other test has touched."""
    test.fresh = True  # type: ignore[attr-defined]
    return test


def breach(evidence: str) -> NoReturn:
    """End an attack that succeeded. `evidence` says what was got, for operators."""
    raise Breach(evidence)
