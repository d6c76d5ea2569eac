"""The tokens in the links."""

from typing import Any

import jwt

import keyring

ALGORITHM = "HS256"
LONGEST = 2_592_000
CLAIMS = ["sub", "purpose", "iat", "exp"]


def issue_token(subject: str, purpose: str, lifetime: int, now: int) -> str:
    """A signed token that lets `subject` do one thing until `now + lifetime`."""
    if not isinstance(lifetime, int) or not 1 <= lifetime <= LONGEST:
        raise ValueError(f"the lifetime is an integer from 1 to {LONGEST}")
    ring = keyring.load()
    payload = {"sub": subject, "purpose": purpose, "iat": now, "exp": now + lifetime}
    return jwt.encode(payload, ring.keys[ring.current], ALGORITHM, headers={"kid": ring.current})


def verify_token(token: str, purpose: str, now: int) -> dict[str, Any] | None:
    """Whom the token is for and since and until when, or None if it is not good."""
    options = {"require": CLAIMS, "verify_exp": False, "verify_iat": False}
    try:
        key = keyring.load().keys[jwt.get_unverified_header(token)["kid"]]
        claims = jwt.decode(token, key, algorithms=[ALGORITHM], options=options)
    except (jwt.InvalidTokenError, KeyError, TypeError, ValueError):
        return None
    if claims["purpose"] != purpose or now >= claims["exp"]:
        return None
    return {"subject": claims["sub"], "issued_at": claims["iat"], "expires_at": claims["exp"]}
