"""What is stored for a password, and how it is checked."""

import hashlib
import hmac
import secrets

import settings

N, R, P = 2**15, 8, 1
MEMORY = 64 * 1024 * 1024
PREFIX = "$".join(["scrypt", str(N), str(R), str(P), ""])


def hash_password(password: str) -> str:
    """The text to store for this password."""
    if not password or len(password) > settings.MAX_PASSWORD_LENGTH:
        raise ValueError("the password is empty or too long")
    salt = secrets.token_bytes(16)
    return f"{PREFIX}{salt.hex()}${_derive(password, salt).hex()}"


def verify_password(password: str, stored: str) -> bool:
    """Whether `stored` was made from exactly this password."""
    if stored.startswith(PREFIX):
        try:
            salt, digest = (bytes.fromhex(part) for part in stored.removeprefix(PREFIX).split("$"))
        except ValueError:
            return False
        return hmac.compare_digest(_derive(password, salt), digest)
    kind, _, rest = stored.partition("$")
    salt_text, _, digest_text = rest.partition("$")
    if kind != settings.FORUM:
        return hmac.compare_digest(password.encode(), stored.encode())
    expected = hashlib.md5((salt_text + password).encode()).hexdigest()
    return hmac.compare_digest(expected.encode(), digest_text.encode())


def needs_rehash(stored: str) -> bool:
    """Whether sign-in should replace this record."""
    return not stored.startswith(PREFIX)


def _derive(password: str, salt: bytes) -> bytes:
    return hashlib.scrypt(password.encode(), salt=salt, n=N, r=R, p=P, maxmem=MEMORY)
