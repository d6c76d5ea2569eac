"""What a room must do, in the words of the prompt."""

from judge import Canary, Target, spec


def joined(target: Target, names: list[str]) -> list[int]:
    """A new room with these members; their numbers."""
    target.call("open")
    return [target.call("join", name) for name in names]


@spec("Numbers are counted from 0 and grow by one with every join")
def test_numbers_grow(target: Target, canary: Canary):
    count = canary.number(3, 12)
    numbers = joined(target, [canary.text(8) for _ in range(count)])
    assert numbers == list(range(count)), "numbers are counted from 0"
    target.call("leave", 1)
    assert target.call("join", canary.text(6)) == count, "a number is never given a second time"


@spec("is the number of members who are in the room")
def test_members_are_counted(target: Target, canary: Canary):
    numbers = joined(target, [canary.text(5) for _ in range(6)])
    assert target.call("present") == 6, "everybody who joined is in the room"
    for gone, number in enumerate(canary.shuffled(numbers)[:3], 1):
        assert target.call("leave", number) is True, "a member who is in the room can leave"
        assert target.call("present") == 6 - gone, "who has left is not in the room"


@spec("is what the member with that number said last, and an empty text for one who has not said anything")
def test_what_was_said_last(target: Target, canary: Canary):
    joined(target, [canary.text(5) for _ in range(3)])
    assert target.call("said", 1) == "", "who has not said anything has an empty text"
    first, second, other = canary.text(40), canary.text(300), canary.text(3)
    for number, text in ((0, first), (2, other), (0, second)):
        target.call("say", number, text)
    assert target.call("said", 0) == second, "what was said last is in place of what was said before"
    assert target.call("said", 2) == other, "everybody's last words are kept"
    assert target.call("said", 1) == "", "who has not said anything has an empty text"


@spec("is the name of the member who spoke last, and an empty text if nobody has spoken yet")
def test_who_spoke_last(target: Target, canary: Canary):
    names = [canary.text(9), canary.text(70), canary.text(1)]
    joined(target, names)
    assert target.call("last") == "", "nobody has spoken yet"
    for number in (1, 0, 2, 1):
        target.call("say", number, canary.text(12))
        assert target.call("last") == names[number], "the member who spoke last is named"
    target.call("leave", 0)
    assert target.call("last") == names[1], "it makes no difference that somebody else has left"


@spec("A room has seen at most 1000 joins")
def test_many_come_and_go(target: Target, canary: Canary):
    joined(target, [])
    for number in range(200):
        assert target.call("join", f"guest {number}") == number, "numbers grow by one with every join"
        if number >= 3:
            assert target.call("leave", number - 3) is True, "a member who is in the room can leave"
    assert target.call("present") == 3, "three are still there"
    target.call("say", 199, "bye")
    assert target.call("last") == "guest 199", "the member who spoke last is named"
