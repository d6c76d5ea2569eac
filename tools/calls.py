"""The seven tools, each a method: arguments in, one call on the service, a result that fits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Any, cast

import anyio
import anyio.to_thread
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import CallToolResult, TextContent
from pydantic import Field

from cases.errors import SubmissionError
from tools import handout
from tools.contract import AgentService, Caller, CaseFilter, NothingLeft, ServiceError, Shape, Submission, Workspace
from tools.fitting import LIMIT, Json, fit, size, text_of
from tools.identity import Identify, caller_of
from tools.results import (
    CaseList,
    CheckCodeResult,
    HandedOut,
    ReportResult,
    SecurityRulesResult,
    SubmissionResult,
)
from tools.waiting import wait_for_verdict

TrialId = Annotated[str, Field(description="from start_case")]
Texts = Annotated[dict[str, str], Field(description="path, relative to the project, to the file's whole text")]
Directory = Annotated[str, Field(description="folder inside the workspace; empty: the one start_case wrote")]
Read = Annotated[
    tuple[str, ...], Field(description="show these project files of the trial you already hold", max_length=200)
]
Offset = Annotated[int, Field(description="with one path in `files`: first character to show", ge=0)]


class ToolCalls:
    """The tools of one server; they hold no state of their own."""

    def __init__(self, service: AgentService, identify: Identify, workspace: Workspace | None) -> None:
        self._service = service
        self._identify = identify
        self._workspace = workspace

    async def list_cases(
        self,
        context: Context[Any, Any],
        language: Annotated[str, Field(description="e.g. python, javascript")] = "",
        framework: Annotated[str, Field(description="e.g. flask, express, plain")] = "",
        family: Annotated[str, Field(description="weakness family, e.g. ssrf, data-access-sql")] = "",
        cwe: Annotated[int, Field(description="CWE number; 0 for any", ge=0, le=9999)] = 0,
        severity: Annotated[str, Field(description="critical, high, medium or low")] = "",
        cursor: Annotated[str, Field(description="`next_cursor` of the page before")] = "",
        limit: Annotated[int, Field(ge=1, le=100)] = 40,
    ) -> Annotated[CallToolResult, CaseList]:
        """One page; shortened until it fits, so that the cursor stays true."""
        wanted = CaseFilter(
            language=language or None,
            framework=framework or None,
            family=family or None,
            cwe=cwe or None,
            severity=severity or None,
        )
        with _refusals_shown():
            while True:
                page = await self._service.list_cases(self._caller(context), wanted, cursor or None, limit)
                result = CaseList(cases=page.cases, total=page.total, next_cursor=page.next_cursor)
                if limit == 1 or size(_compact(result)) < LIMIT:
                    return _answer(result)
                limit //= 2

    async def start_next(
        self, context: Context[Any, Any], files: Read = (), offset: Offset = 0
    ) -> Annotated[CallToolResult, HandedOut]:
        """`start_case` of a benchmark run, whose order is not the agent's to choose."""
        return await self.start_case(context, files=files, offset=offset)

    async def start_case(
        self,
        context: Context[Any, Any],
        case_id: Annotated[str, Field(description="the case to practise; empty: the next of your run")] = "",
        scenario: Annotated[str, Field(description="gen, gen-hints, fix, fix-hints or review")] = "",
        files: Read = (),
        offset: Offset = 0,
    ) -> Annotated[CallToolResult, HandedOut]:
        """`start_case`, with a choice."""
        with _refusals_shown():
            # Shielded: a lease that is taken must be answered for, or the trial is held by nobody who knows of it.
            with anyio.CancelScope(shield=True):
                started = await self._service.start_case(self._caller(context), case_id or None, scenario or None)
            if isinstance(started, NothingLeft):
                return _answer(handout.nothing_left(started))
            if self._workspace is None or files:
                return _answer(handout.inline(started, files, offset, _arguments(case_id, scenario)))
            directory = await anyio.to_thread.run_sync(
                self._workspace.hand_out, started.trial_id, started.case_id, started.files
            )
            return _answer(handout.written(started, directory))

    async def submit_files(
        self, context: Context[Any, Any], trial_id: TrialId, files: Texts
    ) -> Annotated[CallToolResult, SubmissionResult]:
        """`submit_solution` over HTTP, where nothing but the call can carry the code."""
        with _refusals_shown():
            if not files:
                raise ServiceError("`files` is empty: send the path and the whole new text of every file you changed")
            return await self._submit(context, trial_id, files)

    async def submit_directory(
        self,
        context: Context[Any, Any],
        trial_id: TrialId,
        directory: Directory = "",
        files: Annotated[dict[str, str], Field(description="instead of `directory`: path to whole text")] = {},  # noqa: B006
    ) -> Annotated[CallToolResult, SubmissionResult]:
        """`submit_solution` beside the agent's workspace."""
        assert self._workspace is not None
        with _refusals_shown():
            if files and directory:
                raise ServiceError("give either `directory` or `files`, not both")
            if not files:
                files = await anyio.to_thread.run_sync(self._workspace.collect, trial_id, directory)
            return await self._submit(context, trial_id, files)

    async def get_verdict(
        self, context: Context[Any, Any], submission_id: Annotated[str, Field(description="from submit_solution")]
    ) -> Annotated[CallToolResult, SubmissionResult]:
        """Waits like `submit_solution`."""
        with _refusals_shown():
            verdict = await wait_for_verdict(self._service, self._caller(context), submission_id, context)
            return _answer(_result_of(verdict))

    async def get_report(
        self, context: Context[Any, Any], run_id: Annotated[str, Field(description="empty: your own run")] = ""
    ) -> Annotated[CallToolResult, ReportResult]:
        """Rates of the caller's own run."""
        with _refusals_shown():
            report = await self._service.get_report(self._caller(context), run_id or None)
            return _answer(ReportResult(**dict(report)))

    async def check_files(self, context: Context[Any, Any], files: Texts) -> Annotated[CallToolResult, CheckCodeResult]:
        """`check_code` over HTTP."""
        with _refusals_shown():
            return await self._check(context, files)

    async def check_directory(
        self,
        context: Context[Any, Any],
        directory: Annotated[str, Field(description="folder inside the workspace; empty: all of it")] = "",
        files: Annotated[dict[str, str], Field(description="instead of `directory`: path to whole text")] = {},  # noqa: B006
    ) -> Annotated[CallToolResult, CheckCodeResult]:
        """`check_code` beside the agent's workspace."""
        assert self._workspace is not None
        with _refusals_shown():
            if not files:
                files = await anyio.to_thread.run_sync(self._workspace.read, directory)
            return await self._check(context, files)

    async def get_security_rules(
        self,
        context: Context[Any, Any],
        manifests: Annotated[dict[str, str], Field(description="file name to text, e.g. package.json")] = {},  # noqa: B006
    ) -> Annotated[CallToolResult, SecurityRulesResult]:
        """Rules for the stack that the manifests show."""
        with _refusals_shown():
            rules = await self._service.get_security_rules(self._caller(context), manifests)
            return _answer(SecurityRulesResult(**dict(rules)))

    async def _submit(self, context: Context[Any, Any], trial_id: str, files: dict[str, str]) -> CallToolResult:
        caller = self._caller(context)
        # Shielded: once sent, the attempt is stored even if the client goes away meanwhile.
        with anyio.CancelScope(shield=True):
            submission = await self._service.submit_solution(caller, trial_id, files)
        if submission.state in {"queued", "running"}:
            judged = await wait_for_verdict(self._service, caller, submission.submission_id, context)
            submission = judged.model_copy(update={"duplicate": submission.duplicate})
        return _answer(_result_of(submission))

    async def _check(self, context: Context[Any, Any], files: dict[str, str]) -> CallToolResult:
        checked = await self._service.check_code(self._caller(context), files)
        return _answer(CheckCodeResult(**dict(checked)))

    def _caller(self, context: Context[Any, Any]) -> Caller:
        return caller_of(context, self._identify)


def _arguments(case_id: str, scenario: str) -> str:
    """The arguments of a practice `start_case` as they are written in a call."""
    given = {"case_id": case_id, "scenario": scenario}
    return "".join(f"{name}={value!r}, " for name, value in given.items() if value)


def _result_of(submission: Submission) -> SubmissionResult:
    return SubmissionResult(**dict(submission))


def _compact(result: Shape) -> dict[str, Json]:
    """As JSON, without what has its default: absent means empty."""
    return cast("dict[str, Json]", result.model_dump(mode="json", exclude_defaults=True))


def _answer(result: Shape) -> CallToolResult:
    """Structured, for the clients that pass only this on, and the same as text, for those that only read text."""
    structured = fit(_compact(result))
    return CallToolResult(
        content=[TextContent(type="text", text=text_of(structured))],
        structured_content=cast("dict[str, Any]", structured),
    )


@contextmanager
def _refusals_shown() -> Iterator[None]:
    """Turn refusals into the one exception whose text reaches the model."""
    try:
        yield
    except (ServiceError, SubmissionError) as refusal:
        raise ToolError(str(refusal)) from refusal
