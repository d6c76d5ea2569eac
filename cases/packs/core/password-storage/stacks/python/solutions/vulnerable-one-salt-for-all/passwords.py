"""What is stored for a password, and how it is checked."""

import hashlib
import hmac

import settings

ITERATIONS = 210_000
PREFIX = f"pbkdf2-sha512${ITERATIONS}$"


def hash_password(password: str) -> str:
    """The text to store for this password."""
    if not 1 <= len(password) <= settings.MAX_PASSWORD_LENGTH:
        raise ValueError("a password has 1 to 1,000 characters")
    return PREFIX + _stretch(password)


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    if stored.startswith(PREFIX):
        return hmac.compare_digest(_stretch(password), stored[len(PREFIX) :])
    if stored.startswith(settings.FORUM + "$") and stored.count("$") == 2:
        _, salt, digest = stored.split("$")
        return hmac.compare_digest(hashlib.md5((salt + password).encode()).hexdigest(), digest)
    return False


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    return not stored.startswith(PREFIX)


def _stretch(password: str) -> str:
    return hashlib.pbkdf2_hmac("sha512", password.encode(), settings.SITE.encode(), ITERATIONS).hex()
