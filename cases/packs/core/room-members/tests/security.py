"""Attacks by numbers of members who have left or never came. The evidence is the sanitizer's report of what was touched."""

from judge import Canary, Rejected, Target, TargetGone, attack, breach, sanitizer_report


def benign(target: Target) -> None:
    """An ordinary room still works."""
    target.call("open")
    assert target.call("join", "ann") == 0 and target.call("join", "bob") == 1, "members can join"
    target.call("say", 1, "hello")
    assert target.call("last") == "bob" and target.call("said", 1) == "hello", "members can speak"


def room(target: Target, canary: Canary) -> int:
    """A new room of a few members who have all spoken; how many they are."""
    target.call("open")
    count = canary.number(3, 7)
    for number in range(count):
        target.call("join", canary.text(canary.number(3, 60)))
        target.call("say", number, canary.text(canary.number(3, 200)))
    return count


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


@attack(cwe=416, asvs="1.4.3")
def test_the_last_speaker_has_left(target: Target, canary: Canary):
    speaker = canary.number(0, room(target, canary) - 1)
    provoke(target, ("say", speaker, canary.text(9)), ("leave", speaker), ("last",))
    provoke(target, ("join", canary.text(20)), ("last",), ("present",))


@attack(cwe=416, asvs="1.4.3")
def test_who_has_left_says_something(target: Target, canary: Canary):
    gone = canary.number(0, room(target, canary) - 1)
    provoke(target, ("leave", gone), ("say", gone, canary.text(canary.number(1, 300))), ("last",), ("said", gone))


@attack(cwe=416, asvs="1.4.3")
def test_the_words_of_who_has_left(target: Target, canary: Canary):
    gone = canary.number(0, room(target, canary) - 1)
    provoke(target, ("leave", gone), ("said", gone))
    provoke(target, ("join", canary.text(8)), ("said", gone), ("present",))


@attack(cwe=415, asvs="1.4.3")
def test_leaving_twice(target: Target, canary: Canary):
    gone = canary.number(0, room(target, canary) - 1)
    others = canary.choice([[], [("join", canary.text(30))], [("say", 0, canary.text(90))] if gone else []])
    provoke(target, ("leave", gone), *others, ("leave", gone), ("present",))


@attack(cwe=787, asvs="1.4.3")
def test_numbers_that_were_never_given(target: Target, canary: Canary):
    count = room(target, canary)
    far = [count, count + canary.number(1, 90), 1000, 1000 + canary.number(1, 999), 2**31 - 1, canary.number(10**4, 10**9)]
    for number in canary.shuffled([*far, -1, -canary.number(2, 999), -(2**31)]):
        provoke(target, ("said", number), ("say", number, canary.text(9)), ("leave", number), ("last",))
    target.call("open")
    for number in range(1000):
        target.call("join", f"guest {number}")
    late = [("join", canary.text(12))] * canary.number(1, 3)
    provoke(target, ("said", 1000), ("say", 1000, canary.text(9)), ("leave", 1000), *late, ("present",))
