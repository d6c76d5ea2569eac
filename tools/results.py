"""The shapes of tool results that differ from what the service returns.

Every field has a default or is always present, so absent ones can be left out of a result: small results are read
whole.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from tools.contract import CaseSummary, CheckResult, ReportSummary, RulesResult, Shape, Submission


class _Result(Shape):
    cut: list[str] = Field(default=[], description="lists that were shortened to keep this result small")


class HandedOut(_Result):
    """`start_case`."""

    state: Literal["started", "resumed", "nothing_left"]
    next_step: str
    trial_id: str = ""
    case_id: str = ""
    scenario: str = ""
    variant: str = ""
    prompt: str = ""
    directory: str = Field(default="", description="folder the project was written into; edit the files there")
    files: dict[str, str] = Field(default={}, description="path to text")
    more_files: list[str] = Field(default=[], description="paths not shown here; call start_case with `files`")
    editable: list[str] = Field(default_factory=list)
    may_add: list[str] = Field(default_factory=list)
    attempts_left: int = 0
    remaining_trials: int | None = None


class CaseList(_Result):
    """`list_cases`."""

    cases: list[CaseSummary]
    total: int
    next_cursor: str | None = None


class SubmissionResult(_Result, Submission):
    """`submit_solution` and `get_verdict`."""


class ReportResult(_Result, ReportSummary):
    """`get_report`."""


class CheckCodeResult(_Result, CheckResult):
    """`check_code`."""


class SecurityRulesResult(_Result, RulesResult):
    """`get_security_rules`."""
