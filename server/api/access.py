"""Dependencies of the routes: the house, the caller, and the roles a route is for."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request

from server.auth import caller_of
from server.house import House
from tools.contract import Caller, ServiceError

_LONGEST_NAME = 100


def the_house(request: Request) -> House:
    """The house of the app."""
    house = request.app.state.house
    assert isinstance(house, House)
    return house


def the_caller(request: Request, house: Annotated[House, Depends(the_house)]) -> Caller:
    """Who calls, with the client's own name for itself (from User-Agent; never trusted with anything)."""
    caller = caller_of(
        house,
        headers=request.headers,
        cookies=request.cookies,
        method=request.method,
        peer=request.client.host if request.client else "",
    )
    name, _, version = request.headers.get("user-agent", "").split(" ", 1)[0].partition("/")
    return caller.model_copy(update={"client_name": _plain(name), "client_version": _plain(version)})


def only(*roles: str) -> Callable[[Caller], Caller]:
    """A dependency that lets only these roles through."""

    def check(caller: Annotated[Caller, Depends(the_caller)]) -> Caller:
        if caller.role not in roles:
            raise ServiceError(
                f"this needs a token of role {' or '.join(roles)}; yours is {caller.role}", code="forbidden"
            )
        return caller

    return check


HouseOf = Annotated[House, Depends(the_house)]
Anyone = Annotated[Caller, Depends(the_caller)]
Working = Annotated[Caller, Depends(only("admin", "operator", "agent"))]
Reading = Annotated[Caller, Depends(only("admin", "operator", "viewer"))]
Operating = Annotated[Caller, Depends(only("admin", "operator"))]
Admin = Annotated[Caller, Depends(only("admin"))]


def sees_evidence(caller: Caller) -> bool:
    """Whether this caller may see how attacks succeeded."""
    return caller.role in {"admin", "operator"}


def _plain(text: str) -> str:
    return "".join(char for char in text if not unicodedata.category(char).startswith("C"))[:_LONGEST_NAME]
