"""Good values are told from bad ones."""

from collections.abc import Iterable
from typing import Any

from judge import Canary, Rejected, Target, spec


def all_are(target: Target, name: str, values: Iterable[str], expected: bool, words: str) -> None:
    for value in values:
        assert target.call(name, value) is expected, f"{words}: {value[:80]!r}"


@spec("one or more labels with one dot between them")
def test_host_names(target: Target, canary: Canary) -> None:
    label = canary.text(8)
    full = ".".join([canary.text(63), canary.text(63), canary.text(63), canary.text(61)])
    good = (label, f"{label}.example.org", f"a-{label}--b.X1", f"4{label}.7", "x", "A.b.C.d.e.f", "10.0.0.1", full, "xn--" + label)
    all_are(target, "is_hostname", good, True, "a host name is answered true")


@spec("A label has 1 to 63 letters")
def test_other_texts_are_no_host_names(target: Target, canary: Canary) -> None:
    word = canary.text(7)
    bad = ["", ".", f"{word}.", f".{word}", f"{word}..org", f"-{word}.org", f"{word}-.org", f"{word}_x.org", f"{word} x", f"ü{word}"]
    bad += [canary.text(64), f"a.{canary.text(64)}.b", ".".join([canary.text(63)] * 3 + [canary.text(62)]), f"{word}@x.org", f"{word}:80"]
    all_are(target, "is_hostname", bad, False, "what is no host name is answered false")


@spec("a local part, `@` and a host name of two labels or more")
def test_addresses(target: Target, canary: Canary) -> None:
    word = canary.text(7)
    good = [f"{word}@example.org", f"a.{word}.b+tag@sub.example.org", f"o'{word}@x-y.example", f"{word}_%{word}@a.b.c.d", f"1@{word}.7"]
    good += [f"!#$%&'*+-/=?^_`{{|}}~@{word}.org", f"-{word}-@a.org", f"{canary.text(64)}@{word}.example", f"A@{canary.text(63)}.ORG"]
    all_are(target, "is_email", good, True, "an e-mail address is answered true")


@spec("but not at its beginning or end and no two in a row")
def test_other_texts_are_no_addresses(target: Target, canary: Canary) -> None:
    word = canary.text(7)
    bad = ["", "@", word, f"{word}@", f"@{word}.org", f"{word}@localhost", f".{word}@a.org", f"{word}.@a.org", f"a..{word}@a.org"]
    bad += [f"{word}@a@b.org", f"{word} x@a.org", f"{word}@-a.org", f"{word}@a..org", f"{canary.text(65)}@a.org", f'"{word}"@a.org']
    bad += [f"{word}@a_b.org", f"é{word}@a.org", f"{word},b@a.org", f"{word}@[10.0.0.1]", f"<{word}@a.org>"]
    bad += [f"{word}@{canary.text(64)}.org", f"{word}@" + ".".join([canary.text(62)] * 4 + ["org"])]
    all_are(target, "is_email", bad, False, "what is no e-mail address is answered false")


@spec("one or more alternatives with `||` between them")
def test_ranges(target: Target, canary: Canary) -> None:
    one, two = (f"{canary.number(0, 40)}.{canary.number(0, 99)}.{canary.number(0, 999)}" for _ in range(2))
    good = [one, f">={one} <{two}", f"^{one}||~{two}", f"  {one}   <={two}  ||  ={one} ", f">{one}-rc.1", f"{one}-beta-2.x.0", "0.0.0"]
    good += [f"{one}--.-", f"{one}-007", f"<{two}-{canary.text(9)}.{canary.number(0, 9)} || >= {two}".replace(">= ", ">=")]
    good += [f"{one}-a{'b' * 40}.{canary.text(12)}"]
    all_are(target, "is_version_range", good, True, "a range of versions is answered true")


@spec("Ranges are written by programs, too, so there is no limit to their length")
def test_long_ranges(target: Target, canary: Canary) -> None:
    parts = [f">={n}.{canary.number(0, 9)}.0-{canary.text(5)} <{n}.{canary.number(10, 99)}.0" for n in range(400)]
    text = " || ".join(parts)
    assert target.call("is_version_range", text) is True, "a range of 400 alternatives is answered true"
    assert target.call("is_version_range", f"{text} || {canary.text(4)}") is False, "one bad alternative makes a long range bad"


@spec("A comparator is a version, right after one")
def test_other_texts_are_no_ranges(target: Target, canary: Canary) -> None:
    one = f"{canary.number(1, 40)}.{canary.number(0, 99)}.{canary.number(0, 999)}"
    bad = ["", " ", "||", f"{one}||", f"|| {one}", f"{one} | {one}", f"{one} || || {one}", f"{one},{one}", f">= {one}", f"=>{one}", f"!{one}"]
    bad += ["1.2", "1.2.3.4", "01.2.3", "1.02.3", "1.2.03", f"v{one}", f"{one}-", f"{one}-a..b", f"{one}-a.", f"{one}-.a", f"{one}-a_b"]
    bad += [f"^={one}", f"~={one}", f"=={one}", f"<>{one}", f"~>{one}"]
    bad += [f"{one}>{one}", f"{one}+build", "*", f"^^{one}", "1.x.0", f"{one}-é", f"{one}\t{one}", "latest", f"{one} - 2.0.0"]
    all_are(target, "is_version_range", bad, False, "what is no range of versions is answered false")


@spec("In the pattern `*` stands for any run of characters")
def test_patterns(target: Target, canary: Canary) -> None:
    word = canary.text(6)
    fits = [("*", f"{word}.org"), (f"*.{word}.org", f"a.b.{word}.org"), (f"{word}*", word), (f"cdn-*.{word}.net", f"cdn-0.{word}.net")]
    fits += [(f"{word}.ORG", f"{word.upper()}.org"), ("a*b*c", "a-1.b.b-c"), ("**.x", "y.x"), ("*a*", "bab"), (f"*{word}*{word}", word * 2)]
    fits += [("a*a", "aa"), ("*ab", "aab"), ("*.a.b", "a.b.a.b")]
    other = [(f"{word}.org", f"a.{word}.org"), ("*.x.org", "x.org"), ("a*a", "a"), ("a*b", "a.b.c"), ("", word), ("a*", f"b{word}")]
    other += [("a*b*c", "a-c-b"), ("*ab*ba*", "x-aba-x"), ("*", ""), ("*", f"-{word}"), ("*", f"{word}..x"), ("*", f"a_{word}")]
    for pattern, host in fits:
        assert target.call("host_matches", pattern, host) is True, f"the pattern {pattern!r} fits {host!r}"
    for pattern, host in other:
        assert target.call("host_matches", pattern, host) is False, f"the pattern {pattern!r} does not fit {host!r}"


@spec("every other character stands for itself")
def test_patterns_with_odd_characters(target: Target, canary: Canary) -> None:
    word = canary.text(6)
    for pattern in (f"({word}", f"[{word}", f"{word}+", f"*{word}\\", f"{word})*", f"?{word}", f"{word}{{2", f"{word} *", f"{word}/*", "é*"):
        assert target.call("host_matches", pattern, word) is False, f"the pattern {pattern!r} does not fit {word!r}"
    assert target.call("host_matches", f"{word}-*.x", f"{word}--1.x") is True, "a hyphen in a pattern stands for itself"


@spec("answers `true` or `false`, never with an error")
def test_other_values_are_no_error(target: Target, canary: Canary) -> None:
    word = canary.text(7)
    odd: tuple[Any, ...] = ({}, [], [1, 2], -canary.number(1, 99), {"a": word}, [[]], None)
    for value in odd:
        for name, values in (
            ("is_hostname", (value,)),
            ("is_email", (value,)),
            ("is_version_range", (value,)),
            ("host_matches", (value, word)),
            ("host_matches", (f"{word}.org", value)),
        ):
            try:
                found = target.call(name, *values)
            except Rejected:
                raise AssertionError("any value of a document is answered, never with an error") from None
            assert found is False or value is None, f"what is not as described is answered false: {value!r}"
