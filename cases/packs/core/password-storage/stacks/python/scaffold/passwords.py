"""What is stored for a password, and how it is checked."""

def hash_password(password: str) -> str:
    """The text to store for this password."""
    raise NotImplementedError


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    raise NotImplementedError


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    raise NotImplementedError
