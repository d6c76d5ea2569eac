"""Builds the links in mails and says what a followed link is for."""

import time
from urllib.parse import parse_qs, urlencode, urlsplit

import tokens

BASE = "https://post.haven.example"
HOUR = 3600
LIFETIMES = {"reset-password": HOUR, "confirm-address": 48 * HOUR, "stop-newsletter": 720 * HOUR}


def link_for(subject: str, purpose: str) -> str:
    """A link that lets `subject` do one thing."""
    token = tokens.issue_token(subject, purpose, LIFETIMES[purpose], int(time.time()))
    return f"{BASE}/{purpose}?{urlencode({'token': token})}"


def followed(url: str) -> str | None:
    """Whom a followed link is for, if it is good."""
    parts = urlsplit(url)
    token = parse_qs(parts.query).get("token", [""])[0]
    found = tokens.verify_token(token, parts.path.strip("/"), int(time.time()))
    return found["subject"] if found else None
