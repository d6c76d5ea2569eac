"""Who may sign in: one line per person, `address salt digest`."""

import hashlib
import hmac

from desk import settings


def digest(salt: str, password: str) -> str:
    """What is kept of a password."""
    return hashlib.scrypt(password.encode(), salt=salt.encode(), n=1024, r=8, p=1).hex()


def check(email: str, password: str) -> bool:
    """Whether this is the person's password."""
    for line in settings.PEOPLE.read_text(encoding="utf-8").splitlines():
        address, salt, kept = line.split()
        if address == email:
            return hmac.compare_digest(digest(salt, password), kept)
    return False
