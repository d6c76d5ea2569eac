"""The tokens in the links."""

import base64
import hashlib
import hmac
import json
from typing import Any

import keyring

LONGEST = 2_592_000
DIGESTS = {"HS256": hashlib.sha256, "HS384": hashlib.sha384, "HS512": hashlib.sha512, "none": None}


def issue_token(subject: str, purpose: str, lifetime: int, now: int) -> str:
    """A signed token that lets `subject` do one thing until `now + lifetime`."""
    if not isinstance(lifetime, int) or not 0 < lifetime <= LONGEST:
        raise ValueError("the lifetime is out of range")
    ring = keyring.load()
    header = {"alg": "HS256", "typ": "JWT", "kid": ring.current}
    payload = {"sub": subject, "purpose": purpose, "iat": now, "exp": now + lifetime}
    signed = f"{_encode(json.dumps(header).encode())}.{_encode(json.dumps(payload).encode())}"
    return f"{signed}.{_signature(header['alg'], ring.keys[ring.current], signed)}"


def verify_token(token: str, purpose: str, now: int) -> dict[str, Any] | None:
    """Whom the token is for and since and until when, or None if it is not good."""
    try:
        head, body, signature = token.split(".")
        header, payload = json.loads(_decode(head)), json.loads(_decode(body))
        key = keyring.load().keys[header["kid"]]
        expected = _signature(header["alg"], key, f"{head}.{body}")
        if not hmac.compare_digest(expected.encode(), signature.encode()):
            return None
        if payload["purpose"] != purpose or now >= payload["exp"]:
            return None
        return {"subject": payload["sub"], "issued_at": payload["iat"], "expires_at": payload["exp"]}
    except (ValueError, KeyError, TypeError):
        return None


def _signature(algorithm: str, key: bytes, text: str) -> str:
    digest = DIGESTS[algorithm]
    return _encode(hmac.new(key, text.encode(), digest).digest()) if digest else ""


def _encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
