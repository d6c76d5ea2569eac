"""Whether a secret was drawn by the functions of Python's `random`, whose state can be worked out.

In a Python target with a port (HTTP and calls) that generator begins in the state of `random.Random(f"port {PORT}")`,
so what it draws can be drawn again here. `secrets`, `SystemRandom` and generators that the program makes itself are not
looked at.
"""

from __future__ import annotations

import binascii
import itertools
import math
import random
import re
import string
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Sequence

from .target import Target

MOST = 100_000
"""32-bit numbers that are drawn again: what a target has drawn in some thousand requests."""
LONGEST = 1000
"""characters of a secret that are looked at; the program may send any number of them"""
REST = 8
"""Characters beside a drawn part that may be fixed; more may be a signature, which nobody foresees."""
BITS = 64
"""Nothing shorter is told from chance."""
_PARTS = (string.digits, string.ascii_lowercase, string.ascii_uppercase)
_JOINED = [
    "".join(order)
    for count in (1, 2, 3)
    for chosen in itertools.combinations(_PARTS, count)
    for order in itertools.permutations(chosen)
]
ALPHABETS = (
    *_JOINED,
    *("0123456789abcdef", "abcdef0123456789", "0123456789ABCDEF", "ABCDEF0123456789"),
    *(letters + signs for letters in _JOINED if len(letters) == 62 for signs in ("-_", "_-")),
)


def drawn_by_random(target: Target, text: str) -> str:
    """How `random` has drawn `text`, but for a few characters; empty if it has not, as far as that is known.

    Known are `choice` in a loop, `choices` and `sample` from letters and digits in any usual order, and numbers and
    bytes (`getrandbits`, `randrange`, `randint`, `randbytes`) as decimal or hexadecimal digits, base64 or UUID. Only
    what holds 64 bits or more is looked for: the chance to find a token in vain is one in a hundred thousand million.
    """
    text = text[:LONGEST]
    draws = _Draws(random.Random(f"port {target.port}"))
    for part in dict.fromkeys((text, *re.findall(r"[A-Za-z0-9_-]{8,}", text))):
        if len(text) - len(part) > REST:
            continue
        if any(draws.hold(number) for number in _bytes_of(part)):
            return f"the number or the bytes {part!r} are what it has drawn"
        for alphabet in ALPHABETS:
            if len(part) * math.log2(len(alphabet)) < BITS or not set(part) <= set(alphabet):
                continue
            places = [alphabet.index(character) for character in part]
            if how := draws.pick(places, len(alphabet)):
                return f"{part!r} is what its {how} has picked from {alphabet!r}"
    return ""


def _bytes_of(text: str) -> Iterator[bytes]:
    """What the text may stand for, the lowest byte of a number first."""
    digits = text.replace("-", "")
    if re.fullmatch(r"\d{20,}", digits):
        for number in (int(digits), max(0, int(digits) - 10 ** (len(digits) - 1))):
            yield number.to_bytes(len(digits), "little")
    if re.fullmatch(r"(?:[0-9a-fA-F]{2}){8,}", digits):
        yield bytes.fromhex(digits)
    if re.fullmatch(r"[0-9a-fA-F]{16,}", digits):
        yield int(digits, 16).to_bytes(len(digits), "little")
    if len(text) % 4 != 1:
        try:
            raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
        except (binascii.Error, ValueError):
            return
        yield from (raw, raw[::-1])


class _Draws:
    """All that a generator draws, and what its functions make of it."""

    def __init__(self, generator: random.Random) -> None:
        self._words = [generator.getrandbits(32) for _ in range(MOST)]
        self._bytes = b"".join(word.to_bytes(4, "little") for word in self._words)
        self._picked: dict[tuple[str, int], bytes] = {}

    def hold(self, drawn: bytes) -> bool:
        """Whether the first seven of these bytes were drawn; in a UUID the eighth has bits that say what it is."""
        wanted, place = drawn[:7], -1
        if len(drawn) < 8 or not any(wanted):
            return False
        while (place := self._bytes.find(wanted, place + 1)) >= 0:
            if place % 4 == 0:
                return True
        return False

    def pick(self, places: Sequence[int], size: int) -> str:
        """Which function has picked these places of a list of `size`, one after the other; empty if none has."""
        for how in ("choice", "choices", "choices, one number later"):
            if bytes(places) in self._stream(how, size):
                return how.partition(",")[0]
        if len(set(places)) == len(places):
            shift = 32 - size.bit_length()
            starts = (start for start, word in enumerate(self._words) if word >> shift == places[0])
            if any(self._samples(start, places, size) for start in starts):
                return "sample"
        return ""

    def _stream(self, how: str, size: int) -> bytes:
        if (how, size) not in self._picked:
            if how == "choice":
                shift = 32 - size.bit_length()
                self._picked[how, size] = bytes(place for word in self._words if (place := word >> shift) < size)
            else:
                words = iter(self._words[1:] if "later" in how else self._words)
                pairs = zip(words, words, strict=False)
                fractions = ((high >> 5) * 2**26 + (low >> 6) for high, low in pairs)
                self._picked[how, size] = bytes(math.floor(number * 2**-53 * size) for number in fractions)
        return self._picked[how, size]

    def _samples(self, start: int, places: Sequence[int], size: int) -> bool:
        pool, at = list(range(size)), start
        for left, place in zip(range(size, 0, -1), places, strict=False):
            shift = 32 - left.bit_length()
            while at < MOST and self._words[at] >> shift >= left:
                at += 1
            if at >= MOST or pool[self._words[at] >> shift] != place:
                return False
            pool[self._words[at] >> shift] = pool[left - 1]
            at += 1
        return True
