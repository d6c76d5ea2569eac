"""The tokens in the links."""

import secrets
from typing import Any

ISSUED: dict[str, tuple[str, str, int, int]] = {}


def issue_token(subject: str, purpose: str, lifetime: int, now: int) -> str:
    """A signed token that lets `subject` do one thing until `now + lifetime`."""
    if not 1 <= lifetime <= 2_592_000:
        raise ValueError("the lifetime is out of range")
    token = ".".join(secrets.token_urlsafe(12) for _ in range(3))
    ISSUED[token] = (subject, purpose, now, now + lifetime)
    return token


def verify_token(token: str, purpose: str, now: int) -> dict[str, Any] | None:
    """Whom the token is for and since and until when, or None if it is not good."""
    subject, allowed, start, end = ISSUED.get(token, ("", "", 0, 0))
    if allowed != purpose or now >= end:
        return None
    return {"subject": subject, "issued_at": start, "expires_at": end}
