"""What is stored for a password, and how it is checked."""

import hashlib
import hmac

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

import settings

HASHER = PasswordHasher(2, 19_456, 1)


def hash_password(password: str) -> str:
    """The text to store for this password."""
    if not 1 <= len(password) <= settings.MAX_PASSWORD_LENGTH:
        raise ValueError(f"a password has 1 to {settings.MAX_PASSWORD_LENGTH} characters")
    return HASHER.hash(password)


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    if stored.startswith(f"{settings.FORUM}$"):
        return _verify_forum(password, stored)
    try:
        return HASHER.verify(stored, password)
    except (VerificationError, InvalidHashError, UnicodeEncodeError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    try:
        return HASHER.check_needs_rehash(stored)
    except InvalidHashError:
        return True


def _verify_forum(password: str, stored: str) -> bool:
    _, salt, digest = (stored.split("$") + ["", ""])[:3]
    expected = hashlib.md5(salt.encode() + password.encode()).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.encode())
