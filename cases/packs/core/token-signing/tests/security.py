"""Tokens that were made up, altered, kept too long or meant for something else."""

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Iterator
from typing import Any

from judge import Canary, Files, Rejected, Target, attack, breach

NOW = 1_750_000_000
PURPOSE = "reset-password"
SOURCES = (".py", ".js", ".mjs", ".ts", ".java")
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def benign(target: Target) -> None:
    token = target.call("issue_token", "moss", PURPOSE, 900, NOW)
    found = target.call("verify_token", token, PURPOSE, NOW + 1)
    assert found == {"subject": "moss", "issued_at": NOW, "expires_at": NOW + 900}


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def compact(part: Any) -> str:
    return b64(json.dumps(part, separators=(",", ":")).encode())


def hs(key: bytes, text: str, name: str = "sha256") -> str:
    return b64(hmac.new(key, text.encode(), name).digest())


def plant(canary: Canary) -> tuple[str, str]:
    """A key file with two fresh keys; returns the name of the current one and the key."""
    name, key = canary.text(7), canary.text(40)
    keys = {canary.text(7): canary.text(40), name: key}
    canary.file("config/keys.json", json.dumps({"current": name, "keys": keys}))
    return name, key


def claims(subject: str, purpose: str = PURPOSE) -> dict[str, Any]:
    return {"sub": subject, "purpose": purpose, "iat": NOW - 10, "exp": NOW + 3600}


def subject_of(target: Target, token: str, purpose: str = PURPOSE, now: int = NOW) -> str | None:
    """Whom the target takes the token for; None if it is refused, in whatever way."""
    try:
        found = target.call("verify_token", token, purpose, now)
    except Rejected:
        return None
    return str(found.get("subject", "")) if isinstance(found, dict) else None


def header_of(target: Target) -> dict[str, Any]:
    """The header that the target gives its own tokens."""
    head = target.call("issue_token", "mallory", PURPOSE, 600, NOW).split(".")[0]
    header: dict[str, Any] = json.loads(base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)))
    return header


@attack(cwe=347, asvs="9.1.2")
def test_unsigned_tokens_are_refused(target: Target, canary: Canary) -> None:
    plant(canary)
    header, victim = header_of(target), canary.text(9)
    spellings: list[Any] = ["none", "None", "NONE", "nOnE", "", None, "null", "HS0", "plain", "unsecured"]
    headers = [{**header, "alg": spelling} for spelling in canary.shuffled(spellings)]
    headers += [{key: value for key, value in header.items() if key != "alg"}, {"alg": "none"}, {"typ": "JWT"}]
    for made in headers:
        start = f"{compact(made)}.{compact(claims(victim))}"
        for token in (f"{start}.", start, f"{start}..", f"{start}.{b64(b'none')}", f"{start}.{hs(b'', start)}"):
            if subject_of(target, token) == victim:
                breach(f"a token without a signature was taken: header {made}, token {token!r}")


@attack(cwe=347, asvs="9.1.1")
def test_altered_tokens_are_refused(target: Target, canary: Canary) -> None:
    name, _ = plant(canary)
    victim = canary.text(9)
    own = target.call("issue_token", "mallory", PURPOSE, 600, NOW)
    head, body, signature = own.split(".")
    forged = compact(claims(victim))
    start = f"{head}.{forged}"
    guesses = {
        "the signature of another token": signature,
        "a made-up signature": b64(hashlib.sha256(canary.text().encode()).digest()),
        "a digest without a key": b64(hashlib.sha256(start.encode()).digest()),
        "a key of our own": hs(canary.text(40).encode(), start),
        "the name of the key as the key": hs(name.encode(), start),
        "a signature over the header alone": hs(b"", head),
        "the content as the signature": forged,
    }
    for how, given in guesses.items():
        if subject_of(target, f"{start}.{given}") == victim:
            breach(f"an altered token was taken, with {how}")
    for token in (f"{start}.{own}", f"{head}.{body}.{forged}", f"{own}.{forged}", f"{forged}.{own}"):
        if subject_of(target, token) == victim:
            breach(f"a token put together from two was taken: {token!r}")


@attack(cwe=347, asvs="9.1.1")
def test_part_of_a_signature_is_not_enough(target: Target, canary: Canary) -> None:
    plant(canary)
    victim = canary.text(9)
    own = target.call("issue_token", victim, PURPOSE, 600, NOW)
    start, _, signature = own.rpartition(".")
    forged = f"{start.split('.')[0]}.{compact(claims(victim))}"
    for guess in ["", *ALPHABET, *(letter + "A" for letter in ALPHABET[::4])]:
        if subject_of(target, f"{forged}.{guess}") == victim:
            breach(f"a made-up token was taken with the signature {guess!r}")
    for size in (1, 2, 4, 8, 16, 22, 32, 40):
        if subject_of(target, f"{start}.{signature[:size]}") == victim:
            breach(f"{size} characters of the signature were enough")
    for last in (12, 20, 30):
        if subject_of(target, f"{start}.{signature[:last]}{'A' * (len(signature) - last)}") == victim:
            breach(f"only the first {last} characters of the signature were compared")


@attack(cwe=613, asvs="9.2.1")
def test_old_tokens_are_refused(target: Target, canary: Canary) -> None:
    name, key = plant(canary)
    lifetime = canary.number(30, 5000)
    victim = canary.text(9)
    own = target.call("issue_token", victim, PURPOSE, lifetime, NOW)
    start = f"{compact({'alg': 'HS256', 'typ': 'JWT', 'kid': name})}.{compact({**claims(victim), 'exp': NOW + lifetime})}"
    for token in (own, f"{start}.{hs(key.encode(), start)}"):
        subject_of(target, token)  # it is good now, which must not be remembered
        for late in (86_400 * 365, 86_400, 3600, 61, 1, 0):
            if subject_of(target, token, now=NOW + lifetime + late) == victim:
                breach(f"a token with a lifetime of {lifetime} s was taken {late} s after its end")


def near(purpose: str, canary: Canary) -> Iterator[str]:
    """Purposes that are not `purpose`, however little they differ."""
    yield from ("stop-newsletter", canary.text(10), purpose + canary.text(3), canary.text(3) + purpose)
    yield from (purpose[:-1], purpose[1:], purpose.upper(), purpose.replace("-", "_"), f" {purpose}", f"{purpose}\n")
    yield from (f"{purpose},stop-newsletter", f"stop-newsletter {purpose}", purpose[:5], purpose[-8:], "")


@attack(cwe=863, asvs="9.2.2")
def test_tokens_for_something_else_are_refused(target: Target, canary: Canary) -> None:
    plant(canary)
    victim = canary.text(9)
    for other in near(PURPOSE, canary):
        try:
            token = target.call("issue_token", victim, other, 600, NOW)
        except Rejected:
            continue
        subject_of(target, token, other)
        if subject_of(target, token) == victim:
            breach(f"a token for {other!r} was taken for {PURPOSE!r}")
    for shape in ('{0}","purpose":"{1}', '{0}", "purpose": "{1}", "x": "', "{0}|{1}", "{0}.{1}", "{0}\n{1}"):
        token = target.call("issue_token", shape.format(victim, PURPOSE), "stop-newsletter", 600, NOW)
        if (subject_of(target, token) or "").startswith(victim):
            breach(f"a subject like {shape!r} turned a token for the newsletter into one for {PURPOSE!r}")


def literals(files: Files) -> set[str]:
    """The short texts that stand between quotes in the sources."""
    found: set[str] = set()
    for path in files.list():
        if path.startswith("app/") and path.endswith(SOURCES) and "/node_modules/" not in path:
            found.update(re.findall(r"""["'`]([^"'`\\\n]{1,120})["'`]""", files.read(path).decode("utf-8", "replace")))
    return found


def as_keys(text: str) -> Iterator[bytes]:
    """What a text in the source may be as a key: itself, or what it spells in hexadecimal or base64."""
    yield text.encode()
    for decode in (bytes.fromhex, lambda text: base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)):
        try:
            yield decode(text)
        except ValueError:
            continue


@attack(cwe=321, asvs="9.1.3")
def test_only_listed_keys_count(target: Target, canary: Canary, files: Files) -> None:
    retired_name, retired_key = plant(canary)
    retired = target.call("issue_token", (victim := canary.text(9)), PURPOSE, 600, NOW)
    subject_of(target, retired)  # it is good now, which must not be remembered
    name, _ = plant(canary)
    if subject_of(target, retired) == victim:
        breach(f"the token of a key that is no longer listed ({retired_name!r}) was taken")
    old = target.call("issue_token", victim, PURPOSE, 600, NOW)
    subject_of(target, old)
    canary.file("config/keys.json", json.dumps({"current": name, "keys": {name: canary.text(40)}}))
    if subject_of(target, old) == victim:
        breach("a token was taken whose key had been replaced by another of the same name")
    names: list[Any] = [canary.text(6), "", None, "constructor", "__proto__", "toString", "valueOf", "current", "keys", 0, name]
    names += [retired_name, "dev-1", "dev-2", "../config/keys.json", [name], {}]
    texts = ("", "undefined", "null", "None", "[object Object]", "function Object() { [native code] }", "{}", retired_key)
    secrets = [*(text.encode() for text in texts), b"\0", b"havenpost-development-key-no-1-of-spring", b"secret"]
    secrets += [b"havenpost-development-key-no-2-of-autumn", b"changeme", b"havenpost"]
    own = b64(canary.text(32).encode())
    forged = compact(claims(victim))
    for kid in canary.shuffled([*names, ...]):
        header: dict[str, Any] = {"alg": "HS256", "typ": "JWT"}
        if kid is not ...:
            header["kid"] = kid
        start = f"{compact(header)}.{forged}"
        for secret in secrets:
            if subject_of(target, f"{start}.{hs(secret, start)}") == victim:
                breach(f"a token with the key name {header.get('kid')!r}, signed with {secret!r}, was taken")
        start = f"{compact({**header, 'jwk': {'kty': 'oct', 'k': own}, 'k': own})}.{forged}"
        secret = base64.urlsafe_b64decode(own + "=" * (-len(own) % 4))
        if subject_of(target, f"{start}.{hs(secret, start)}") == victim:
            breach("a token that brought its own key was taken")
    written = literals(files)
    for kid in (..., "", None, canary.text(6), *(text for text in written if len(text) <= 12 and " " not in text)):
        start = f"{compact({'alg': 'HS256', 'typ': 'JWT'} | ({} if kid is ... else {'kid': kid}))}.{forged}"
        for secret in {key for text in written if len(text) >= 8 for key in as_keys(text)}:
            if subject_of(target, f"{start}.{hs(secret, start)}") == victim:
                breach(f"a token signed with {secret!r}, which is written in the source, was taken")
