"""What the verifier needs of a verdict, and what it keeps of one.

The evaluator is handed in by the caller; the protocols below are the part of its verdict that counts here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from cases.files import FileSet
from cases.model import Case

SECURE = "secure"
VULNERABLE = "vulnerable"
INFRASTRUCTURE = "infra_error"


class FailureLike(Protocol):
    """A functional test that did not pass."""

    @property
    def test(self) -> str:
        """Its id."""

    @property
    def message(self) -> str:
        """Public words on what was expected."""


class BreachLike(Protocol):
    """An attack that succeeded."""

    @property
    def test(self) -> str:
        """Its id."""

    @property
    def cwe(self) -> int:
        """The weakness it showed."""

    @property
    def evidence(self) -> str:
        """What it brought to light."""


class FunctionalLike(Protocol):
    """The functional phase."""

    @property
    def failures(self) -> Sequence[FailureLike]:
        """In the order of the tests."""


class SecurityLike(Protocol):
    """The security phase."""

    @property
    def breaches(self) -> Sequence[BreachLike]:
        """In the order of the tests."""


class VerdictLike(Protocol):
    """The verdict on one project."""

    @property
    def status(self) -> str:
        """One of the statuses of `sandbox.verdict`."""

    @property
    def functional(self) -> FunctionalLike:
        """What the functional tests found."""

    @property
    def security(self) -> SecurityLike:
        """What the attacks found."""

    @property
    def message(self) -> str:
        """Public words on what was expected."""

    @property
    def reason(self) -> str:
        """The cause of an infrastructure error."""


Evaluate = Callable[[Case, FileSet], VerdictLike]
"""Evaluates a whole project; called from several threads at once."""


@dataclass(frozen=True)
class Outcome:
    """What one evaluation came to."""

    status: str
    failed: tuple[tuple[str, str], ...] = ()
    """Functional tests that did not pass, with their messages."""
    breached: tuple[tuple[str, int, str], ...] = ()
    """Attacks that succeeded: test, CWE, evidence."""
    note: str = ""
    """The cause of an infrastructure error, or what the target died of."""

    @property
    def known(self) -> bool:
        """Whether this says anything about the project."""
        return self.status != INFRASTRUCTURE

    @property
    def works(self) -> bool:
        """Whether every functional test passed and the attacks came to an end."""
        return self.status in {SECURE, VULNERABLE}

    def described(self) -> str:
        """The status and the first things that led to it."""
        parts = [f"{test}: {message}" if message else test for test, message in self.failed[:2]]
        parts += [f"{test}: CWE-{cwe}, {evidence}" for test, cwe, evidence in self.breached[:2]]
        parts += [self.note] if self.note and not parts else []
        shown = "; ".join(" ".join(part.split())[:200] for part in parts)
        return f"{self.status} ({shown})" if shown else self.status


def outcome_of(evaluate: Evaluate, case: Case, project: FileSet) -> Outcome:
    """Evaluate, and turn anything that goes wrong in the evaluator itself into an infrastructure error."""
    try:
        verdict = evaluate(case, project)
    except Exception as error:
        return Outcome(INFRASTRUCTURE, note=f"the evaluator raised {type(error).__name__}: {error}")
    return Outcome(
        str(verdict.status),
        tuple((failure.test, failure.message) for failure in verdict.functional.failures),
        tuple((breach.test, breach.cwe, breach.evidence) for breach in verdict.security.breaches),
        verdict.reason or verdict.message,
    )
