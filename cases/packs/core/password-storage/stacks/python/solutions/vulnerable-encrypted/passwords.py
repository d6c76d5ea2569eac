"""What is stored for a password, and how it is checked."""

import base64
import hashlib
import hmac

from cryptography.fernet import Fernet, InvalidToken

import settings

BOX = Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.SITE.encode()).digest()))


def hash_password(password: str) -> str:
    """The text to store for this password."""
    if not 1 <= len(password) <= settings.MAX_PASSWORD_LENGTH:
        raise ValueError("a password has 1 to 1,000 characters")
    return BOX.encrypt(password.encode()).decode()


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    if stored.startswith(settings.FORUM + "$") and stored.count("$") == 2:
        _, salt, digest = stored.split("$")
        return hmac.compare_digest(hashlib.md5((salt + password).encode()).hexdigest(), digest)
    try:
        return hmac.compare_digest(BOX.decrypt(stored.encode()), password.encode())
    except InvalidToken:
        return False


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    try:
        BOX.decrypt(stored.encode())
    except InvalidToken:
        return True
    return False
