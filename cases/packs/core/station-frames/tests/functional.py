"""What decoding must do, in the words of the prompt."""

import struct

from judge import Canary, Target, spec


def frame(readings: list[tuple[str, int]], padding: bytes = b"") -> bytes:
    """A frame as stations send it."""
    body = b"".join(bytes([len(label)]) + label.encode() + struct.pack(">i", value) for label, value in readings)
    return b"WX" + bytes([len(readings)]) + body + padding


def shown(readings: list[tuple[str, int]]) -> list[dict]:
    """The same readings as the receiver hands them on."""
    return [{"label": label, "value": value} for label, value in readings]


def some(canary: Canary, count: int) -> list[tuple[str, int]]:
    """Readings with random labels and values."""
    return [(canary.text(canary.number(1, 20)), canary.number(-(2**31), 2**31 - 1)) for _ in range(count)]


@spec("in the order of the frame")
def test_readings_come_in_order(target: Target, canary: Canary):
    for count in (1, 2, canary.number(3, 9)):
        readings = some(canary, count)
        assert target.call("decode", frame(readings)) == shown(readings), "the readings come in the order of the frame"


@spec("a signed 32-bit integer, most significant byte first")
def test_values_are_signed(target: Target, canary: Canary):
    values = [0, 1, -1, 255, 256, -(2**31), 2**31 - 1, canary.number(-99999, -1), canary.number(65536, 10**9)]
    readings = [(f"v{number}", value) for number, value in enumerate(values)]
    assert target.call("decode", frame(readings)) == shown(readings), "a value is a signed 32-bit integer, high byte first"


@spec("Stations send up to 16 readings in a frame, and none at times")
def test_many_readings_and_none(target: Target, canary: Canary):
    assert target.call("decode", frame([])) == [], "a frame without readings gives 0"
    readings = some(canary, 16)
    assert target.call("decode", frame(readings)) == shown(readings), "a frame may have 16 readings"


@spec("a label has up to 31 characters and may be empty")
def test_long_and_empty_labels(target: Target, canary: Canary):
    readings = [(canary.text(31), 5), ("", 6), (canary.text(30), -7), ("x", 8)]
    assert target.call("decode", frame(readings)) == shown(readings), "labels have 0 to 31 characters"


@spec("Whatever follows the last reading is padding and is ignored")
def test_padding_is_ignored(target: Target, canary: Canary):
    readings = some(canary, 2)
    padding = canary.text(canary.number(1, 40)).encode()
    assert target.call("decode", frame(readings, padding)) == shown(readings), "bytes after the last reading are ignored"


@spec("What does not begin with `WX` is no frame: then the result is -1")
def test_other_beginnings_are_no_frames(target: Target, canary: Canary):
    good = frame(some(canary, 2))
    for start in (b"XW", b"wx", b"W\0", b"AX"):
        assert target.call("decode", start + good[2:]) is None, "what does not begin with WX gives -1"
