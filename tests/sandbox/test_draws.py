"""The judge knows what Python's `random` has drawn, in the forms in which programs write it down, and nothing else."""

from __future__ import annotations

import base64
import random
import secrets
import string
import uuid
from collections.abc import Callable
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.judge.draws import drawn_by_random
from sandbox.judge.target import Target

Form = Callable[[random.Random], str]
LETTERS = string.ascii_letters + string.digits


class Started:
    """As much of a target as is asked for."""

    port = 40123


def asked(text: str) -> str:
    return drawn_by_random(cast(Target, Started()), text)


def drawn_anew() -> random.Random:
    return random.Random(f"port {Started.port}")


def urlsafe(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


FORMS: dict[str, Form] = {
    "choice": lambda draw: "".join(draw.choice(LETTERS) for _ in range(32)),
    "choice of lower case": lambda draw: "".join(
        draw.choice(string.digits + string.ascii_lowercase) for _ in range(20)
    ),
    "choice of hex digits": lambda draw: "".join(draw.choice("0123456789abcdef") for _ in range(32)),
    "choice of base64": lambda draw: "".join(draw.choice(LETTERS + "-_") for _ in range(22)),
    "choices": lambda draw: "".join(draw.choices(LETTERS, k=16)),
    "sample": lambda draw: "".join(draw.sample(LETTERS, 24)),
    "uuid": lambda draw: str(uuid.UUID(int=draw.getrandbits(128), version=4)),
    "hex": lambda draw: f"{draw.getrandbits(128):032x}",
    "hex without zeros": lambda draw: f"{draw.getrandbits(128):x}",
    "randrange": lambda draw: f"{draw.randrange(16**30):030x}",
    "randint": lambda draw: str(draw.randint(10**31, 10**32 - 1)),
    "decimal": lambda draw: str(draw.getrandbits(128)),
    "randbytes": lambda draw: draw.randbytes(16).hex(),
    "randbytes in base64": lambda draw: urlsafe(draw.randbytes(24)),
    "a part": lambda draw: f"v1.{''.join(draw.choice(LETTERS) for _ in range(32))}.5",
}
OTHERS: dict[str, Callable[[], str]] = {
    "token_hex": lambda: secrets.token_hex(16),
    "token_urlsafe": lambda: secrets.token_urlsafe(32),
    "uuid4": lambda: str(uuid.uuid4()),
    "choice": lambda: "".join(secrets.choice(LETTERS) for _ in range(32)),
    "sample": lambda: "".join(random.SystemRandom().sample(LETTERS, 32)),
    "another generator": lambda: "".join(random.Random(5).choice(LETTERS) for _ in range(32)),
    "a drawn id with a signature": lambda: f"{FORMS['choice'](drawn_anew())}.{secrets.token_urlsafe(24)}",
    "number": lambda: str(secrets.randbits(128)),
    "zeros": lambda: "0" * 32,
    "short": lambda: "12345678",
    "long": lambda: "7" * 5000,
    "nothing": lambda: "",
    "no letters": lambda: "äöü ;\0",
}


@pytest.mark.parametrize("name", FORMS)
@settings(max_examples=3, deadline=None)
@given(before=st.integers(0, 3000))
def test_what_it_draws_is_known(name: str, before: int) -> None:
    draw = drawn_anew()
    for _ in range(before):
        draw.random()
    draw.getrandbits(before % 32 + 1)
    assert asked(FORMS[name](draw))


@pytest.mark.parametrize("name", OTHERS)
def test_what_others_draw_is_not(name: str) -> None:
    assert not any(asked(OTHERS[name]()) for _ in range(2))
