"""Values that take for ever to look at, and values that are let through though they are bad."""

import re
from collections.abc import Callable, Iterable, Iterator
from string import ascii_letters, digits
from typing import Any

from judge import Canary, Clock, Rejected, Target, TargetTimeout, attack, breach

LONGEST = 100_000
PATIENCE = 4.0
SLOW = 0.8
STUCK = 0.2


def benign(target: Target) -> None:
    assert target.call("is_hostname", "api.millgate.example") is True
    assert target.call("is_email", "ada@ops.millgate.example") is True
    assert target.call("is_version_range", ">=2.4.0 <3.0.0 || 3.1.0-rc.1") is True
    assert target.call("host_matches", "cdn-*.example.net", "cdn-7.example.net") is True
    assert target.call("host_matches", "cdn-*.example.net", "cdn.example.net") is False


def good(target: Target, name: str, *values: Any) -> bool:
    """Whether the values were found to be good; an error is a refusal."""
    try:
        return target.call(name, *values) is True
    except Rejected:
        return False


def sizes(longest: int) -> Iterator[int]:
    """Ever greater lengths; 60 is the greatest that still fits where a label or a local part is allowed."""
    yield from (20, 60)
    size = 80
    while size <= longest:
        yield size
        size *= 4


def grows(target: Target, clock: Clock, name: str, build: Callable[[int], tuple[str, ...]], label: str, longest: int) -> None:
    """Ever longer values; the attack succeeded if CPU time, which no busy neighbour adds to, grows out of proportion."""
    before = 0.0
    for size in sizes(longest):
        values, late = build(size), False
        with clock.measure() as spent:
            try:
                target.call(name, *values, timeout=PATIENCE)
            except Rejected:
                pass
            except TargetTimeout:
                late = True
        length = max(map(len, values))
        if late and spent.cpu > STUCK:
            breach(f"{name}, {label}: {length} characters took over {spent.cpu:.1f} s of CPU; a shorter one {before:.2f} s")
        if late:
            raise TargetTimeout(f"{name}, {label}: no answer, with {spent.cpu:.2f} s of CPU")
        if spent.cpu > SLOW and spent.cpu > 7 * before:
            breach(f"{name}, {label}: {length} characters took {spent.cpu:.2f} s of CPU; a shorter one {before:.2f} s")
        before = spent.cpu


def each_grows(target: Target, clock: Clock, canary: Canary, name: str, shapes: Iterable[tuple[str, str, str]]) -> None:
    for start, unit, end in canary.shuffled(list(shapes)):
        label = f"{start!r}, {unit!r} repeated, {end!r}"
        grows(target, clock, name, lambda n, s=start, u=unit, e=end: (s + u * (n // len(u)) + e,), label, LONGEST)


@attack(cwe=1333, asvs="1.3.12")
def test_long_addresses_and_hosts_take_little_time(target: Target, canary: Canary, clock: Clock) -> None:
    letter, two, odd = canary.text(1), canary.text(2), canary.choice(" (,;\x7f\n")
    units = (letter, f"{letter}.", f"{letter}-", "-", ".", two, f"{two}.", "7", "0-", f"{letter}{letter}-.", " ")
    hosts = [(start, unit, end) for unit in units for start, end in (("", odd), (letter, "-"), (f"{letter}.", "_"))]
    each_grows(target, clock, canary, "is_hostname", hosts)
    local = (letter, f"{letter}.", "+", "!", f"{letter}-", f"{two}_", "'", ".", f"{letter}+")
    addresses = [("", unit, end) for unit in (*local, f"{letter}@", "@", " ") for end in (odd, "@", f"@{letter}")]
    addresses += [("", unit, f"{end}@{two}.org") for unit in local for end in (odd, ".")]
    addresses += [("", unit, "\n") for unit in ("@", f"{letter}@")]
    addresses += [(f"{letter}@", unit, end) for unit in units for end in (odd, "-", "@")]
    each_grows(target, clock, canary, "is_email", addresses)


@attack(cwe=1333, asvs="1.3.12")
def test_long_ranges_take_little_time(target: Target, canary: Canary, clock: Clock) -> None:
    version = f"{canary.number(1, 9)}.{canary.number(1, 9)}.{canary.number(1, 9)}"
    letter, odd = canary.text(1), canary.choice("!_,;\n")
    shapes = [("", " ", odd), (version, " ", odd), (version, " ", "|"), (f"{version} ||", " ", odd), ("", "|", version), ("", "||", "")]
    shapes += [(f"{version}-", unit, odd) for unit in (letter, f"{letter}.", "1", "-", f"{letter}-", ".", "0", f"1{letter}")]
    shapes += [("", unit, odd) for unit in (f"{version} ", f"{version}||", f"{version} || ", f">={version} ", f"{version}-{letter} ")]
    shapes += [("", "7", odd), ("1.", "3", odd), ("1.2.", "4", odd), ("", ">", version), ("", "0", ".0.0"), ("", ">=", ""), ("", "1.", "")]
    shapes += [("", f"{version} || ", version), ("", f"{version}  ", ""), (f"{version}   ||  ", f"{version} ", " "), ("", " ", version)]
    each_grows(target, clock, canary, "is_version_range", shapes)


@attack(cwe=1333, asvs="1.3.12")
def test_patterns_take_little_time(target: Target, canary: Canary, clock: Clock) -> None:
    letter = canary.text(1)

    def host(size: int) -> str:
        length = min(size, 250)
        return ".".join(letter * min(63, length - start) for start in range(0, length, 63))

    crowded = {
        "stars and one letter": lambda n: "*" + f"{letter}*" * (n // 12 + 3) + "_",
        "stars and two letters": lambda n: f"*{letter}{letter}" * (n // 12 + 3) + "_",
        "stars and dots": lambda n: f"*{letter}.*" * 2 + f"*{letter}" * (n // 20 + 3) + "_",
        "repeated groups": lambda n: f"({letter}+)+_",
        "repeated classes": lambda n: f"({letter}|{letter}?)+_",
        "repeated words": lambda n: f"^([{letter}.]+.?)*_$",
    }
    for label, pattern in crowded.items():
        grows(target, clock, "host_matches", lambda n, p=pattern: (p(n), host(n)), label, 320)
    long = {"stars": "*", "stars and letters": f"*{letter}", "letters": letter, "dots": "*.", "question marks": f"{letter}?"}
    for label, unit in long.items():
        build = lambda n, u=unit: (u * (n // len(u)) + "_", host(250))
        grows(target, clock, "host_matches", build, f"many {label}", 5_200)
    for label, start in (("stars", ""), ("a letter and stars", letter)):
        build = lambda n, s=start: (s + "*" * n + "_", host(12))
        grows(target, clock, "host_matches", build, f"a short host and many {label}", LONGEST)
    both = {"one word": lambda n: f"*{letter * (n // 2)}_", "two words": lambda n: f"*{letter * (n // 3)}_*{letter}"}
    for label, pattern in both.items():
        grows(target, clock, "host_matches", lambda n, p=pattern: (p(n), letter * n), f"a long host and {label}", LONGEST)
    for label, unit in (("letters", letter), ("labels", f"{letter}."), ("hyphens", "-")):
        build = lambda n, u=unit: (f"*.{letter}", u * (n // len(u)) + "_")
        grows(target, clock, "host_matches", build, f"a host of {label}", LONGEST)


def odd_spellings(value: str, canary: Canary) -> list[str]:
    """The value with something before or behind it that does not belong there."""
    word = canary.text(6)
    ends = ["\n", "\r\n", "\r", "\u2028", "\u2029", "\0", "\t", "\x0b", "\u00a0", "\u200b", "\ufeff", "\x85"]
    made = [value + end for end in ends] + [end + value for end in ends]
    made += [f"{value}{end}{word} <x>" for end in ends] + [f"<{word}>{end}{value}" for end in ends]
    made += [f"{value}\n{value}", f"{word}=;\n{value}\n;{word}", f"<{value}>", f"{value};{word}", f"{value}\\n", f"{value}%0a{word}"]
    return canary.shuffled(made)


@attack(cwe=625, asvs="2.2.1")
def test_only_whole_values_are_good(target: Target, canary: Canary) -> None:
    word = canary.text(6)
    known = {"is_hostname": f"{word}.example.org", "is_email": f"{word}@example.org", "is_version_range": ">=1.2.3 <2.0.0-rc.1"}
    for name, value in known.items():
        for spelling in odd_spellings(value, canary):
            if good(target, name, spelling):
                breach(f"{name} let {spelling!r} through")
    for spelling in odd_spellings(f"{word}.example.org", canary):
        if good(target, "host_matches", "*.example.org", spelling) or good(target, "host_matches", "*", spelling):
            breach(f"{spelling!r} was allowed as a host")
    for letter in "\u212a\u017f\u0131é\u0660\uff11\uff41\u24d0":
        values = {"is_hostname": f"{word}{letter}.org", "is_email": f"{word}@{letter}{word}.org", "is_version_range": f"1.2.3-{letter}"}
        for name, value in {**values, "is_email ": f"{letter}{word}@a.org"}.items():
            if good(target, name.strip(), value):
                breach(f"{name.strip()} let {value!r} through, with a letter that is none of ASCII's")
        if good(target, "host_matches", f"{word}*.org", f"{word}{letter}.org"):
            breach(f"a host with {letter!r} was allowed")


@attack(cwe=625, asvs="2.2.1")
def test_no_other_characters_are_good(target: Target, canary: Canary) -> None:
    one, two, word = canary.text(4), canary.text(4), ascii_letters + digits
    for char in canary.shuffled([chr(code) for code in range(128)]):
        made = []
        if char not in f"{word}-.":
            made += [("is_hostname", f"{one}{char}{two}.org"), ("is_email", f"{one}@{one}{char}{two}.org")]
            made += [("is_version_range", f"1.2.3-{one}{char}{two}")]
        if char not in f"{word}!#$%&'*+-/=?^_`{{|}}~.":
            made += [("is_email", f"{one}{char}{two}@{one}.org")]
        if char not in digits:
            made += [("is_version_range", f"1{char}0.2.3"), ("is_version_range", f"1.2{char}0.3")]
        for name, value in made:
            if good(target, name, value):
                breach(f"{name} let {value!r} through")


@attack(cwe=625, asvs="2.2.1")
def test_only_plain_numbers_are_good(target: Target, canary: Canary) -> None:
    number = canary.number(21, 99)
    odd = ["NaN", "Infinity", f"1e+{number}", f"1e{number}", f"1.5e+{number}", f"0x{number}", f"+{number}", f"{number}n", "", "true", "null"]
    for text in canary.shuffled([*odd, f"{number}_0", "0b1", "0o7", "1e0", "00", "undefined"]):
        for value in (f"{text}.0.0", f"1.{text}.0", f"1.2.{text}"):
            if good(target, "is_version_range", value) and not re.fullmatch(r"\d+\.\d+\.\d+", value):
                breach(f"is_version_range let {value!r} through")


@attack(cwe=625, asvs="1.2.9")
def test_patterns_fit_nothing_else(target: Target, canary: Canary) -> None:
    word, other = canary.text(6), canary.text(6)
    pairs = [(f"api.{word}.org", f"apix{word}.org"), (f"api.{word}.org", f"api-{word}.org"), (f"*.{word}.org", f"a-{word}.org")]
    pairs += [(f"{word}.org", f"{word}.org.{other}.net"), (f"{word}.org", f"not-{word}.org"), (f"*.{word}.org", f"a.{word}.org.{other}")]
    pairs += [(f"{word}|{other}", other), (f"{word}.org|{other}.org", f"{other}.org"), ("[a-z]*", other), (f"(?:{other})", other)]
    pairs += [(f"{word[0]}+x", f"{word[0] * 3}x"), (f"{word}?", word[:-1]), (f"{word}$", word), (f"^{word}", word), ("\\w*", other)]
    pairs += [(f"{word}{{1}}", word), (".", "a"), ("..", "ab"), ("[^x]*", other), (f"{word}()", word), ("\\D*", other), (f"{word}\\b", word)]
    pairs += [(f"{word}.*", f"{word}-{other}"), (f"$&{word}", word), (f"({word})", word), (f"{word}|", word), ("|*", other), (f"{word}|*", other)]
    for pattern, host in canary.shuffled(pairs):
        if good(target, "host_matches", pattern, host):
            breach(f"the pattern {pattern!r} let {host!r} in")


@attack(cwe=1287, asvs="2.2.1")
def test_only_texts_are_good(target: Target, canary: Canary) -> None:
    word = canary.text(7)
    known = {"is_hostname": f"{word}.org", "is_email": f"{word}@example.org", "is_version_range": "1.2.3"}
    for name, value in known.items():
        for odd in ([value], [[value]], {"0": value, "length": 1}, [value, value], {"value": value}):
            if good(target, name, odd):
                breach(f"{name} found {odd!r} good, which is no text")
    for odd in (None, True, False, 0, canary.number(1, 99_999), 1.5, [], [word], [[word], word][:1]):
        if good(target, "is_hostname", odd) or good(target, "host_matches", "*", odd):
            breach(f"{odd!r}, which is no text, was taken for a host name")
    for pattern in ([word], [["*"]], ["*"], [word, word][:1]):
        if good(target, "host_matches", pattern, word):
            breach(f"{pattern!r}, which is no text, was taken for a pattern")
