"""Cases: list and show. Hidden tests and solutions never leave the server."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from cases.errors import UnknownCaseError
from cases.model import Scenario
from cases.prompts import compose
from server.api.access import HouseOf, Reading, Working
from server.api.agent import Service
from server.services.catalogue import summary
from server.services.views import View
from tools.contract import CaseFilter, CasePage, CaseSummary, ServiceError

router = APIRouter(prefix="/cases", tags=["cases"])

Text = Annotated[str | None, Query(max_length=80)]


class CaseDetail(View):
    """A case as its author describes it."""

    summary: CaseSummary
    pack: str
    pack_version: str
    digest: str
    asvs: list[str]
    owasp: dict[str, str]
    cvss: str
    editable: list[str]
    may_add: list[str]
    prompts: dict[str, str]
    """Scenario to the English baseline prompt."""


@router.get("")
async def listed(
    caller: Working,
    service: Service,
    language: Text = None,
    framework: Text = None,
    family: Text = None,
    cwe: int | None = None,
    severity: Text = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> CasePage:
    """A page of cases, sorted by id."""
    wanted = CaseFilter(language=language, framework=framework, family=family, cwe=cwe, severity=severity)
    return await service.list_cases(caller, wanted, cursor, limit)


@router.get("/{case_id}")
def show(case_id: str, house: HouseOf, caller: Reading) -> CaseDetail:
    """One case."""
    try:
        case = house.library.get(case_id)
    except UnknownCaseError as error:
        raise ServiceError(ascii(str(error)).strip("'\""), code="no_such_case") from None
    info = case.task.info
    return CaseDetail(
        summary=summary(case),
        pack=case.pack,
        pack_version=case.pack_version,
        digest=case.digest,
        asvs=list(info.asvs),
        owasp=info.owasp,
        cvss=info.cvss,
        editable=list(case.stack.editable),
        may_add=list(case.stack.may_add),
        prompts={str(scenario): compose(case, scenario).text for scenario in Scenario},
    )
