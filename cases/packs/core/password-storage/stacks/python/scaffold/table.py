"""The members' table: one JSON object, e-mail address to record."""

import json
from typing import Any

import settings


def load() -> dict[str, dict[str, Any]]:
    """Every record by e-mail address."""
    return json.loads(settings.TABLE.read_text(encoding="utf-8"))


def save(records: dict[str, dict[str, Any]]) -> None:
    """Replace the table."""
    settings.TABLE.write_text(json.dumps(records, indent=2, ensure_ascii=False), encoding="utf-8")
