"""What is stored for a password, and how it is checked."""

import hashlib
import hmac
import secrets

import settings


def hash_password(password: str) -> str:
    """The text to store for this password."""
    if not password or len(password) > settings.MAX_PASSWORD_LENGTH:
        raise ValueError(f"a password has 1 to {settings.MAX_PASSWORD_LENGTH} characters")
    salt = secrets.token_hex(16)
    return f"sha256${salt}${_digest('sha256', salt, password)}"


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    parts = stored.split("$")
    if len(parts) != 3:
        return False
    kind, salt, digest = parts
    if kind == "sha256":
        expected = _digest("sha256", salt, password)
    elif kind == settings.FORUM:
        expected = _digest("md5", salt, password)
    else:
        return False
    return hmac.compare_digest(expected.encode(), digest.encode())


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    return not stored.startswith("sha256$")


def _digest(name: str, salt: str, password: str) -> str:
    return hashlib.new(name, (salt + password).encode()).hexdigest()
