"""What is stored for a password, and how it is checked."""

import base64
import hashlib
import hmac
import os

import settings

ITERATIONS = 30_000


def hash_password(password: str) -> str:
    """The text to store for this password."""
    if not 1 <= len(password) <= settings.MAX_PASSWORD_LENGTH:
        raise ValueError("a password has 1 to 1,000 characters")
    salt = os.urandom(16)
    return "v2$" + base64.b64encode(salt + _stretch(password, salt)).decode()


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    if stored.startswith("v2$"):
        try:
            raw = base64.b64decode(stored[3:], validate=True)
        except ValueError:
            return False
        return hmac.compare_digest(_stretch(password, raw[:16]), raw[16:])
    if stored.startswith(settings.FORUM + "$") and stored.count("$") == 2:
        _, salt, digest = stored.split("$")
        return hmac.compare_digest(hashlib.md5((salt + password).encode()).hexdigest(), digest)
    return False


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    return not stored.startswith("v2$")


def _stretch(password: str, salt: bytes) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, ITERATIONS)
