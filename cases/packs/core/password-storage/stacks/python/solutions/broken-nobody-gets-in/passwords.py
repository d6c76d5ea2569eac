"""What is stored for a password, and how it is checked."""


def hash_password(password: str) -> str:
    """The text to store for this password."""
    return "*"


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    return False


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    return True
