"""`AgentService` on the database: what the MCP tools, the REST mirror of them and the embedded stdio server talk to.

Importing this module must stay cheap (the stdio server answers within 0.6 s): whatever needs the database is imported
when the first call arrives, in a thread.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from tools.contract import (
    Caller,
    CaseFilter,
    CasePage,
    CheckResult,
    NothingLeft,
    ReportSummary,
    RulesResult,
    ServiceError,
    StartedCase,
    Submission,
)

if TYPE_CHECKING:
    from server.house import House

T = TypeVar("T")

_ARRIVES_LATER = "This server has no static scanners yet; nothing was checked, which says nothing about the code."
_FIRST_LOOK_S = 0.05
_LONGEST_PAUSE_S = 0.5


class DatabaseAgentService:
    """Implements `tools.contract.AgentService`.

    `house` is called at every request, from a thread: `lambda: house` in the server, or an `EmbeddedHouse`, which opens
    itself and starts workers, for a stdio server that stands alone.
    """

    def __init__(self, house: Callable[[], House]) -> None:
        self._open = house

    async def list_cases(self, caller: Caller, wanted: CaseFilter, cursor: str | None, limit: int) -> CasePage:
        """A page of cases, sorted by id; only those of its own run for an agent of a run."""

        def work(house: House) -> CasePage:
            from server.services import catalogue

            return catalogue.page(house, caller, wanted, cursor, limit)

        return await self._in_thread(work)

    async def start_case(self, caller: Caller, case_id: str | None, scenario: str | None) -> StartedCase | NothingLeft:
        """Lease the next trial of the caller's run, or open a practice trial of the named case."""

        def work(house: House) -> StartedCase | NothingLeft:
            from server.services import leases

            return leases.start(house, caller, case_id, scenario)

        return await self._in_thread(work)

    async def submit_solution(self, caller: Caller, trial_id: str, files: dict[str, str]) -> Submission:
        """Store an attempt and queue it; answers at once. The same files again are the same submission."""

        def work(house: House) -> Submission:
            from server.services import submissions

            return submissions.submit(house, caller, trial_id, files)

        return await self._in_thread(work)

    async def wait_for_verdict(self, caller: Caller, submission_id: str, timeout_s: float) -> Submission:
        """The submission, as soon as it is judged or when the time is over, whichever is first."""

        def look(house: House) -> Submission:
            from server.services import submissions

            return submissions.show(house, caller, submission_id)

        deadline = time.monotonic() + timeout_s
        pause = _FIRST_LOOK_S
        while True:
            seen = await self._in_thread(look)
            left = deadline - time.monotonic()
            if seen.state in {"done", "no_verdict"} or left <= 0:
                return seen
            await asyncio.sleep(min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE_S)

    async def get_report(self, caller: Caller, run_id: str | None) -> ReportSummary:
        """Rates with intervals of the caller's own run."""

        def work(house: House) -> ReportSummary:
            from server.services import reports

            return reports.summary(house, caller, run_id)

        return await self._in_thread(work)

    async def check_code(self, caller: Caller, files: dict[str, str]) -> CheckResult:
        """Says that there are no scanners."""
        return CheckResult(available=False, note=_ARRIVES_LATER)

    async def get_security_rules(self, caller: Caller, manifests: dict[str, str]) -> RulesResult:
        """Says that there are no rules."""
        return RulesResult(available=False, note="This server has no security rules yet.")

    async def _in_thread(self, work: Callable[[House], T]) -> T:
        def run() -> T:
            from cases.errors import CaseError

            try:
                return work(self._open())
            except CaseError as error:
                raise ServiceError(
                    f"this server's cases can't be loaded ({error.file.name}: {error.reason}); tell its operator: "
                    "`vetloop cases verify` shows everything",
                    code="broken_case",
                ) from error

        return await asyncio.to_thread(run)
