"""What differs between installations."""

import secrets
from pathlib import Path

SITE_URL = "https://desk.fernwood.example"
SECRET_KEY = secrets.token_hex(32)
PEOPLE = Path(__file__).parent.parent / "data" / "people.txt"
