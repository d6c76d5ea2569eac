"""Access tokens: made once, shown once, stored as a hash.

A token is `<row id>.<256 random bits>`: the row is found by the id, and the secret is compared by its SHA-256 in
constant time (a plain hash is enough for 256 random bits). A token that is unknown, revoked, expired or whose run is
gone is refused alike.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Literal, cast

from sqlalchemy import update
from sqlmodel import col, func, select

from server.services.access import shown
from server.store.engine import changed
from server.store.tables import Agent, Run, Token, Trial
from tools.contract import Caller, ServiceError

if TYPE_CHECKING:
    from server.house import House

Role = Literal["admin", "operator", "viewer", "agent"]
ROLES: tuple[Role, ...] = ("admin", "operator", "viewer", "agent")
_NOBODY = hashlib.sha256(b"").hexdigest()
_USE_NOTED_EVERY_S = 60.0


class TokenError(ValueError):
    """A token can't be made or found as asked: says why."""


def create(
    house: House,
    *,
    name: str,
    role: str,
    run: str | None = None,
    agent: str | None = None,
    valid_s: float | None = None,
) -> tuple[Token, str]:
    """A new token: its row, and the text to hand over, which can't be had again.

    Agent tokens need a run and, by id or name, one of its agents (left out: its only one); no other role takes them.

    Raises:
        TokenError: role, run or agent don't exist or don't go together.
    """
    if role not in ROLES:
        raise TokenError(f"no role {shown(role)}; there are {', '.join(ROLES)}")
    if role != "agent" and not (run is None and agent is None):
        raise TokenError(f"only agent tokens are bound to a run and an agent, not those of role {role}")
    if role == "agent" and not run:
        raise TokenError("an agent token is bound to a run: name it")
    if valid_s is not None and valid_s <= 0:
        raise TokenError("the time of validity must be greater than 0")
    agent_id = _agent_of(house, run, agent) if run else None
    secret = secrets.token_urlsafe(32)
    now = house.now()
    row = Token(
        name=name,
        role=role,
        run_id=run,
        agent_id=agent_id,
        secret_hash=_hash(secret),
        created_at=now,
        expires_at=None if valid_s is None else now + valid_s,
    )
    with house.store.write() as session:
        session.add(row)
    return row, f"{row.id}.{secret}"


def caller_for(house: House, text: str) -> Caller | None:
    """Who holds this token; None if it isn't valid. Its use is noted, once a minute at most."""
    token_id, _, secret = text.partition(".")
    plausible = token_id.startswith("tok_") and len(text) < 200 and text.isascii()
    with house.store.read() as session:
        row = session.get(Token, token_id) if plausible else None
    # Compare in any case, so that the time taken doesn't tell which ids exist.
    matches = hmac.compare_digest(_hash(secret), row.secret_hash if row is not None else _NOBODY)
    now = house.now()
    if (
        row is None
        or not matches
        or row.revoked_at is not None
        or (row.expires_at is not None and row.expires_at <= now)
    ):
        return None
    if row.last_used_at is None or row.last_used_at + _USE_NOTED_EVERY_S <= now:
        with house.store.write() as session:
            changed(session, update(Token).where(col(Token.id) == row.id).values(last_used_at=now))
    return Caller(token_id=row.id, role=cast(Role, row.role), run_id=row.run_id, agent_id=row.agent_id)


def any_ever(house: House) -> bool:
    """Whether a token was ever made: from then on nobody gets in without one, even when all have expired."""
    with house.store.read() as session:
        return session.exec(select(func.count()).select_from(Token)).one() > 0


def listed(house: House) -> list[Token]:
    """All tokens, oldest first."""
    with house.store.read() as session:
        return list(session.exec(select(Token).order_by(col(Token.created_at), col(Token.id))))


def revoke(house: House, token_id: str) -> Token:
    """End a token at once; raises `TokenError` if there is none. Revoking again changes nothing."""
    with house.store.write() as session:
        row = session.get(Token, token_id)
        if row is None:
            raise TokenError(f"no such token: {shown(token_id)}")
        row.revoked_at = row.revoked_at or house.now()
        session.add(row)
    return row


def as_caller(house: House, text: str) -> Caller:
    """As `caller_for`, but raises the `ServiceError` for a token that isn't valid."""
    caller = caller_for(house, text)
    if caller is None:
        raise ServiceError("the token is not valid: unknown, revoked or expired", code="unauthorised")
    return caller


def _agent_of(house: House, run_id: str, agent: str | None) -> str:
    with house.store.read() as session:
        if session.get(Run, run_id) is None:
            raise TokenError(f"no such run: {shown(run_id)}")
        agents = session.exec(
            select(Agent).join(Trial, col(Trial.agent_id) == col(Agent.id)).where(Trial.run_id == run_id).distinct()
        ).all()
    found = [row for row in agents if agent is None or agent in {row.id, row.name}]
    if len(found) != 1:
        names = ", ".join(ascii(row.name) for row in agents)
        raise TokenError(
            f"name one agent of the run: {names}" if agent is None else f"the run has no agent {shown(agent)}"
        )
    return found[0].id


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
