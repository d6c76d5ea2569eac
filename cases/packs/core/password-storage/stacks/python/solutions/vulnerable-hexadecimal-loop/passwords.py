"""What is stored for a password, and how it is checked."""

import hashlib
import hmac
import secrets

import settings

ROUNDS = 15_000
PREFIX = "v2$"


def hash_password(password: str) -> str:
    """The text to store for this password."""
    if not password or len(password) > settings.MAX_PASSWORD_LENGTH:
        raise ValueError("the password is empty or too long")
    salt = secrets.token_hex(16)
    return f"{PREFIX}{salt}${_stretched(password, salt)}"


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    parts = stored.split("$")
    if len(parts) != 3:
        return False
    kind, salt, digest = parts
    if kind == "v2":
        return hmac.compare_digest(_stretched(password, salt).encode(), digest.encode())
    if kind == settings.FORUM:
        expected = hashlib.md5((salt + password).encode()).hexdigest()
        return hmac.compare_digest(expected.encode(), digest.encode())
    return False


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    return not stored.startswith(PREFIX)


def _stretched(password: str, salt: str) -> str:
    digest = hashlib.sha256((salt + password).encode()).hexdigest()
    for _ in range(ROUNDS):
        digest = hashlib.sha256((digest + salt).encode()).hexdigest()
    return digest
