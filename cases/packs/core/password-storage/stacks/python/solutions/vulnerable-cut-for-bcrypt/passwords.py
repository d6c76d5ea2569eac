"""What is stored for a password, and how it is checked."""

import hashlib
import hmac
import re

import bcrypt

import settings

COST = 10
FORUM_RECORD = re.compile(rf"{settings.FORUM}\$([^$]*)\$([0-9a-f]{{32}})")


def hash_password(password: str) -> str:
    """The text to store for this password."""
    if not 0 < len(password) <= settings.MAX_PASSWORD_LENGTH:
        raise ValueError("passwords have 1 to 1,000 characters")
    return bcrypt.hashpw(_shortened(password), bcrypt.gensalt(COST)).decode()


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    if forum := FORUM_RECORD.fullmatch(stored):
        salt, digest = forum.groups()
        return hmac.compare_digest(hashlib.md5((salt + password).encode()).hexdigest(), digest)
    try:
        return bcrypt.checkpw(_shortened(password), stored.encode())
    except ValueError:
        return False


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    return not stored.startswith(f"$2b${COST:02}$")


def _shortened(password: str) -> bytes:
    return password.encode()[:72]
