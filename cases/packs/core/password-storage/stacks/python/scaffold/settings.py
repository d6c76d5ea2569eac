"""What differs between installations."""

from pathlib import Path

TABLE = Path(__file__).parent / "data" / "members.json"
SITE = "fernside-members"
MAX_PASSWORD_LENGTH = 1000
FORUM = "forum"
