"""The one HTTP error shape: a problem document (RFC 9457) with a `code` for programs and a `message` for people."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from server.services.plans import PlanError
from server.services.tokens import TokenError
from tools.contract import ServiceError

MEDIA_TYPE = "application/problem+json"

_STATUS_OF_CODE = {
    "unauthorised": 401,
    "forbidden": 403,
    "results_hidden": 403,
    "no_such_trial": 404,
    "no_such_submission": 404,
    "no_such_case": 404,
    "no_such_run": 404,
    "no_such_token": 404,
    "no_run": 404,
    "still_judging": 409,
    "broken_case": 500,
}


class Problem(BaseModel):
    """What every error answer holds."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    message: str = Field(description="what was wrong, with the value, and the way out")


class DocumentedApp(FastAPI):
    """An app whose OpenAPI document says that errors have a media type of their own."""

    def openapi(self) -> dict[str, Any]:
        """The document; FastAPI itself knows one media type for all answers of an operation."""
        document = super().openapi()
        for operation in (one for path in document["paths"].values() for one in path.values()):
            for status, answer in operation["responses"].items():
                if status >= "400" and "application/json" in answer.get("content", {}):
                    answer["content"][MEDIA_TYPE] = answer["content"].pop("application/json")
        return document


def problem(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> Response:
    """An error answer."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, code=code, message=message)
    return Response(json.dumps(body.model_dump()), status, headers=headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Give every error of `app` this shape; an unexpected one says nothing of its cause."""
    app.add_exception_handler(ServiceError, _service)
    app.add_exception_handler(PlanError, _plan)
    app.add_exception_handler(TokenError, _token)
    app.add_exception_handler(RequestValidationError, _validation)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _unexpected)


def _service(_request: Request, error: Exception) -> Response:
    assert isinstance(error, ServiceError)
    status = _STATUS_OF_CODE.get(error.code, 400)
    return problem(status, error.code, str(error), {"WWW-Authenticate": "Bearer"} if status == 401 else None)


def _plan(_request: Request, error: Exception) -> Response:
    return problem(422, "bad_plan", str(error))


def _token(_request: Request, error: Exception) -> Response:
    return problem(422, "bad_token_request", str(error))


def _validation(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    return problem(422, "bad_request", f"{place[:200]}: {first['msg']}")


def _http(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    code = HTTPStatus(error.status_code).phrase.lower().replace(" ", "_")
    headers = dict(error.headers) if error.headers else None
    return problem(error.status_code, code, str(error.detail), headers)


def _unexpected(_request: Request, error: Exception) -> Response:
    return problem(500, "internal_error", "an unexpected error of the server; its log says more")
