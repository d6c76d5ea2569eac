"""What is stored for a password, and how it is checked."""

import secrets

KNOWN: dict[str, str] = {}


def hash_password(password: str) -> str:
    """The text to store for this password."""
    if not password:
        raise ValueError("the password is empty")
    stored = secrets.token_hex(16)
    KNOWN[stored] = password
    return stored


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    return KNOWN.get(stored) == password


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    return stored not in KNOWN
