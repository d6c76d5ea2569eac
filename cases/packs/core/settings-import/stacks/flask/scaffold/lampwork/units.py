"""Durations and colours as people write them."""

import re

_SECONDS = {"s": 1, "m": 60, "h": 3600}


def seconds(text: str) -> int:
    """Seconds of a duration such as `90s`, `5m` or `2h`; raises ValueError for anything else."""
    match = re.fullmatch(r"([0-9]{1,6})([smh])", text)
    if match is None:
        raise ValueError(f"{text!r} is no duration")
    return int(match[1]) * _SECONDS[match[2]]


def colour(text: str) -> str:
    """The long form, in lower case, of `#abc` or `#aabbcc`; raises ValueError for anything else."""
    if re.fullmatch(r"#[0-9a-fA-F]{3}", text):
        text = "#" + "".join(2 * digit for digit in text[1:])
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", text):
        raise ValueError(f"{text!r} is no colour")
    return text.lower()
