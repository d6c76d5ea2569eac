"""Attacks by names, prices and notes of unusual size. The evidence is the sanitizer's report of what was written or read."""

from judge import Canary, Rejected, Target, TargetGone, attack, breach, sanitizer_report


def benign(target: Target) -> None:
    """An ordinary receipt is still printed."""
    assert target.call("item", "Green tea", 3, 1250) == "3 x Green tea              12.50", "an ordinary item is printed"
    assert target.call("note", "Thank you", 2) == ["Thank you"], "an ordinary note is printed"


def provoke(target: Target, *call: object) -> None:
    """Make the call; a program that dies of a memory error was broken into."""
    try:
        target.call(*call)
    except Rejected:
        return
    except TargetGone:
        report = sanitizer_report(target)
        if report is None or not report.unsafe:
            raise
        breach(f"{str(call)[:200]}: {report}")


def lengths(canary: Canary) -> list[int]:
    """Lengths around that of a line, its half and its double, and large ones."""
    near = [15, 16, 17, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 48, 63, 64, 65, 66]
    return canary.shuffled([*near, 80, 100, 127, 128, 129, 255, 256, 257, canary.number(70, 250), canary.number(500, 1100), canary.number(3000, 5000), 70_000])


@attack(cwe=787, asvs="1.4.1")
def test_names_of_every_length(target: Target, canary: Canary):
    for length in lengths(canary):
        provoke(target, "item", canary.text(length), canary.choice([1, 2, canary.number(10, 9999)]), canary.choice([5, 1250, canary.number(10**5, 10**9)]))


@attack(cwe=787, asvs="1.4.1")
def test_names_of_many_tabs(target: Target, canary: Canary):
    for count in canary.shuffled([5, 6, 7, 8, 9, 12, 15, 16, 17, 24, 30, 31, 32, 33, 64, canary.number(65, 300), canary.number(700, 1500), canary.number(17_000, 30_000)]):
        provoke(target, "item", "\t" * count, 1, 1250)
        provoke(target, "item", "\t" * count, canary.choice([2**31 - 1, -(2**31)]), 1250)
        provoke(target, "item", "\t".join(canary.text(count)), canary.number(2, 99), 399)
        provoke(target, "item", canary.text(canary.number(20, 28)) + "\t" * count, 1, 50)


@attack(cwe=787, asvs="2.2.1")
def test_prices_and_quantities_of_every_value(target: Target, canary: Canary):
    prices = [2**63 - 1, -(2**63), canary.number(10**12, 10**18), -canary.number(10**12, 10**18), 2**31, -(2**31), 10**9, 10**10, 10**14, -(10**15)]
    for price in canary.shuffled(prices):
        for quantity in canary.shuffled([1, 2**31 - 1, -(2**31), canary.number(10**5, 10**9)]):
            provoke(target, "item", canary.text(canary.choice([0, 3, 20, 40])), quantity, price)


@attack(cwe=787, asvs="1.4.1")
def test_words_of_every_length(target: Target, canary: Canary):
    for length in lengths(canary):
        word, before = canary.text(length), canary.text(canary.number(1, 20))
        for text in (word, f"{before} {word}", f"{word} {before}", f"{canary.text(31)} {word}", f"{canary.text(32)} {word}"):
            lines = len(text) // 32 + canary.number(0, 2)
            provoke(target, "note", text, max(lines, 1))
            provoke(target, "note", text, 1)


@attack(cwe=787, asvs="1.4.1")
def test_more_lines_than_there_is_space_for(target: Target, canary: Canary):
    for most in canary.shuffled([0, 1, 2, 3, canary.number(4, 12)]):
        for count in (most + 1, most + 2, most + canary.number(3, 40)):
            size = canary.choice([20, 31, 32, 17])
            texts = [" ".join(canary.text(size) for _ in range(count)), canary.text(32 * count), canary.text(32 * count - canary.number(1, 31))]
            for text in canary.shuffled([*texts, f"{canary.text(9)} {texts[1]}", f"{texts[0]} {texts[1]}", " " * canary.number(1, 90) + texts[0]]):
                provoke(target, "note", text, most)


@attack(cwe=787, asvs="1.4.1")
def test_notes_of_many_words(target: Target, canary: Canary):
    for count in canary.shuffled([canary.number(60, 140), canary.number(250, 700), canary.number(4100, 5000)]):
        words = [canary.text(canary.number(1, 3)) for _ in range(count)]
        for text in (" ".join(words), " " * count + words[0], (" " * canary.number(2, 5)).join(words)):
            provoke(target, "note", text, canary.choice([1, 5, count]))
