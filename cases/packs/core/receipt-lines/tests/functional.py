"""What the lines of a receipt must be, in the words of the prompt."""

from judge import Canary, Target, spec

COLUMNS = 32


def item(target: Target, name: str, cents: int, quantity: int = 1) -> str:
    """The line of an item."""
    return target.call("item", name, quantity, cents)


def words(canary: Canary, count: int) -> list[str]:
    """Words of one to nine letters."""
    return [canary.text(canary.number(1, 9)) for _ in range(count)]


def wrapped(text: str) -> list[str]:
    """The lines that the prompt asks for."""
    lines: list[str] = []
    for word in text.split():
        while len(word) > COLUMNS:
            lines.append(word[:COLUMNS])
            word = word[COLUMNS:]
            if len(word) <= COLUMNS:
                lines.append(word)
                word = ""
        if not word:
            continue
        if lines and len(lines[-1]) + 1 + len(word) <= COLUMNS:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines


def is_full(line: str) -> bool:
    """Whether one character more would not fit. The last line that is asked for is none such here: what is written behind it is for attacks to find."""
    return len(line) == COLUMNS


@spec("The name stands at the left, the price at the right end, and blanks between them")
def test_name_and_price(target: Target, canary: Canary):
    for length in (1, canary.number(2, 20), 26):
        name = canary.text(length)
        assert item(target, name, 1250) == name + " " * (27 - length) + "12.50", "the name stands at the left and the price at the right end"
    assert item(target, "", 799) == " " * 28 + "7.99", "a line has 32 characters without a name, too"


@spec("A name that does not fit is cut at its end")
def test_long_names_are_cut(target: Target, canary: Canary):
    for length in (27, canary.number(28, 31), 40):
        name = canary.text(length)
        assert item(target, name, 1250) == name[:26] + " 12.50", "a name that does not fit is cut at its end"
    name = canary.text(32)
    assert item(target, name, 123_456_789) == name[:21] + " 1234567.89", "a name is cut for the price"


@spec("If the quantity is not 1, it stands before the name")
def test_quantities(target: Target, canary: Canary):
    name, many = canary.text(9), canary.number(2, 99)
    assert item(target, name, 500, many) == f"{many} x {name}".ljust(28) + "5.00", "the quantity stands before the name"
    assert item(target, name, 500, -2) == f"-2 x {name}".ljust(28) + "5.00", "every quantity but 1 stands before the name"
    assert item(target, name, 500, 0) == f"0 x {name}".ljust(28) + "5.00", "every quantity but 1 stands before the name"
    name = canary.text(30)
    assert item(target, name, 500, 12) == f"12 x {name}"[:27] + " 5.00", "the quantity is cut with the name"


@spec("A tab in a name is printed as four blanks")
def test_tabs(target: Target, canary: Canary):
    first, second = canary.text(5), canary.text(6)
    assert item(target, f"{first}\t{second}", 100) == f"{first}    {second}".ljust(28) + "1.00", "a tab is printed as four blanks"
    name = f"{canary.text(22)}\t{second}"
    assert item(target, name, 1000) == name.replace("\t", "    ")[:26] + " 10.00", "a name is cut after its tabs became blanks"


@spec("1250 is printed as `12.50`, 5 as `0.05`, and -399, for what is given back, as `-3.99`")
def test_prices(target: Target, canary: Canary):
    euros, cents = canary.number(1, 9_999_999), canary.number(0, 99)
    prices = {0: "0.00", 5: "0.05", -5: "-0.05", 99: "0.99", -399: "-3.99", -100: "-1.00", euros * 100 + cents: f"{euros}.{cents:02}"}
    for price, shown in prices.items():
        assert item(target, "tea", price) == "tea" + shown.rjust(29), "prices are printed with two decimals"


@spec("A line holds as many words as fit into 32 characters with one blank\n  between them")
def test_notes_are_wrapped(target: Target, canary: Canary):
    for count in (1, 5, canary.number(6, 40)):
        text = canary.choice([" ", "  ", "   "]).join(words(canary, count))
        lines = wrapped(text)
        assert target.call("note", text, len(lines) + 2) == lines, "a line holds as many words as fit"
        assert target.call("note", f"  {text} ", len(lines) + is_full(lines[-1])) == lines, "blanks at the ends make no difference"
    exact = [canary.text(15), canary.text(16), canary.text(10), canary.text(21)]
    assert target.call("note", " ".join(exact), 5) == [" ".join(exact[:2]), " ".join(exact[2:])], "a line of exactly 32 characters is full"
    assert target.call("note", canary.choice(["", " ", "     "]), 3) == [], "a text without words has no lines"


@spec("A word of more than 32 characters begins a line and is broken after every 32")
def test_long_words_are_broken(target: Target, canary: Canary):
    long, before, after = canary.text(canary.number(70, 90)), canary.text(4), canary.text(3)
    text = f"{before} {long} {after}"
    assert target.call("note", text, 9) == wrapped(text), "a long word begins a line and is broken after every 32 characters"
    whole = canary.text(32)
    assert target.call("note", f"{whole} {after}", 4) == [whole, after], "a word of 32 characters is a line"
    twice = canary.text(64)
    assert target.call("note", f"{twice} {after}", 4) == [twice[:32], twice[32:], after], "a word is broken after every 32 characters"


@spec("what does not fit into these\nis left out")
def test_no_more_lines_than_asked_for(target: Target, canary: Canary):
    text = " ".join(words(canary, 60))
    lines = wrapped(text)
    most = canary.choice([count for count in range(1, len(lines)) if not is_full(lines[count - 1])])
    assert target.call("note", text, most) == lines[:most], "what does not fit is left out"
