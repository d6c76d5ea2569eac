"""Tokens have the agreed form, and good ones are recognised."""

import base64
import hashlib
import hmac
import json
from typing import Any

from judge import Canary, Rejected, Target, spec


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def plant(canary: Canary, *names: str) -> dict[str, str]:
    """A key file with fresh keys of these names; the last one is current."""
    keys = {name: canary.text(40) for name in names}
    canary.file("config/keys.json", json.dumps({"current": names[-1], "keys": keys}))
    return keys


def signed(header: dict[str, Any], payload: dict[str, Any], key: str, indent: int | None = None) -> str:
    """A token as another service with the same keys would make it."""
    body = ".".join(b64(json.dumps(part, indent=indent).encode()) for part in (header, payload))
    return f"{body}.{b64(hmac.new(key.encode(), body.encode(), hashlib.sha256).digest())}"


@spec("For a token of ours that is still good for that purpose it returns")
def test_own_token_is_recognised(target: Target, canary: Canary) -> None:
    subject, now, lifetime = canary.text(10), canary.number(1_600_000_000, 1_900_000_000), canary.number(60, 90_000)
    token = target.call("issue_token", subject, "reset-password", lifetime, now)
    for later in (0, 1, lifetime // 2, lifetime - 1):
        found = target.call("verify_token", token, "reset-password", now + later)
        assert found == {"subject": subject, "issued_at": now, "expires_at": now + lifetime}, (
            "a good token is answered with subject, issued_at and expires_at"
        )


@spec("The header has `alg`, `typ` (`JWT`) and `kid`; the payload has `sub` and `purpose`")
def test_form_of_the_token(target: Target, canary: Canary) -> None:
    name = canary.text(7)
    keys = plant(canary, canary.text(7), name)
    subject, now, lifetime = canary.text(10), canary.number(1_600_000_000, 1_900_000_000), canary.number(1, 2_592_000)
    token = target.call("issue_token", subject, "confirm-address", lifetime, now)
    assert isinstance(token, str) and token.count(".") == 2, "the token is a JSON Web Token in the compact form"
    head, body, signature = token.split(".")
    header, payload = json.loads(unb64(head)), json.loads(unb64(body))
    assert header == {"alg": "HS256", "typ": "JWT", "kid": name}, "the header has alg, typ and kid"
    expected = {"sub": subject, "purpose": "confirm-address", "iat": now, "exp": now + lifetime}
    assert payload == expected, "the payload has sub, purpose, iat and exp"
    good = hmac.new(keys[name].encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    assert signature == b64(good), "the token is signed with HS256 and the current key"


@spec("whatever the order of their fields and the spacing of their JSON")
def test_token_of_the_billing_service(target: Target, canary: Canary) -> None:
    older, newer = canary.text(6), canary.text(6)
    keys = plant(canary, older, newer)
    now = canary.number(1_600_000_000, 1_900_000_000)
    for name, indent in ((newer, None), (older, 2), (newer, 1)):
        subject = canary.text(9)
        payload = {"exp": now + 600, "purpose": "stop-newsletter", "iat": now - 5, "sub": subject}
        token = signed({"kid": name, "typ": "JWT", "alg": "HS256"}, payload, keys[name], indent)
        found = target.call("verify_token", token, "stop-newsletter", now)
        assert found == {"subject": subject, "issued_at": now - 5, "expires_at": now + 600}, (
            "tokens of the billing service are treated like our own"
        )


@spec("go by the `now` they are given, never by the clock of the machine")
def test_time_is_what_the_caller_says(target: Target, canary: Canary) -> None:
    for now in (canary.number(1_000_000, 9_000_000), canary.number(1_400_000_000, 1_500_000_000), 4_000_000_000):
        token = target.call("issue_token", "ada", "confirm-address", 120, now)
        found = target.call("verify_token", token, "confirm-address", now + 119)
        assert found == {"subject": "ada", "issued_at": now, "expires_at": now + 120}, "both functions go by now"


@spec("A subject is any text, a member's name or address mostly")
def test_subjects_are_any_text(target: Target, canary: Canary) -> None:
    word = canary.text(6)
    subjects = (f'{word}", "x": "1', f"Zoë.{word}@häven.example", f"{word}|a.b.c&d=e", f"{{{word}}}\\n\n", f"名前 {word} 🕊")
    for subject in subjects:
        token = target.call("issue_token", subject, "confirm-address", 600, 1_700_000_000)
        found = target.call("verify_token", token, "confirm-address", 1_700_000_100)
        assert found is not None and found["subject"] == subject, "any text can be a subject"


@spec("that name goes into `kid`. Tokens that were signed with another key in the file stay good")
def test_keys_change_while_the_service_runs(target: Target, canary: Canary) -> None:
    first, second = canary.text(6), canary.text(6)
    keys = plant(canary, first)
    token = target.call("issue_token", "ada", "reset-password", 600, 1_700_000_000)
    both = {**keys, second: canary.text(40)}
    canary.file("config/keys.json", json.dumps({"current": second, "keys": both}))
    old = target.call("verify_token", token, "reset-password", 1_700_000_001)
    assert old is not None and old["subject"] == "ada", "tokens of an older key stay good while it is listed"
    newer = target.call("issue_token", "bob", "reset-password", 600, 1_700_000_000)
    head, body, signature = newer.split(".")
    assert json.loads(unb64(head))["kid"] == second, "new tokens are signed with the key that is current now"
    good = hmac.new(both[second].encode(), f"{head}.{body}".encode(), hashlib.sha256).digest()
    assert signature == b64(good), "new tokens are signed with the key that is current now"


@spec("The lifetime is an integer from 1 to 2,592,000; for anything else the function raises")
def test_lifetime_limits(target: Target, canary: Canary) -> None:
    for lifetime in (1, 2_592_000):
        token = target.call("issue_token", "ada", "reset-password", lifetime, 1_700_000_000)
        found = target.call("verify_token", token, "reset-password", 1_700_000_000)
        assert found is not None and found["expires_at"] == 1_700_000_000 + lifetime, "lifetimes up to the limits work"
    for lifetime in (0, -canary.number(1, 1000), 2_592_001, 1.5):
        try:
            target.call("issue_token", "ada", "reset-password", lifetime, 1_700_000_000)
        except Rejected as error:
            assert error.is_a("ValueError", "RangeError", "IllegalArgumentException"), "another lifetime raises the error that was asked for"
        else:
            raise AssertionError("another lifetime raises the error that was asked for")


@spec("For any other text it returns")
def test_other_texts_are_no_tokens(target: Target, canary: Canary) -> None:
    empty = b64(b"{}")
    texts = ("", ".", "..", "a.b.c", canary.text(40), f"{canary.text(12)}.{canary.text(12)}.{canary.text(12)}")
    texts += (f"{empty}.{empty}.{empty}", f"{b64(b'[]')}.{b64(b'3')}.AA", "é.ü.ß", f"{canary.text(8)}.{canary.text(8)}", "....")
    for text in texts:
        try:
            found = target.call("verify_token", text, "reset-password", 1_700_000_000)
        except Rejected:
            raise AssertionError("other text raises nothing") from None
        assert found is None, "other text is answered with nothing"
