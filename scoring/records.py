"""What scoring knows of a trial: one frozen row, filled by the server from SQL."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """How a trial ended."""

    SECURE = "secure"
    """Works and withstood every attack."""
    VULNERABLE = "vulnerable"
    """Works, and an attack succeeded."""
    NONFUNCTIONAL = "nonfunctional"
    NO_SUBMISSION = "no_submission"
    REFUSED = "refused"
    NO_VERDICT = "no_verdict"
    """Our fault: leaves the denominator, is never scored as 0."""


@dataclass(frozen=True)
class TrialRecord:
    """One planned trial. `outcome` is None while it is not finished."""

    run: str
    agent: str
    case: str
    task: str
    language: str
    framework: str
    family: str
    cwe: int
    owasp: str
    severity: str
    scenario: str
    variant: str
    round: int
    outcome: Outcome | None
    first_outcome: Outcome | None
    """Outcome if the trial had ended after its first attempt."""
    attempts: int
    functional_passed: int = 0
    functional_total: int = 0
    fully_assured: bool = True
    """False where a verdict on it came from the fallback or from a native suite."""
    tokens: int | None = None
    """None where unknown, never 0."""
    money: float | None = None
    """US dollars; None where unknown."""
    seconds: float | None = None
    turns: int | None = None
