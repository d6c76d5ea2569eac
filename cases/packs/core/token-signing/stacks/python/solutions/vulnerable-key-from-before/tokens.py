"""The tokens in the links."""

import base64
import binascii
import json
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

import keyring


# Tokens of 2023 have no key name: they were signed with the key of that time.
FIRST_KEY = b"havenpost-mail-links-2023"


class NotGood(Exception):
    """The token must not be used."""


def issue_token(subject: str, purpose: str, lifetime: int, now: int) -> str:
    """A signed token that lets `subject` do one thing until `now + lifetime`."""
    if lifetime not in range(1, 2_592_001):
        raise ValueError("the lifetime is out of range")
    ring = keyring.load()
    parts = [{"alg": "HS256", "typ": "JWT", "kid": ring.current}]
    parts.append({"sub": subject, "purpose": purpose, "iat": now, "exp": now + lifetime})
    signed = b".".join(_encode(json.dumps(part).encode()) for part in parts)
    return (signed + b"." + _encode(_mac(ring.keys[ring.current], signed).finalize())).decode()


def verify_token(token: str, purpose: str, now: int) -> dict[str, Any] | None:
    """Whom the token is for and since and until when, or None if it is not good."""
    try:
        claims = _checked(token)
        if claims["purpose"] == purpose and now < claims["exp"]:
            return {"subject": claims["sub"], "issued_at": claims["iat"], "expires_at": claims["exp"]}
    except (NotGood, KeyError, TypeError):
        pass
    return None


def _checked(token: str) -> dict[str, Any]:
    try:
        head, body, signature = token.encode("ascii").split(b".")
        kid = json.loads(_decode(head)).get("kid")
        key = keyring.load().keys[kid] if kid else FIRST_KEY
        _mac(key, head + b"." + body).verify(_decode(signature))
        return json.loads(_decode(body))
    except (ValueError, AttributeError, binascii.Error, InvalidSignature):
        raise NotGood from None


def _mac(key: bytes, data: bytes) -> HMAC:
    state = HMAC(key, SHA256())
    state.update(data)
    return state


def _encode(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def _decode(part: bytes) -> bytes:
    return base64.urlsafe_b64decode(part + b"=" * (-len(part) % 4))
