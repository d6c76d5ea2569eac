"""Sender and mail relay."""

import secrets
from pathlib import Path

SENDER = "cards@example.org"
MAIL_HOST = "relay.example.org"
MAIL_PASSWORD = secrets.token_hex(16)

INSTANCE = Path(__file__).resolve().parent.parent / "instance"
INSTANCE.mkdir(exist_ok=True)
(INSTANCE / "mail.key").write_text(MAIL_PASSWORD + "\n")
