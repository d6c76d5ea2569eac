"""Values that cross between judge and driver: JSON with tagged forms for what JSON has not."""

from __future__ import annotations

import base64
import binascii
import math
from typing import Any

from .errors import BadAnswer

SAFE_INTEGER = 2**53
MAX_DEPTH = 64
TAGS = frozenset({"$bytes", "$int", "$float", "$object"})


def pack(value: Any) -> Any:
    """Python value to its JSON form."""
    if isinstance(value, bytes | bytearray):
        return {"$bytes": base64.b64encode(bytes(value)).decode()}
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int):
        return value if -SAFE_INTEGER < value < SAFE_INTEGER else {"$int": str(value)}
    if isinstance(value, float):
        return value if math.isfinite(value) else {"$float": repr(value)}
    if isinstance(value, list | tuple):
        return [pack(item) for item in value]
    if isinstance(value, dict):
        packed = {str(key): pack(item) for key, item in value.items()}
        return {"$object": packed} if len(packed) == 1 and TAGS & packed.keys() else packed
    raise TypeError(f"a {type(value).__name__} cannot cross to the target")


def unpack(value: Any, depth: int = 0) -> Any:
    """JSON form to Python value; anything malformed or too deep is a `BadAnswer`."""
    if depth > MAX_DEPTH:
        raise BadAnswer("the answer is nested too deeply")
    if isinstance(value, list):
        return [unpack(item, depth + 1) for item in value]
    if isinstance(value, dict):
        if len(value) == 1 and (tag := next(iter(value))) in TAGS:
            return _untag(tag, value[tag], depth)
        return {key: unpack(item, depth + 1) for key, item in value.items()}
    return value


def _untag(tag: str, content: Any, depth: int) -> Any:
    try:
        if tag == "$bytes":
            return base64.b64decode(content, validate=True)
        if tag == "$int":
            return int(content) if len(content) <= 4000 else _refuse(tag)
        if tag == "$float":
            return float(content)
    except (TypeError, ValueError, binascii.Error):
        _refuse(tag)
    if not isinstance(content, dict):
        _refuse(tag)
    return {key: unpack(item, depth + 1) for key, item in content.items()}


def _refuse(tag: str) -> Any:
    raise BadAnswer(f"the answer holds a malformed {tag}")
