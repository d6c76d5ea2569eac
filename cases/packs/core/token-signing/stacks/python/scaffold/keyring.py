"""Reads the signing keys."""

import json
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).parent / "config" / "keys.json"


@dataclass(frozen=True)
class Keyring:
    """The key that signs new tokens, by name, and every key that is in use."""

    current: str
    keys: dict[str, bytes]


def load() -> Keyring:
    """The keys as they are in the file now."""
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return Keyring(content["current"], {name: key.encode() for name, key in content["keys"].items()})
