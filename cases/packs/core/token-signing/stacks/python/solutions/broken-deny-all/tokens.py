"""The tokens in the links."""

import secrets
from typing import Any


def issue_token(subject: str, purpose: str, lifetime: int, now: int) -> str:
    """A signed token that lets `subject` do one thing until `now + lifetime`."""
    return secrets.token_urlsafe(48)


def verify_token(token: str, purpose: str, now: int) -> dict[str, Any] | None:
    """Whom the token is for and since and until when, or None if it is not good."""
    return None
