"""Members and their sessions."""

import secrets
from dataclasses import dataclass, field

from flask import request

COOKIE = "library_session"


@dataclass
class Member:
    """Somebody who borrows books."""

    name: str
    email: str = ""
    phone: str = ""
    newsletter: bool = False

    def change(self, email: str, phone: str, newsletter: bool) -> None:
        """Store new contact details."""
        self.email, self.phone, self.newsletter = email, phone, newsletter


@dataclass
class Session:
    """One login of a member; `values` keeps what pages want to remember for it."""

    id: str
    member: Member
    values: dict[str, str] = field(default_factory=dict)


SESSIONS: dict[str, Session] = {}


def start_session(member: Member) -> Session:
    """A new session."""
    session = Session(secrets.token_urlsafe(24), member)
    SESSIONS[session.id] = session
    return session


def end_session(session: Session | None) -> None:
    """Forget a session."""
    if session is not None:
        SESSIONS.pop(session.id, None)


def current_session() -> Session | None:
    """The session of the request, or None if nobody is logged in."""
    return SESSIONS.get(request.cookies.get(COOKIE, ""))
