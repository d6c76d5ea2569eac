"""Somebody who wants to be in another person's session."""

import base64
import binascii
import datetime
import hashlib
import itertools
import json
import math
import random
import re
import string
import time
import uuid
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from urllib.parse import quote, unquote

from judge import Canary, Response, Session, Target, attack, breach, drawn_by_random

COOKIE = "rota_session"
MOSS = {"email": "moss@rota.example", "password": "early shift"}
Convert = Callable[[str], str]
Times = tuple[float, float, float]


def benign(target: Target) -> None:
    browser = target.session()
    assert browser.post("/session", json=MOSS).status == 200
    assert browser.get("/session").json() == {"user": MOSS["email"], "language": "en"}
    assert browser.delete("/session").status == 200
    assert browser.get("/session").json() == {"user": None, "language": "en"}


def account(canary: Canary, *, active: bool = True) -> dict[str, str]:
    """Plant an account; returns what signs it in."""
    email, password, salt = f"{canary.text(7)}@rota.example", canary.text(12), canary.text(9)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), 500).hex()
    content = {"email": email, "active": active, "salt": salt, "rounds": 500, "digest": digest}
    canary.file(f"data/accounts/{canary.text(10)}.json", json.dumps(content))
    return {"email": email, "password": password}


def user_of(target: Target, cookies: dict[str, str]) -> str | None:
    """Who a visitor with these cookies is taken for."""
    answer = target.get("/session", cookies=cookies)
    if answer.status != 200:
        return None
    content: Any = json.loads(answer.text) if answer.text.startswith("{") else {}
    return content.get("user")


def signed_in(target: Target, who: dict[str, str]) -> Session:
    browser = target.session()
    browser.post("/session", json=who)
    return browser


@attack(cwe=384, asvs="7.2.4")
def test_session_from_before_is_not_the_users(target: Target, canary: Canary) -> None:
    visitor = target.session()
    visitor.put("/session/language", json={"language": "de"})
    thief = signed_in(target, account(canary))
    left = signed_in(target, account(canary))
    left_cookies = dict(left.cookies)
    left.delete("/session")
    inventions = (
        canary.text(32),
        hashlib.sha256(canary.text().encode()).hexdigest(),
        str(uuid.uuid4()),
        canary.text(43),
        "1",
    )
    known = {
        "of a visitor": dict(visitor.cookies),
        "of the thief's own account": dict(thief.cookies),
        "of a left session": left_cookies,
    }
    known |= {f"made up as {value!r}": {COOKIE: value} for value in inventions}
    for which, cookies in known.items():
        if not cookies:
            continue
        victim, browser = account(canary), target.session()
        browser.cookies.update(cookies)
        browser.post("/session", json=victim)
        if user_of(target, cookies) == victim["email"]:
            breach(f"a cookie {which}, planted before, leads into the session of who signed in with it")
        browser.put("/session/language", json={"language": "fr"})
        if user_of(target, cookies) == victim["email"]:
            breach(f"a cookie {which}, planted before, leads into the session after the next request")


def respelled(value: str) -> Iterator[str]:
    """Other spellings of a signed value: base64 leaves bits of its last character unused."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    if not re.search(r"[.:][\w-]{20,}$", value):
        return
    place = alphabet.index(value[-1])
    yield from (value[:-1] + alphabet[place ^ bits] for bits in (1, 2, 3))
    yield value + "="


@attack(cwe=613, asvs="7.4.1")
def test_copies_of_the_cookie_end_with_the_session(target: Target, canary: Canary) -> None:
    who = account(canary)
    browser = target.session()
    browser.put("/session/language", json={"language": "pl"})
    browser.post("/session", json=who)
    copies = [dict(browser.cookies)]
    for language in canary.shuffled(["de", "fr"]):
        browser.put("/session/language", json={"language": language})
        copies.append(dict(browser.cookies))
    browser.get("/session")
    copies.append(dict(browser.cookies))
    browser.delete("/session")
    for copy in copies:
        if user_of(target, copy) == who["email"]:
            breach("a copy of the cookie is still signed in after signing out")
        for spelling in respelled(copy.get(COOKIE, "")):
            if user_of(target, {COOKIE: spelling}) == who["email"]:
                breach(f"after signing out the cookie's copy is still signed in when spelled {spelling!r}")
    browser.post("/session", json=who)
    signed_in(target, who)
    for copy in copies:
        if user_of(target, copy) == who["email"]:
            breach("a copy of the cookie is signed in again after the next sign-in")


@attack(cwe=613, asvs="7.2.4")
def test_signing_in_again_ends_the_session_before(target: Target, canary: Canary) -> None:
    for again in canary.shuffled(["the same person", "somebody else"]):
        who = account(canary)
        browser = signed_in(target, who)
        copy = dict(browser.cookies)
        browser.post("/session", json=who if again == "the same person" else account(canary))
        browser.delete("/session")
        if user_of(target, copy) == who["email"]:
            breach(f"after signing in again as {again} and signing out, the first cookie is still signed in")


def carriers(target: Target, canary: Canary) -> Iterator[tuple[str, Any]]:
    """Every cookie, as it was set, that alone lets somebody be the user."""
    who = account(canary)
    browser = target.session()
    answers: list[Response] = [browser.post("/session", json=who)]
    answers.append(browser.put("/session/language", json={"language": "de"}))
    answers.append(browser.get("/session"))
    early = target.session()
    early.put("/session/language", json={"language": "fr"})
    answers.append(early.post("/session", json=who))
    answers.append(signed_in(target, who).post("/session", json=who))
    answers.append(signed_in(target, account(canary)).post("/session", json=who))
    for answer in answers:
        for name, morsel in answer.cookies.items():
            if user_of(target, {name: morsel.coded_value}) == who["email"]:
                yield name, morsel


@attack(cwe=1004, asvs="3.3.4")
def test_scripts_cannot_read_the_cookie(target: Target, canary: Canary) -> None:
    for name, morsel in carriers(target, canary):
        if not morsel["httponly"]:
            breach(f"{name} alone is the session, and was set without HttpOnly: {morsel.OutputString()}")


@attack(cwe=1275, asvs="3.3.2")
def test_cookie_is_not_sent_from_other_sites(target: Target, canary: Canary) -> None:
    for name, morsel in carriers(target, canary):
        if morsel["samesite"].lower() not in {"lax", "strict"}:
            breach(f"{name} alone is the session, and was set without SameSite=Lax or Strict: {morsel.OutputString()}")


def shape(answer: Response, email: str) -> tuple[int, str, bool]:
    """What of an answer can be told apart by somebody who asks for many addresses."""
    return answer.status, answer.text.replace(email, "…").replace(email.split("@")[0], "…"), bool(answer.cookies)


@attack(cwe=204, asvs="6.3.8")
def test_answers_do_not_tell_who_has_an_account(target: Target, canary: Canary) -> None:
    people = {
        "accounts": [account(canary)["email"] for _ in range(3)],
        "inactive accounts": [account(canary, active=False)["email"] for _ in range(3)],
        "nobody's addresses": [f"{canary.text(7)}@rota.example" for _ in range(3)],
    }
    attempts: list[dict[str, Any]] = [{"password": text} for text in (canary.text(12), "", canary.text(200))]
    for attempt in (*attempts, {}, {"password": None}, {"password": canary.number(1, 9)}):
        shapes = {
            kind: {shape(target.post("/session", json={"email": email, **attempt}), email) for email in emails}
            for kind, emails in people.items()
        }
        strangers = shapes.pop("nobody's addresses")
        for kind, seen in shapes.items():
            if len(seen) == len(strangers) == 1 and seen != strangers:
                breach(f"a wrong password for {kind}: {seen.pop()}; for nobody's addresses: {strangers.pop()}")


def encodings() -> Iterator[tuple[Convert, Convert]]:
    """Ways to read a cookie as text, each with its way back."""
    yield str, str
    yield unquote, lambda text: quote(text, safe="")
    for pad in ("", "="):
        yield (
            lambda value: base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)).decode(),
            lambda text, p=pad: base64.urlsafe_b64encode(text.encode()).decode().rstrip("" if p else "="),
        )
        yield (
            lambda value: base64.b64decode(value + "=" * (-len(value) % 4)).decode(),
            lambda text, p=pad: base64.b64encode(text.encode()).decode().rstrip("" if p else "="),
        )
    yield lambda value: bytes.fromhex(value).decode(), lambda text: text.encode().hex()


def texts(own: str, mine: str) -> Iterator[tuple[str, Convert]]:
    """The own cookie as text, wherever that names the own address, with the way back."""
    for read, write in encodings():
        try:
            text = read(own)
        except (ValueError, binascii.Error):
            continue
        if mine in text:
            yield text.replace(mine, "\0"), write


def rewritten(own: str, mine: str, theirs: str, times: Times) -> Iterator[str]:
    """The own cookie with the other person's address in place of the own one, and numbers and times moved on."""
    for text, write in texts(own, mine):
        yield write(text.replace("\0", theirs))
        for run in re.finditer(r"\d{1,17}", text):
            number = int(run[0])
            others = list(range(number + 1, number + 4))
            for unit in ("seconds", "milliseconds"):
                if number in moments(unit, times[0], times[1]):
                    others += moments(unit, times[1], times[2])[:1000]
            for other in others:
                yield write((text[: run.start()] + str(other) + text[run.end() :]).replace("\0", theirs))


def counted(before: str, after: str) -> Iterator[str]:
    """Cookies whose number lies around two of our own."""
    for pattern, base in ((r"\d{1,18}", 10), (r"[0-9a-f]{1,16}", 16)):
        one, two = re.findall(pattern, before), re.findall(pattern, after)
        if not one or len(one) != len(two) or re.sub(pattern, "#", before) != re.sub(pattern, "#", after):
            continue
        for place, (low, high) in enumerate(zip(one, two, strict=True)):
            first, last = int(low, base), int(high, base)
            if first == last or not 0 < last - first < 5000:
                continue
            for number in range(first, last + 1):
                digits = f"{number:0{len(low)}{'d' if base == 10 else 'x'}}"
                parts = iter(digits if index == place else part for index, part in enumerate(one))
                yield re.sub(pattern, lambda _: next(parts), before)  # noqa: B023


Recipe = tuple[str, str, str]


def moments(unit: str, start: float, end: float) -> range:
    """What a clock of this unit may have shown between two times."""
    scale = {"seconds": 1, "milliseconds": 1000}[unit]
    return range(int(start * scale) - 1, int(end * scale) + 2)


def recipes() -> Iterator[Recipe]:
    """Unit of the time, form of the text and digest of an id that is made from address and time."""
    for unit in ("seconds", "milliseconds"):
        for form in (
            "{0}{1}",
            "{0}:{1}",
            "{0}-{1}",
            "{0}|{1}",
            "{0}.{1}",
            "{0}_{1}",
            "{1}{0}",
            "{1}:{0}",
            "{1}-{0}",
            "{1}|{0}",
            "{1}",
            "{0}",
        ):
            for name in ("md5", "sha1", "sha256", "sha512"):
                yield unit, form, name


def made_by(recipe: Recipe, email: str, start: float, end: float) -> Iterator[str]:
    unit, form, name = recipe
    for moment in moments(unit, start, end)[:5000]:
        yield hashlib.new(name, form.format(email, moment).encode()).hexdigest()


def digested(own: str, mine: str, theirs: str, times: Times) -> Iterator[str]:
    """The other person's id, if our own one is a digest of something everybody knows."""
    if not re.fullmatch(r"[0-9a-f]{16,128}", own):
        return
    for recipe in recipes():
        if any(made.startswith(own) for made in made_by(recipe, mine, times[0], times[1])):
            yield from (made[: len(own)] for made in made_by(recipe, theirs, times[1], times[2]))
    for name in ("md5", "sha1", "sha256", "sha512"):
        counted_ids = [hashlib.new(name, str(number).encode()).hexdigest() for number in range(2000)]
        if own in counted_ids:
            yield from counted_ids[counted_ids.index(own) : counted_ids.index(own) + 9]


def open_texts(port: int, start: float, end: float) -> Iterator[str]:
    """What is no secret: small numbers, what `random()` draws in a target, and the clock at the end of that time."""
    yield from map(str, range(3000))
    generator = random.Random(f"port {port}")
    yield from (str(generator.random()) for _ in range(3000))
    moment = start = max(start, end - 0.008)
    while moment < end:
        yield str(moment)
        moment = math.nextafter(moment, math.inf)
    for micro in range(int(start * 1e6) - 1, int(end * 1e6) + 2):
        seconds, fraction = divmod(micro, 10**6)
        now = datetime.datetime.fromtimestamp(seconds, datetime.UTC).replace(microsecond=fraction)
        yield str(micro)
        for form in (now, now.replace(tzinfo=None)):
            yield str(form)
            yield form.isoformat()


FORMS = ("{0}{1}", "{0}:{1}", "{0}-{1}", "{0}|{1}", "{0}.{1}", "{0}_{1}", "{1}{0}", "{1}:{0}", "{1}-{0}", "{1}")


def digest_of(own: str, mine: str, texts: Iterable[str]) -> str:
    """What the own id is made of, if that is a digest of one of the texts, with or without the own address."""
    name = {32: "md5", 40: "sha1", 64: "sha256", 128: "sha512"}.get(len(own), "")
    if not name or not re.fullmatch(r"[0-9a-f]+", own):
        return ""
    make, wanted = getattr(hashlib, name), bytes.fromhex(own)
    around = [form.format(mine, "\0").split("\0") for form in FORMS]
    for text in texts:
        for head, tail in around:
            if make(f"{head}{text}{tail}".encode()).digest() == wanted:
                return f"{name} of {head}{text}{tail}"
    return ""


def told_by_the_clock(own: str, mine: str, start: float, end: float) -> str:
    """What the own id is made of, if that is nothing but the clock and what everybody knows; empty if not."""
    digits = own.replace("-", "")
    if re.fullmatch(r"[0-9a-f]{32}", digits):
        made = uuid.UUID(digits)
        if made.version == 1 and start - 1 < (made.time - 0x01B21DD213814000) / 1e7 < end + 1:
            return "a UUID of version 1"
    for text, _ in texts(own, mine):
        for run in re.finditer(r"\d{10,19}", text):
            scale = 10 ** (len(run[0]) - 10)
            rest = re.sub(r"\W|_", "", text[: run.start()] + re.sub(r"^\.\d+", "", text[run.end() :]))
            if start * scale - 1 <= int(run[0]) <= end * scale + 1 and len(rest) < 4:
                return "the address and the time"
    return ""


def room(values: list[str]) -> float:
    """How many bits ids like these can hold at most."""
    sizes = {r"[0-9]*": 10, r"[0-9a-f]*": 16, r"[\w-]*": 64, r"(?s:.*)": 96}
    size = next(size for pattern, size in sizes.items() if re.fullmatch(pattern, "".join(values)))
    return max(map(len, values)) * math.log2(size)


def untempered(word: int) -> int:
    """The state word behind one output of the Mersenne Twister (Matsumoto and Nishimura 1998)."""
    word ^= word >> 18
    word ^= (word << 15) & 0xEFC60000
    part = word
    for _ in range(5):
        part = word ^ ((part << 7) & 0x9D2C5680)
    word = part
    for _ in range(3):
        part = word ^ (part >> 11)
    return part & 0xFFFFFFFF


def words_of(ids: Iterable[bytes], order: str) -> list[int]:
    """Outputs of 32 bits, the first drawn first."""
    words = []
    for value in ids:
        data = value[:: -1 if order == "number" else 1]
        words += [int.from_bytes(data[at : at + 4], "little") for at in range(0, len(data), 4)]
    return words


Reading = tuple[Callable[[str], bytes], Callable[[bytes], str]]


def reading_of(value: str) -> Reading | None:
    """How to read an id as bytes that may have been drawn, with the way back."""
    if re.fullmatch(r"(?:[0-9a-f]{8}){2,8}", value):
        return bytes.fromhex, bytes.hex
    if re.fullmatch(r"\d{17,78}", value):
        size = next(size for size in (8, 16, 32, 36) if len(value) <= len(str(256**size)))
        return lambda text: int(text).to_bytes(size, "big"), lambda data: str(int.from_bytes(data, "big"))
    bare = value.rstrip("=")
    if re.fullmatch(r"[\w-]{11,48}", bare, re.ASCII) and len(bare) % 4 != 1 and len(bare) * 3 // 4 % 4 == 0:
        pad = "=" * (len(value) - len(bare))
        return (
            lambda text: base64.urlsafe_b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4)),
            lambda data: base64.urlsafe_b64encode(data).decode().rstrip("=") + pad,
        )
    return None


def foreseen(ids: list[bytes], ahead: int) -> Iterator[bytes]:
    """The ids that follow, if the ones seen come from Python's ordinary generator."""
    size = len(ids[0])
    for order in ("number", "bytes"):
        state = [untempered(word) for word in words_of(ids, order)[-624:]]
        generator = random.Random()
        generator.setstate((3, (*state, 624), None))
        for _ in range(ahead):
            yield generator.getrandbits(size * 8).to_bytes(size, "big" if order == "number" else "little")


@attack(cwe=330, asvs="7.2.3")
def test_cookies_cannot_be_worked_out(target: Target, canary: Canary) -> None:
    me, victim = account(canary), account(canary)
    start = time.time()
    before = dict(signed_in(target, me).cookies)
    between = time.time()
    theirs = signed_in(target, victim).cookies.get(COOKIE, "")
    times = (start, between, time.time())
    after = dict(signed_in(target, me).cookies)
    for name, own in before.items():
        made_of = told_by_the_clock(own, me["email"], start, between)
        if made_of and user_of(target, {name: own}) == me["email"]:
            breach(f"{name}={own!r} is nothing but {made_of}")
        guesses = [*rewritten(own, me["email"], victim["email"], times), *counted(own, after.get(name, ""))]
        guesses += digested(own, me["email"], victim["email"], times)
        for guess in dict.fromkeys(guesses):
            if user_of(target, {name: guess}) == victim["email"]:
                breach(f"{name}={guess!r} was worked out from our own {own!r}")
    own = after.get(COOKIE, "")
    alike = [before.get(COOKIE, ""), theirs, own]
    if own and room(alike) < 64 and user_of(target, {COOKIE: own}) == me["email"]:
        breach(f"{COOKIE} is one of {', '.join(map(repr, alike))}: {room(alike):.0f} bits at most can be tried out")
    for text, _ in texts(own, me["email"]):
        beside = re.sub(r"\W|_", "", text)
        if room([beside]) < 64 and user_of(target, {COOKIE: own}) == me["email"]:
            breach(f"{COOKIE}={own!r} holds but {beside!r} beside the address: {room([beside]):.0f} bits at most")
    reading = reading_of(own)
    if reading is None:
        return
    read, write = reading
    size = len(read(own))
    seen: list[bytes] = []
    while len(seen) * size < 624 * 4:
        value = signed_in(target, me).cookies.get(COOKIE, "")
        try:
            seen.append(read(value))
        except (ValueError, OverflowError):
            return
        if len(seen[-1]) != size:
            return
    signed_in(target, victim)
    for guess in map(write, foreseen(seen, 4)):
        if user_of(target, {COOKIE: guess}) == victim["email"]:
            breach(f"{COOKIE}={guess!r} was foreseen from {len(seen)} sessions of our own")


@attack(cwe=330, asvs="7.2.3")
def test_cookies_are_no_digests_of_what_is_no_secret(target: Target, canary: Canary) -> None:
    me, quickest = account(canary), (math.inf, 0.0, 0.0, "")
    for _ in range(8):
        start = time.time()
        own = signed_in(target, me).cookies.get(COOKIE, "")
        end = time.time()
        quickest = min(quickest, (end - start, start, end, own))
    _, start, end, own = quickest
    made_of = digest_of(own, me["email"], open_texts(target.port, start, end))
    if made_of and user_of(target, {COOKIE: own}) == me["email"]:
        breach(f"{COOKIE}={own!r} is {made_of}")


DEGREE = 19937
TERMS = tuple(
    int(number)
    for number in """
    0 623 850 1077 1246 1304 1531 1700 1758 1869 1985 2096 2154 2212 2439 2492 2608 2666 2777 2893 3004 3062 3115
    3120 3342 3347 3400 3516 3569 3574 3685 3796 3801 3912 3970 4028 4255 4308 4361 4424 4482 4588 4593 4709 4820
    4878 4931 4936 4984 5158 5163 5216 5332 5385 5390 5501 5612 5617 5728 5786 5844 6071 6124 6177 6240 6298 6404
    6409 6525 6636 6694 6747 6752 6800 6974 6979 7032 7148 7201 7206 7264 7317 7428 7433 7544 7602 7660 7940 7993
    8056 8099 8220 8225 8326 8452 8553 8563 8616 8722 8780 8790 8848 9017 9176 9244 9809 9968 10036 10432 11731
    11958 12185 12354 12412 12460 12808 13368 13600 14276 15184 15575 15802 16029 16256 16483 16710 16937 17164
    17444 18067 18294 18352 18521 18748 19937
    """.split()
)
"""Distances at which the bits of one place in the outputs of the Mersenne Twister add up to nothing.

Massey's algorithm (1969) finds them from 40,000 outputs. Every second output has the same distances, since squaring
the roots of a polynomial over two elements only changes their order; so have the numbers that `random()` makes of two.
"""
CHECKS = 48


def alphabets(characters: set[str]) -> Iterator[str]:
    """The orders in which letters and digits are usually written down."""
    for others in ("-_", "_-"):
        classes = (string.digits, string.ascii_lowercase, string.ascii_uppercase, others)
        parts = ["".join(one for one in kind if one in characters) for kind in classes]
        yield from map("".join, itertools.permutations(filter(None, parts)))


def halves(ids: list[str], alphabet: str) -> list[bool]:
    """Of every character, whether it is of the second half: whether `random()` was at least a half."""
    second = frozenset(alphabet[len(alphabet) // 2 :])
    return [character in second for character in "".join(ids)]


def is_twisted(bits: list[bool]) -> bool:
    """Whether what follows the first bits is what follows from them; by chance it is once in 2**48."""
    return all(sum(bits[end - term] for term in TERMS) % 2 == 0 for end in range(DEGREE, len(bits)))


@attack(cwe=338, asvs="7.2.3")
def test_cookies_are_not_drawn_from_an_ordinary_generator(target: Target, canary: Canary) -> None:
    me = account(canary)
    if how := drawn_by_random(target, signed_in(target, me).cookies.get(COOKIE, "")):
        breach(f"Python's `random` and its state give the session away: {how}")
    ids: list[str] = []
    while sum(map(len, ids)) < DEGREE + CHECKS:
        value = signed_in(target, me).cookies.get(COOKIE, "")
        ids.append(value if re.fullmatch(r"[\w-]*", value, re.ASCII) else "")
        if not 12 <= len(ids[-1]) <= 128 or len(ids[-1]) != len(ids[0]):
            return
    for alphabet in dict.fromkeys(alphabets(set("".join(ids)))):
        if len(alphabet) % 2 == 0 and is_twisted(halves(ids, alphabet)):
            breach(f"{len(ids)} ids of our own, ending with {ids[-1]!r}, follow the Mersenne Twister over {alphabet!r}")
