"""Accounts, and who is calling."""

import secrets
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from pydantic import BaseModel

from roastery.store import Account

router = APIRouter()


class NewAccount(BaseModel):
    """Body of POST /accounts."""

    name: str
    role: Literal["customer", "support"] = "customer"


def current_account(request: Request) -> Account:
    """The account of the bearer token; 401 if there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    account = request.app.state.store.accounts_by_token.get(token) if scheme.lower() == "bearer" else None
    if account is None:
        raise HTTPException(401, "a valid token is needed", {"WWW-Authenticate": "Bearer"})
    return account


Caller = Annotated[Account, Depends(current_account)]


@router.post("/accounts", status_code=201)
def open_account(request: Request, body: NewAccount) -> dict:
    """Open an account and answer with its token."""
    token = secrets.token_urlsafe(24)
    account = request.app.state.store.add_account(token, body.name, body.role)
    return {"id": account.id, "token": token}


@router.get("/me")
def me(account: Caller) -> dict:
    """Who is calling."""
    return {"id": account.id, "name": account.name, "role": account.role}
