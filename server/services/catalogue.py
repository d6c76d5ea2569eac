"""`list_cases`: which cases a caller may know of, and how much of them.

An agent of a planned run sees the cases of its own trials and nothing that hints at the attacks; everybody else sees
all.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from sqlmodel import col, select

from cases.errors import UnknownCaseError
from cases.model import Case
from server.services.access import shown
from server.store.tables import Mode, Run, Trial
from tools.contract import Caller, CaseFilter, CasePage, CaseSummary, ServiceError

if TYPE_CHECKING:
    from server.house import House

MAX_PAGE = 100


def page(house: House, caller: Caller, wanted: CaseFilter, cursor: str | None, limit: int) -> CasePage:
    """As `AgentService.list_cases`. `limit` is brought into 1 to 100."""
    planned = _cases_of_run(house, caller)
    if planned is not None and (wanted.family or wanted.cwe or wanted.severity):
        raise ServiceError("cases of this run can be filtered by language and framework only", code="hidden_filter")
    found = [case for case in (house.library.all() if planned is None else planned) if _matches(case, wanted)]
    after = _decoded(cursor)
    rest = [case for case in found if case.id > after]
    shown_cases = rest[: max(1, min(limit, MAX_PAGE))]
    more = len(rest) > len(shown_cases)
    return CasePage(
        cases=[summary(case, hidden=planned is not None) for case in shown_cases],
        total=len(found),
        next_cursor=_encoded(shown_cases[-1].id) if more else None,
    )


def summary(case: Case, *, hidden: bool = False) -> CaseSummary:
    """One row; `hidden` leaves out what would tell the weakness."""
    info, stack = case.task.info, case.stack
    told = CaseSummary(
        id=case.id, title=info.title, language=stack.language, framework=stack.framework, interface=str(stack.interface)
    )
    if hidden:
        return told
    return told.model_copy(update={"family": str(info.family), "cwe": list(info.cwe), "severity": str(info.severity)})


def _cases_of_run(house: House, caller: Caller) -> list[Case] | None:
    """The cases of a planned run's own trials; None for callers who may see all."""
    if caller.role != "agent":
        return None
    with house.store.read() as session:
        run = session.get(Run, caller.run_id) if caller.run_id else None
        if run is not None and run.mode is Mode.PRACTICE:
            return None
        ids = session.exec(
            select(Trial.case_id)
            .where(col(Trial.run_id) == caller.run_id, col(Trial.agent_id) == caller.agent_id)
            .distinct()
        ).all()
    found = []
    for case_id in sorted(ids):
        try:
            found.append(house.library.get(case_id))
        except UnknownCaseError:
            continue
    return found


def _matches(case: Case, wanted: CaseFilter) -> bool:
    info, stack = case.task.info, case.stack
    return (
        wanted.language in {None, stack.language}
        and wanted.framework in {None, stack.framework}
        and wanted.family in {None, str(info.family)}
        and (wanted.cwe is None or wanted.cwe in info.cwe)
        and wanted.severity in {None, str(info.severity)}
    )


def _encoded(case_id: str) -> str:
    return base64.urlsafe_b64encode(case_id.encode()).decode()


def _decoded(cursor: str | None) -> str:
    if not cursor:
        return ""
    try:
        return base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise ServiceError(
            f"no such cursor: {shown(cursor)}; leave it out to begin again", code="no_such_cursor"
        ) from None
