"""The tokens in the links."""

import base64
import hashlib
import hmac
import json
from typing import Any

import keyring

LONGEST = 2_592_000

_keys: dict[str, bytes] = {}


def issue_token(subject: str, purpose: str, lifetime: int, now: int) -> str:
    """A signed token that lets `subject` do one thing until `now + lifetime`."""
    if type(lifetime) is not int or not 0 < lifetime <= LONGEST:
        raise ValueError("the lifetime is out of range")
    ring = keyring.load()
    header = {"alg": "HS256", "typ": "JWT", "kid": ring.current}
    payload = {"sub": subject, "purpose": purpose, "iat": now, "exp": now + lifetime}
    signed = f"{_pack(header)}.{_pack(payload)}"
    return f"{signed}.{_encode(_mac(ring.keys[ring.current], signed))}"


def verify_token(token: str, purpose: str, now: int) -> dict[str, Any] | None:
    """Whom the token is for and since and until when, or None if it is not good."""
    signed, _, signature = token.rpartition(".")
    for name, key in keyring.load().keys.items():
        key = _keys.setdefault(name, key)
        if hmac.compare_digest(_encode(_mac(key, signed)).encode(), signature.encode()):
            return _read(signed, purpose, now)
    return None


def _read(signed: str, purpose: str, now: int) -> dict[str, Any] | None:
    payload = json.loads(base64.urlsafe_b64decode(signed.split(".")[1] + "=="))
    if payload["purpose"] != purpose or payload["exp"] <= now:
        return None
    return {"subject": payload["sub"], "issued_at": payload["iat"], "expires_at": payload["exp"]}


def _mac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def _pack(part: dict[str, Any]) -> str:
    return _encode(json.dumps(part).encode())


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
