"""Where things are."""

from pathlib import Path

SHARED = Path(__file__).resolve().parent.parent / "shared"
MAX_TEXT = 10_000
