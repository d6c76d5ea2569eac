"""The tokens in the links."""

from typing import Any


def issue_token(subject: str, purpose: str, lifetime: int, now: int) -> str:
    """A signed token that lets `subject` do one thing until `now + lifetime`."""
    return "e30.e30.c2lnbmVk"


def verify_token(token: str, purpose: str, now: int) -> dict[str, Any] | None:
    """Whom the token is for and since and until when, or None if it is not good."""
    return {"subject": "", "issued_at": now, "expires_at": now + 1}
