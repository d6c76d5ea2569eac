"""How a person with a token signs in to the pages, and out.

The cookie carries the token itself, out of reach of scripts, of other sites (SameSite=Strict) and, over https, of the
open network. `server.auth` takes it for reading only.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from server.auth import COOKIE
from server.pages.answers import PageRoute
from server.pages.identity import FOR_PEOPLE, house_of
from server.pages.rendering import HEADERS, page
from server.services import tokens
from tools.contract import ServiceError

SIGNED_IN_FOR_S = 12 * 3600
_OUR_OWN = frozenset({"same-origin", "none"})

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/sign-in", name="sign_in_form")
def sign_in_form(request: Request, next: Annotated[str, Query(max_length=2000)] = "/") -> Response:
    """The form."""
    return page(request, "sign_in.html", next=_on_this_site(next), problem="")


@router.post("/sign-in", name="sign_in")
def sign_in(
    request: Request,
    token: Annotated[str, Form(max_length=500)] = "",
    next: Annotated[str, Form(max_length=2000)] = "/",
) -> Response:
    """Checks the token and sets the cookie."""
    _refuse_other_sites(request)
    caller = tokens.caller_for(house_of(request), token.strip())
    problem = FOR_PEOPLE if caller and caller.role == "agent" else ""
    if caller is None:
        problem = "This token is not valid: unknown, revoked or expired."
    if problem:
        return page(request, "sign_in.html", 401, next=_on_this_site(next), problem=problem)
    answer = RedirectResponse(_on_this_site(next), 303, headers=HEADERS)
    answer.set_cookie(
        COOKIE,
        token.strip(),
        max_age=SIGNED_IN_FOR_S,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return answer


@router.post("/sign-out", name="sign_out")
def sign_out(request: Request) -> Response:
    """Takes the cookie back."""
    _refuse_other_sites(request)
    answer = RedirectResponse(request.url_for("sign_in_form").path, 303, headers=HEADERS)
    answer.delete_cookie(COOKIE, secure=request.url.scheme == "https", httponly=True, samesite="strict")
    return answer


def _refuse_other_sites(request: Request) -> None:
    """Besides the guard's look at `Origin`: a form on another site may sign nobody in or out."""
    if request.headers.get("sec-fetch-site", "same-origin") not in _OUR_OWN:
        raise ServiceError("forms of other sites are not taken", code="forbidden")


def _on_this_site(target: str) -> str:
    """`target` if it is a path of this site, else the first page. To a browser `//host` is another site."""
    plain = target.isascii() and target.isprintable() and "\\" not in target
    return target if plain and target.startswith("/") and not target.startswith("//") else "/"
