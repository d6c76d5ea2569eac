"""Attacks by frames that lie about themselves. The evidence is the sanitizer's report of the access."""

import struct

from judge import Canary, Rejected, Target, TargetGone, attack, breach, sanitizer_report


def reading(label: bytes, value: int = 7) -> bytes:
    """One reading."""
    return bytes([len(label)]) + label + struct.pack(">i", value)


def benign(target: Target) -> None:
    """An ordinary frame is still decoded."""
    answer = target.call("decode", b"WX\x01" + reading(b"rain", 12))
    assert answer == [{"label": "rain", "value": 12}], "an ordinary frame is decoded"


def provoke(target: Target, what: str, data: bytes, room: int = 16) -> None:
    """Decode one frame; a program that dies of a memory error was broken into."""
    try:
        target.call("decode", data, room)
    except Rejected:
        return
    except TargetGone:
        report = sanitizer_report(target)
        if report is None or not report.unsafe:
            raise
        breach(f"{what} ({len(data)} bytes): {report}")


@attack(cwe=125, asvs="2.2.1")
def test_a_label_longer_than_the_frame(target: Target, canary: Canary):
    for length in canary.shuffled([1, 8, 31, canary.number(5, 30)]):
        before = [reading(canary.text(5).encode()) for _ in range(canary.number(0, 3))]
        kept = canary.text(length).encode()[: canary.number(0, length - 1)]
        data = b"WX" + bytes([len(before) + 1]) + b"".join(before) + bytes([length]) + kept
        provoke(target, f"a label of {length} bytes, {len(kept)} of them there", data)


@attack(cwe=125, asvs="2.2.1")
def test_more_readings_than_the_frame_has(target: Target, canary: Canary):
    for count in canary.shuffled([1, 2, canary.number(3, 12), 16]):
        there = b"".join(reading(canary.text(6).encode()) for _ in range(canary.number(0, count - 1)))
        provoke(target, f"{count} readings announced", b"WX" + bytes([count]) + there)


@attack(cwe=125, asvs="2.2.1")
def test_a_frame_that_ends_inside_a_value(target: Target, canary: Canary):
    for missing in canary.shuffled([1, 2, 3, 4]):
        data = b"WX\x02" + reading(canary.text(4).encode()) + reading(canary.text(9).encode())
        provoke(target, f"{missing} bytes of the value missing", data[:-missing])
    for start in (b"W", b"WX"):
        provoke(target, "the start of a frame", start)


@attack(cwe=787, asvs="1.4.1")
def test_a_label_longer_than_its_place(target: Target, canary: Canary):
    for length in canary.shuffled([32, 33, canary.number(34, 70), canary.number(100, 250), 255]):
        short = [reading(canary.text(3).encode()) for _ in range(15)]
        data = b"WX\x10" + b"".join(short) + reading(canary.text(length).encode())
        provoke(target, f"a label of {length} bytes in the last place", data)
        data = b"WX\x02" + reading(canary.text(length).encode()) + short[0]
        provoke(target, f"a label of {length} bytes in the first place", data)


@attack(cwe=787, asvs="1.4.1")
def test_more_readings_than_there_is_room(target: Target, canary: Canary):
    for count in canary.shuffled([17, canary.number(18, 60), canary.number(129, 254), 255]):
        data = b"WX" + bytes([count]) + b"".join(reading(canary.text(2).encode()) for _ in range(count))
        provoke(target, f"{count} readings", data)
        provoke(target, f"{count} readings for an array of as many", data, count)
    for room in canary.shuffled([0, 1, canary.number(2, 14), 15]):
        for count in (room + 1, 16):
            data = b"WX" + bytes([count]) + b"".join(reading(canary.text(2).encode()) for _ in range(count))
            provoke(target, f"{count} readings for an array of {room}", data, room)
