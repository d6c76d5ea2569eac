"""An `AgentService` that is somewhere else: every method is one call that carries JSON there and a model back.

The bridge's side of the REST endpoints `/api/v1/agent/*`. How a call travels is the caller's business: see `Carry`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeAlias, TypeVar

from pydantic import ValidationError

from tools.contract import (
    Caller,
    CaseFilter,
    CasePage,
    CheckResult,
    NothingLeft,
    ReportSummary,
    RulesResult,
    ServiceError,
    Shape,
    StartedCase,
    Submission,
)

Carry: TypeAlias = Callable[[Caller, str, Mapping[str, Any]], Awaitable[Any]]
"""Carries a caller's call (`start-case`, its arguments) and gives the answer's JSON; refusals are `ServiceError`s."""

_Answer = TypeVar("_Answer", bound=Shape)


class RemoteService:
    """`AgentService` over a `Carry`. The far side knows the caller by his token."""

    def __init__(self, carry: Carry) -> None:
        self._carry = carry

    async def list_cases(self, caller: Caller, wanted: CaseFilter, cursor: str | None, limit: int) -> CasePage:
        """See `AgentService`."""
        arguments = {"wanted": wanted.model_dump(exclude_none=True), "cursor": cursor, "limit": limit}
        return await self._ask(caller, "list-cases", arguments, CasePage)

    async def start_case(self, caller: Caller, case_id: str | None, scenario: str | None) -> StartedCase | NothingLeft:
        """See `AgentService`."""
        answer = await self._carry(caller, "start-case", {"case_id": case_id, "scenario": scenario})
        if isinstance(answer, dict) and answer.get("done") is True:
            return _understood("start-case", answer, NothingLeft)
        return _understood("start-case", answer, StartedCase)

    async def submit_solution(self, caller: Caller, trial_id: str, files: dict[str, str]) -> Submission:
        """See `AgentService`."""
        return await self._ask(caller, "submit-solution", {"trial_id": trial_id, "files": files}, Submission)

    async def wait_for_verdict(self, caller: Caller, submission_id: str, timeout_s: float) -> Submission:
        """See `AgentService`."""
        return await self._ask(caller, "wait", {"submission_id": submission_id, "timeout_s": timeout_s}, Submission)

    async def get_report(self, caller: Caller, run_id: str | None) -> ReportSummary:
        """See `AgentService`."""
        return await self._ask(caller, "report", {"run_id": run_id}, ReportSummary)

    async def check_code(self, caller: Caller, files: dict[str, str]) -> CheckResult:
        """See `AgentService`."""
        return await self._ask(caller, "check-code", {"files": files}, CheckResult)

    async def get_security_rules(self, caller: Caller, manifests: dict[str, str]) -> RulesResult:
        """See `AgentService`."""
        return await self._ask(caller, "security-rules", {"manifests": manifests}, RulesResult)

    async def _ask(self, caller: Caller, verb: str, arguments: Mapping[str, Any], shape: type[_Answer]) -> _Answer:
        return _understood(verb, await self._carry(caller, verb, arguments), shape)


def _understood(verb: str, answer: Any, shape: type[_Answer]) -> _Answer:
    try:
        return shape.model_validate(answer)
    except ValidationError as error:
        place = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise ServiceError(
            f"the server's answer to {verb} was not understood (at {place or 'its top'}): the server and this "
            "bridge are of different versions; update both",
            code="bad_answer",
        ) from error
