"""The route class of the pages: whatever goes wrong on the way to a page is answered with a page, not with JSON."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute

from server.pages.identity import NotSignedIn, to_sign_in
from server.pages.rendering import page


class PageRoute(APIRoute):
    """Sends who is not signed in to the form, and says in words what was wrong with an address."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler with both ways on."""
        inner = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await inner(request)
            except NotSignedIn as refused:
                return to_sign_in(request, refused)
            except RequestValidationError as error:
                first = error.errors()[0]
                why = f"{first['loc'][-1]}: {first['msg']}"
                return page(request, "refused.html", 422, head="That address does not work", why=why)

        return handler
