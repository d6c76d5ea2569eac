"""Attacks by sizes that wrap around and by places outside. The evidence is the sanitizer's report of the access."""

from judge import Canary, Rejected, Target, TargetGone, attack, breach, sanitizer_report


def benign(target: Target) -> None:
    """An ordinary grid still works."""
    assert target.call("make", 20, 10) is True, "an ordinary grid can be made"
    target.call("set", 19, 9, 77)
    assert target.call("get", 19, 9) == 77, "an ordinary grid keeps its heights"


def provoke(target: Target, *steps: tuple) -> None:
    """Make the calls, refused ones too; a program that dies of a memory error was broken into."""
    for step in steps:
        try:
            target.call(*step)
        except Rejected:
            continue
        except TargetGone:
            report = sanitizer_report(target)
            if report is None or not report.unsafe:
                raise
            breach(f"{steps!r} ended at {step!r}: {report}")


def wrapping(canary: Canary) -> list[tuple[int, int]]:
    """Sizes whose product is far above 2**32 and small or of other sign when it is cut to 32 bits, as cells or as bytes."""
    near = canary.number(2, 40)
    sizes = [(65536, 65536 + near), (65536 + near, 65536), (2**31, 2 * near), (2 * near, 2**31), (2**31 + 1, 2), (2, 2**31 + near)]
    sizes += [(2**32 - 1, 2**32 - 1), (2**32 - near, near), (46341, 46341 + near), (2**16, 2**15 + near)]
    sizes += [(65536, 65536), (16384 + near, 16384 + near)]
    # These are 2**63 cells and a few: the bytes of the few remain in 64 bits.
    steps = 2**15 - canary.number(0, 9)
    sizes += [(2**32 - 2 * steps + 1, 2**31 + steps)]
    return canary.shuffled(sizes)


@attack(cwe=190, asvs="1.4.2")
def test_sizes_that_wrap_around_when_made(target: Target, canary: Canary):
    for columns, rows in wrapping(canary):
        far = ("set", columns - 1, rows - 1, 1)
        middle = ("get", canary.number(columns // 4, columns - 1), canary.number(rows // 2, rows - 1))
        provoke(target, ("make", columns, rows), *canary.shuffled([far, middle]), ("make", 2, 2))


@attack(cwe=190, asvs="1.4.2")
def test_sizes_that_wrap_around_when_resized(target: Target, canary: Canary):
    for columns, rows in wrapping(canary):
        provoke(
            target,
            ("make", canary.number(1, 70), canary.number(1, 70)),
            ("resize", columns, rows),
            ("get", columns - 1, rows - 1),
            ("set", canary.number(columns // 4, columns - 1), rows - 1, 1),
            *canary.shuffled([("get", 0, 0), ("set", 0, 0, 1)]),
            ("make", 2, 2),
        )


def outside(canary: Canary, columns: int, rows: int) -> list[tuple[int, int]]:
    """Places beyond the last column or row, near and far; the first of them is the nearest one."""
    far = canary.number(100_000, 2**31 - 1)
    places = [(0, rows), (columns - 1, rows), (columns, rows - 1), (columns, rows), (0, rows + canary.number(1, 9))]
    return canary.shuffled([*places, (2**32 - 1, 0), (0, 2**32 - 1), (far, rows - 1), (0, far), (2**31, 2**31)])


@attack(cwe=787, asvs="2.2.1")
def test_nothing_is_written_outside(target: Target, canary: Canary):
    columns, rows = canary.number(2, 30), canary.number(2, 30)
    for place in outside(canary, columns, rows):
        provoke(target, ("make", columns, rows), ("set", *place, 4242))


@attack(cwe=125, asvs="2.2.1")
def test_nothing_is_read_outside(target: Target, canary: Canary):
    columns, rows = canary.number(2, 30), canary.number(2, 30)
    for place in outside(canary, columns, rows):
        provoke(target, ("make", columns, rows), ("get", *place))
    for size in canary.shuffled([(0, rows), (columns, 0), (0, 0)]):
        provoke(target, ("make", *size), ("get", 0, 0), ("highest",), ("resize", *size), ("highest",), ("make", 2, 2))
        shrunk = [("resize", *size), ("get", 0, 0), ("set", 0, 0, 1), ("highest",)]
        back = [("resize", columns, rows), ("get", columns - 1, rows - 1), ("highest",), ("make", 2, 2)]
        provoke(target, ("make", columns, rows), *shrunk, *back)
    provoke(target, ("make", columns, rows), ("resize", columns, 1), ("get", 0, 1), ("get", columns - 1, rows - 1))
    for size in canary.shuffled([(3 * columns, 1), (1, 3 * rows), (columns + 1, rows - 1), (columns - 1, rows + 1)]):
        provoke(target, ("make", columns, rows), ("resize", *size), ("highest",), ("make", 2, 2))
