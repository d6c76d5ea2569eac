"""Tokens: create, list, revoke. Admins only; the text of a token is shown once, in the answer that creates it."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field, StrictFloat

from server.api.access import Admin, HouseOf
from server.services import tokens
from server.services.views import View
from server.store.tables import Token
from tools.contract import ServiceError

router = APIRouter(prefix="/tokens", tags=["tokens"])


class NewToken(BaseModel):
    """What a token is for; `run` and `agent` (id or name) only with role `agent`."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f\x7f]+$")
    role: tokens.Role
    run: str | None = Field(default=None, max_length=200)
    agent: str | None = Field(default=None, max_length=200)
    valid_s: StrictFloat | None = Field(default=None, gt=0, description="seconds until it expires; left out: never")


class TokenView(View):
    """A token without its secret."""

    id: str
    name: str
    role: str
    run_id: str | None
    agent_id: str | None
    created_at: float
    expires_at: float | None
    revoked_at: float | None
    last_used_at: float | None


class CreatedToken(TokenView):
    """A token with its text, which can't be had again."""

    token: str


@router.post("", status_code=201)
def create(body: NewToken, house: HouseOf, caller: Admin) -> CreatedToken:
    """Make a token. From the first one on, nobody gets in without a token."""
    row, text = tokens.create(house, **body.model_dump())
    return CreatedToken(**token_view(row).model_dump(), token=text)


@router.get("")
def listed(house: HouseOf, caller: Admin) -> list[TokenView]:
    """All tokens, oldest first."""
    return [token_view(row) for row in tokens.listed(house)]


@router.delete("/{token_id}")
def revoke(token_id: str, house: HouseOf, caller: Admin) -> TokenView:
    """End a token at once."""
    try:
        return token_view(tokens.revoke(house, token_id))
    except tokens.TokenError as error:
        raise ServiceError(str(error), code="no_such_token") from None


def token_view(row: Token) -> TokenView:
    """The row without its secret's hash."""
    return TokenView(**row.model_dump(exclude={"secret_hash"}))
