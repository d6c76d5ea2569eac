"""Ids that cannot be guessed: a prefix that says what they name, and 128 random bits in base32."""

from __future__ import annotations

import base64
import secrets


def new_id(prefix: str) -> str:
    """For instance `tri_` and 26 characters of a-z and 2-7."""
    return f"{prefix}_{base64.b32encode(secrets.token_bytes(16)).decode().rstrip('=').lower()}"
