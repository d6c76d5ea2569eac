"""Who is looking at the pages. The rules of `server.auth` hold; agents have no business here."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from server.auth import COOKIE, caller_of
from server.house import House
from server.pages.rendering import HEADERS, page
from tools.contract import ServiceError

FOR_PEOPLE = "The pages are for people: an agent's token opens MCP and its part of REST only."


@dataclass(frozen=True)
class Viewer:
    """A person who may read the pages."""

    role: str
    signed_in: bool
    """By the form on these pages, so there is something to sign out of."""

    @property
    def sees_evidence(self) -> bool:
        """Whether attacks, their evidence and signs of tampering are shown."""
        return self.role in {"admin", "operator"}


class NotSignedIn(Exception):  # noqa: N818  (a way on, not an error of ours)
    """Nobody, or nobody who may read the pages. With `why` the person is told so instead of asked to sign in."""

    def __init__(self, why: str = "") -> None:
        self.why = why
        super().__init__(why)


def house_of(request: Request) -> House:
    """The house behind the application."""
    house: House = request.app.state.house
    return house


def viewer(request: Request) -> Viewer:
    """The dependency of every page; raises `NotSignedIn`."""
    try:
        caller = caller_of(
            house_of(request),
            headers=request.headers,
            cookies=request.cookies,
            method=request.method,
            peer=request.client.host if request.client else "",
        )
    except ServiceError:
        raise NotSignedIn from None
    if caller.role == "agent":
        raise NotSignedIn(FOR_PEOPLE)
    found = Viewer(caller.role, COOKIE in request.cookies and "authorization" not in request.headers)
    request.state.caller = found
    return found


def to_sign_in(request: Request, refused: NotSignedIn) -> Response:
    """The way on for somebody who may not read a page."""
    if refused.why:
        return page(request, "refused.html", 403, head="Not for agents", why=refused.why)
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    target = request.url_for("sign_in_form").include_query_params(next=wanted)
    return RedirectResponse(f"{target.path}?{target.query}", 303, headers=HEADERS)
