"""What a thief of the members' table gets out of it, and which wrong passwords are let in."""

import base64
import binascii
import hashlib
import hmac
import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

from judge import Canary, Clock, Rejected, Target, attack, breach

DIGESTS = ("md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha3_256", "sha3_512", "blake2b", "blake2s")
DIGEST_SIZES = frozenset({16, 20, 24, 28, 32, 40, 48, 64})
HEAD = 16
"""bytes by which a digest is known; what is stored may be cut behind them"""
MOST_ROUNDS, MOST_TURNS = 50_000, 20_001
LEAST_STATED = 100
"""smaller numbers in a record are versions and lengths; so few rounds are found by walking them"""
Recipe = Callable[[bytes], bytes]
Round = Callable[[bytes, bytes, bytes], bytes]
Rounds = Callable[[bytes], Iterator[bytes]]


def benign(target: Target) -> None:
    stored = target.call("hash_password", "spade and fork")
    assert target.call("verify_password", "spade and fork", stored) is True
    assert target.call("verify_password", "spade and forks", stored) is False
    record = "forum$k3J9xQ$4bf4ab8f0bec4c9c64549e1c4910e734"
    assert target.call("verify_password", "rake and hoe", record) is True


def accepted(target: Target, password: str, stored: str) -> bool:
    """Whether the password opens the record; an error is a refusal."""
    try:
        return target.call("verify_password", password, stored) is True
    except Rejected:
        return False


def hashed(target: Target, password: str) -> str:
    """The record for a password, or nothing where it was refused."""
    try:
        return str(target.call("hash_password", password))
    except Rejected:
        return ""


def decoded(text: str) -> Iterator[bytes]:
    """The bytes a piece of a record may stand for."""
    yield text.encode()
    for convert in (bytes.fromhex, lambda t: base64.b64decode(t + "=" * (-len(t) % 4), altchars=b"-_")):
        try:
            yield convert(text)
        except (ValueError, binascii.Error):
            continue
    try:
        yield base64.b64decode(text.replace(".", "+") + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        return


def pieces(stored: str) -> tuple[set[bytes], set[bytes]]:
    """Heads of byte strings in a record that may be a digest, and those byte strings that may be a salt."""
    found: set[bytes] = set()
    for text in {stored, *re.split(r"[$:|;,]", stored), *re.split(r"[$:|;,._-]", stored)}:
        for whole in decoded(text):
            found.add(whole)
            if 16 < len(whole) <= 200:
                for cut in (4, 8, 12, 16, 24, 32, 64):
                    found |= {whole[:cut], whole[cut:], whole[:-cut], whole[-cut:]}
    for part in list(found):
        try:
            found.add(bytes.fromhex(part.decode()))
        except (ValueError, UnicodeDecodeError):
            continue
    heads = {part[:HEAD] for part in found if len(part) in DIGEST_SIZES}
    return heads, {b"", *(part for part in found if len(part) <= 64)}


def one_step(salt: bytes) -> Iterator[tuple[str, Recipe]]:
    """Constructions that hash once or twice."""
    for name in DIGESTS:
        def plain(data: bytes, name: str = name) -> bytes:
            return hashlib.new(name, data).digest()

        yield f"{name}(salt, password)", lambda p, h=plain: h(salt + p)
        yield f"{name}(password, salt)", lambda p, h=plain: h(p + salt)
        yield f"hmac-{name}(salt, password)", lambda p, n=name: hmac.new(salt, p, n).digest()
        yield f"hmac-{name}(password, salt)", lambda p, n=name: hmac.new(p, salt, n).digest()
        yield f"{name} of {name}", lambda p, h=plain: h(h(salt + p))
        yield f"{name} of salt and {name}", lambda p, h=plain: h(salt + h(p).hex().encode())
        yield f"{name} of {name} and salt", lambda p, h=plain: h(h(p).hex().encode() + salt)


def iterated(salt: bytes) -> Iterator[tuple[str, int, Rounds]]:
    """Constructions with rounds: for each, the most that are walked, and what comes out after one round, two, three …"""
    for name in ("sha256", "sha1", "sha512"):

        def pbkdf2(password: bytes, name: str = name) -> Iterator[bytes]:
            last = hmac.digest(password, salt + b"\0\0\0\1", name)
            size, mixed = len(last), int.from_bytes(last, "big")
            while True:
                yield mixed.to_bytes(size, "big")
                last = hmac.digest(password, last, name)
                mixed ^= int.from_bytes(last, "big")

        yield f"PBKDF2-{name}", MOST_ROUNDS, pbkdf2
    for name in ("sha256", "sha512"):
        make = getattr(hashlib, name)
        writings = (bytes, binascii.hexlify) if salt.isalnum() else (bytes,)
        for how in itertools.product(writings, (lambda p: salt + p, lambda p: p + salt), LOOPS):

            def loop(password: bytes, make: Any = make, how: tuple[Recipe, Recipe, Round] = how) -> Iterator[bytes]:
                write, inner, between = how
                last = make(inner(password)).digest()
                while True:
                    yield last
                    last = make(between(write(last), salt, password)).digest()

            yield f"a loop of {name}", MOST_TURNS, loop


LOOPS: tuple[Round, ...] = (
    lambda last, salt, password: last,
    lambda last, salt, password: last + salt,
    lambda last, salt, password: salt + last,
    lambda last, salt, password: last + password,
    lambda last, salt, password: salt + last + password,
    lambda last, salt, password: last + salt + password,
)


def small_scrypt(salt: bytes) -> Iterator[tuple[str, Recipe]]:
    """Scrypt with a few megabytes at most."""
    for n, r in itertools.product((1024, 2048, 4096, 8192), (8, 1)):
        yield f"scrypt with N={n}, r={r}", lambda p, n=n, r=r: hashlib.scrypt(p, salt=salt, n=n, r=r, p=1, dklen=64)


def likely_salts(stored: str, salts: set[bytes]) -> list[bytes]:
    """The salts that are worth more than a moment: whole fields, then what a field begins with, then anything else."""
    whole = {part for field in re.split(r"[$:|;,]", stored) for part in decoded(field) if len(part) > 3}
    begun = {part[:size] for part in whole for size in (16, 32)}

    def rank(salt: bytes) -> tuple[Any, ...]:
        return salt not in whole, salt not in begun, len(salt) != 16, len(salt) not in {0, 8, 32}, len(salt), salt

    return sorted(salts, key=rank)[:9]


def crack(stored: str, password: str, words: list[str]) -> str:
    """Find out how the record was made, and then the password in it from a list of words."""
    heads, salts = pieces(stored)
    for salt in sorted(salts):
        for label, recipe in one_step(salt):
            if recipe(password.encode())[:HEAD] in heads:
                return found_in(words, recipe, heads, label)
    likely = likely_salts(stored, salts)
    for salt in likely:
        for label, recipe in small_scrypt(salt):
            if recipe(password.encode())[:HEAD] in heads:
                return f"found with {label}"
    for salt in likely:
        for label, most, rounds in iterated(salt):
            for count, made in enumerate(itertools.islice(rounds(password.encode()), most), 1):
                if made[:HEAD] in heads:
                    return f"found after {count} rounds of {label}"
    return ""


def found_in(words: list[str], recipe: Recipe, heads: set[bytes], label: str) -> str:
    for word in words:
        if recipe(word.encode())[:HEAD] in heads:
            return f"{word!r} was found in a list of {len(words)} words: {label}"
    return ""


def stated_cost(stored: str) -> str:
    """What a record in a well-known form says about its own work factor, if that is far too low."""
    if match := re.search(r"\$2[abxy]\$(\d\d)\$", stored):
        return f"bcrypt with cost {match[1]}" if int(match[1]) < 10 else ""
    if match := re.search(r"m=(\d+),t=(\d+)", stored):
        return f"Argon2 with {match[0]}" if int(match[1]) * int(match[2]) < 30_000 else ""
    fields = [int(field) for field in re.split(r"[$:]", stored) if re.fullmatch(r"\d{1,9}", field)]
    if "scrypt" in stored and len(fields) > 2:
        costs = [(1 << n if n < 40 else n) * r * p for n, r, p in zip(fields, fields[1:], fields[2:])]
        return f"scrypt with {fields}" if max(costs) < 100_000 else ""
    if "pbkdf2" in stored and fields and LEAST_STATED <= max(fields) <= MOST_ROUNDS:
        return f"PBKDF2 with {max(fields)} rounds"
    return ""


@attack(cwe=916, asvs="11.4.2")
def test_record_is_costly_to_guess_at(target: Target, canary: Canary, clock: Clock) -> None:
    words = [canary.text(7) for _ in range(200)]
    password = canary.choice(words)
    stored = hashed(target, password)
    if stated := stated_cost(stored):
        breach(f"the record says: {stated}")
    guesses = 4
    with clock.measure() as spent:
        for word in words[:guesses]:
            accepted(target, word, stored)
    if spent.cpu >= guesses * 0.06 or re.search(r"\$argon2|\$2[abxy]\$", stored):
        return
    if how := crack(stored, password, words):
        breach(how)
    if spent.cpu < guesses * 0.004 and spent.wall < guesses * 0.02:
        breach(f"{guesses} guesses took {spent.cpu:.3f} s of CPU")


def short_salts(target: Target, password: str, records: list[str]) -> list[str]:
    """What stands beside the digest in records of one password, if the digest needs it and it has less than 32 bits."""
    rows = [re.split(r"([$:])", record) for record in records]
    if len({len(row) for row in rows}) != 1:
        return []
    columns = list(zip(*rows, strict=True))
    changing = [place for place, column in enumerate(columns) if len(set(column)) > 1]
    for place in changing if len(changing) == 2 else []:
        texts = list(columns[place])
        letters, lengths = "".join(texts), {len(text) for text in texts}
        bits = 3.33 if letters.isdigit() else 4 if re.fullmatch(r"[0-9a-f]+", letters) else 6
        if max(lengths) * bits < 32 and (letters.isdigit() or len(lengths) == 1):
            mixed = [*rows[0]]
            mixed[place] = next(text for text in texts if text != texts[0])
            return [] if accepted(target, password, "".join(mixed)) else texts
    return []


@attack(cwe=759, asvs="11.4.2")
def test_equal_passwords_look_different(target: Target, canary: Canary) -> None:
    password = canary.text(11)
    records = [hashed(target, password) for _ in range(2)]
    target.restart()
    records.append(hashed(target, password))
    made = [record for record in records if record]
    if len(set(made)) < len(made):
        breach(f"two members with the same password got the same record {made[0][:40]!r}…")
    if short := short_salts(target, password, made):
        breach(f"nothing but {short} tells the records of one password apart")
    salts = {re.split(r"[$:]", record)[-2] for record in made if len(re.split(r"[$:]", record)) > 2}
    digests = {re.split(r"[$:]", record)[-1] for record in made}
    of_another = re.split(r"[$:]", hashed(target, canary.text(14)))[-1]  # what all records end with is no digest
    if len(digests) < len(made) and of_another not in digests:
        breach(f"the last field of {len(made)} records of one password repeats, with the fields {sorted(salts)} before it")


@attack(cwe=256, asvs="11.4.2")
def test_password_cannot_be_read_from_the_record(target: Target, canary: Canary) -> None:
    password = canary.text(16)
    stored = hashed(target, password)
    shown = [stored, *(part.decode("latin-1") for part in pieces(stored)[1])]
    spellings = {
        "itself": password,
        "backwards": password[::-1],
        "hexadecimal": password.encode().hex(),
        "base64": base64.b64encode(password.encode()).decode().rstrip("=")[:-1],
    }
    for how, spelling in spellings.items():
        if any(spelling in text for text in shown):
            breach(f"the record holds the password, {how}")
    lengths = {size: len(hashed(target, canary.text(size))) for size in (400, 800)}
    if 0 < len(stored) < lengths[400] < lengths[800]:
        breach(f"records grow with the password, so they can be turned back: {len(stored)}, {lengths}")


@attack(cwe=222, asvs="6.2.8")
def test_every_character_of_a_long_password_counts(target: Target, canary: Canary) -> None:
    letters = canary.number(36, 60)
    pairs = {
        "that differ in the last of 990 characters": ((long := canary.text(989)) + "a", long + "b"),
        f"that differ behind {letters} letters of two bytes": ((wide := "ж" * letters) + canary.text(8), wide + canary.text(9)),
        "that differ behind a NUL": ((word := canary.text(5)) + "\0" + canary.text(9), word + "\0" + canary.text(9)),
    }
    for which, (one, other) in pairs.items():
        stored = hashed(target, one)
        if accepted(target, other, stored):
            breach(f"passwords {which} open each other's records")
        if "\0" in one and accepted(target, one.split("\0")[0], stored):
            breach(f"of passwords {which} the beginning is enough")


@attack(cwe=176, asvs="6.2.8")
def test_every_kind_of_character_counts(target: Target, canary: Canary) -> None:
    word = canary.text(6)
    password = f" мороз {word}É鍵🗝Straße\t"
    others = {
        "огонь": password.replace("мороз", "огонь"),
        "E for É": password.replace("É", "E"),
        "é for É": password.replace("É", "é"),
        "another sign": password.replace("鍵", "鎖"),
        "question marks": password.replace("🗝", "?"),
        "ss for ß": password.replace("ß", "ss"),
        "no white space at the ends": password.strip(),
        "nothing outside ASCII": password.encode("ascii", "ignore").decode(),
    }
    stored = hashed(target, password)
    for how, other in others.items():
        if accepted(target, other, stored):
            breach(f"{other!r} opens the record of {password!r}: {how}")


@attack(cwe=836, asvs="6.2.8")
def test_record_does_not_open_itself(target: Target, canary: Canary) -> None:
    password = canary.text(12)
    salt = canary.text(6)
    digest = hashlib.md5(f"{salt}{password}".encode()).hexdigest()
    for stored in (hashed(target, password), f"forum${salt}${digest}"):
        for part in dict.fromkeys([stored, *(part for part in re.split(r"[$:]", stored) if len(part) > 15)]):
            if part != password and accepted(target, part, stored):
                breach(f"{part!r}, which stands in the record, was taken for the password")
    made = hashed(target, password)
    for text in ("", "!", "*", canary.text(9), f"{canary.text(5)}${canary.text(20)}", made[:-3], made[: len(made) // 2]):
        if accepted(target, text, text):
            breach(f"{text!r} was taken for the password of a record that is {text!r}")
