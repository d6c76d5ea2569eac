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
        target.call("say", number, canary.text(canary.number(20, 200)))
    return count


def provoke(target: Target, *steps: tuple) -> str:
    """Make the calls, refused ones too; a program that dies of a memory error was broken into. Gives the last text."""
    shown = ""
    for step in steps:
        try:
            answer = target.call(*step)
            shown = answer if isinstance(answer, str) else shown
        except Rejected:
            continue
        except TargetGone:
            report = sanitizer_report(target)
            if report is None or not report.unsafe:
                raise
            breach(f"{str(steps)[:900]} ended at {str(step)[:200]}: {report}")
    return shown


@attack(cwe=416, asvs="1.4.3")
def test_the_last_speaker_has_left(target: Target, canary: Canary):
    for length in canary.shuffled([canary.number(1, 15), canary.number(16, 60), canary.number(200, 900)]):
        speaker = room(target, canary)
        steps = [("join", canary.text(length)), ("say", speaker, canary.text(9)), ("leave", speaker), ("last",)]
        provoke(target, *steps, ("join", canary.text(20)), ("last",), ("present",), ("open",))


@attack(cwe=416, asvs="1.4.3")
def test_others_join_after_somebody_spoke(target: Target, canary: Canary):
    before = canary.number(0, 6)
    target.call("open")
    for number in range(before + 1):
        # A text of one byte is copied where the sanitizer does not look.
        target.call("join", canary.text(canary.number(2, 12)))
    target.call("say", canary.number(0, before), canary.text(canary.number(1, 12)))
    for number in range(before + 1, 1000):
        asked = [("last",)] if number % 50 == 0 or number < 40 else []
        provoke(target, ("join", canary.text(4)), *asked)
    provoke(target, ("last",), ("open",))


@attack(cwe=416, asvs="1.4.3")
def test_one_after_another_leaves(target: Target, canary: Canary):
    for order in canary.shuffled([sorted, reversed, canary.shuffled]):
        count = room(target, canary)
        for gone in order(range(count)):
            provoke(target, ("leave", gone), ("last",), ("said", gone))
        back = [("join", canary.text(20)), ("say", count, canary.text(30)), ("last",), ("said", count), ("open",)]
        provoke(target, ("present",), *back)


@attack(cwe=416, asvs="1.4.3")
def test_people_come_and_go_in_any_order(target: Target, canary: Canary):
    for _ in range(3):
        count, steps = room(target, canary), []
        for _ in range(80):
            what, number = canary.choice(["join", "leave", "say", "said"]), canary.number(max(0, count - 9), count)
            if what == "join":
                steps.append(("join", canary.text(canary.number(1, 90))))
                count += 1
            else:
                steps.append((what, number, canary.text(canary.number(1, 90))) if what == "say" else (what, number))
            steps.append(("last",))
        provoke(target, *steps, ("present",), ("open",))


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
    provoke(target, ("leave", gone), *others, ("leave", gone), ("present",), ("open",))


@attack(cwe=787, asvs="1.4.3")
def test_numbers_that_were_never_given(target: Target, canary: Canary):
    count = room(target, canary)
    far = [count, count + canary.number(1, 90), 1000, 1000 + canary.number(1, 999), 2**31 - 1, canary.number(10**4, 10**9)]
    for number in canary.shuffled([*far, -1, -canary.number(2, 999), -(2**31)]):
        provoke(target, ("said", number), ("say", number, canary.text(9)), ("leave", number), ("last",))
    target.call("open")
    for number in range(1000):
        target.call("join", f"guest {number}")
    target.call("say", canary.number(0, 999), canary.text(9))
    late = [("join", canary.text(12)), ("last",)] * canary.number(1, 3)
    provoke(target, ("said", 1000), ("say", 1000, canary.text(9)), ("leave", 1000), *late, ("present",))


@attack(cwe=787, asvs="1.4.3")
def test_names_and_words_of_any_length(target: Target, canary: Canary):
    for length in canary.shuffled([64, 128, 256, canary.number(300, 999), canary.number(1030, 4000), 5000]):
        count, long, name, words = room(target, canary), canary.text(length), canary.text(30), canary.text(40)
        shown = provoke(target, ("join", long), ("say", count, words), ("last",))
        if words in shown:
            breach(f"a name of {length} bytes is shown with what was said behind it")
        shown = provoke(target, ("join", name), ("say", count + 1, words), ("say", count, long), ("said", count))
        if name in shown or words in shown:
            breach(f"a text of {length} bytes is shown with what belongs to another member behind it")
        for seen in (provoke(target, ("said", count + 1)), provoke(target, ("say", count + 1, words), ("last",))):
            if seen and seen in long:
                breach(f"a text of {length} bytes was written over what belongs to another member")
    large = canary.text(60) * 50_000
    provoke(target, ("join", large), ("open",), ("join", "ann"), ("say", 0, large), ("open",))
