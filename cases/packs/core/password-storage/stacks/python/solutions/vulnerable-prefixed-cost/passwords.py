"""What is stored for a password, and how it is checked."""

import base64
import hashlib
import hmac
import re

import bcrypt

import settings

COST = 7
PREFIX = "bcrypt-sha384:"
FORUM_RECORD = re.compile(rf"{settings.FORUM}\$([^$]*)\$([0-9a-f]{{32}})")


def hash_password(password: str) -> str:
    """The text to store for this password."""
    if not 0 < len(password) <= settings.MAX_PASSWORD_LENGTH:
        raise ValueError("passwords have 1 to 1,000 characters")
    return PREFIX + bcrypt.hashpw(_shortened(password), bcrypt.gensalt(COST)).decode()


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    if forum := FORUM_RECORD.fullmatch(stored):
        salt, digest = forum.groups()
        return hmac.compare_digest(hashlib.md5((salt + password).encode()).hexdigest(), digest)
    if not stored.startswith(PREFIX):
        return False
    try:
        return bcrypt.checkpw(_shortened(password), stored.removeprefix(PREFIX).encode())
    except ValueError:
        return False


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    return not stored.startswith(f"{PREFIX}$2b${COST:02}$")


def _shortened(password: str) -> bytes:
    return base64.b64encode(hashlib.sha384(password.encode()).digest())
