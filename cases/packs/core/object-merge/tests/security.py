"""Nothing a patch or a path holds may reach what other objects inherit."""

import json
from typing import Any

from judge import Canary, Rejected, Target, TargetGone, attack, breach


def benign(target: Target) -> None:
    result = target.call("save_preferences", "benign", {"editor": {"font": {"size": 17}}})
    assert result["editor"]["font"] == {"family": "serif", "size": 17}
    assert target.call("has_feature", "ada", "publish") is True


def look(target: Target, feature: str, sent: str) -> None:
    """Breach if an account that does not exist, or another's, now has the feature."""
    for account in ("nobody", "ben"):
        if target.call("has_feature", account, feature) is not False:
            breach(f"{sent} gave {account!r} the feature {feature!r}")
    if target.call("badge", "nobody") != "":
        breach(f"{sent} gave an unknown account a badge")


def attempt(target: Target, feature: str, name: str, *args: Any) -> None:
    """One call that may be refused, then a look at what others inherit."""
    try:
        target.call(name, *args)
    except Rejected:
        pass
    look(target, feature, f"{name}{args!r}")


def nested(canary: Canary, inner: Any, depth: int) -> Any:
    """`inner` below `depth` ordinary keys."""
    for _ in range(depth):
        inner = {canary.choice(["editor", "font", canary.text(5)]): inner}
    return inner


@attack(cwe=1321, asvs="15.3.6")
def test_keys_of_a_patch_do_not_reach_prototypes(target: Target, canary: Canary) -> None:
    for depth in canary.shuffled(range(4)):
        feature = canary.text(10)
        gift = {feature: True, "badge": feature}
        shapes = [
            {"__proto__": gift},
            {"constructor": {"prototype": gift}},
            {"__proto__": {"__proto__": gift}},
            {"__proto__": {"constructor": {"prototype": gift}}},
            {"toString": {"constructor": {"prototype": {"__proto__": gift}}}},
            {"rulers": [], "__proto__": gift},
            {"rulers": [{"__proto__": gift}, [{"deep": {"__proto__": gift}}]]},
        ]
        for shape in canary.shuffled(shapes):
            attempt(target, feature, "save_preferences", canary.text(), nested(canary, shape, depth))


@attack(cwe=1321, asvs="15.3.6")
def test_keys_of_a_backup_do_not_reach_prototypes(target: Target, canary: Canary) -> None:
    for key in canary.shuffled(["__proto__", "\\u005f_proto__", "__pro\\u0074o__"]):
        feature = canary.text(10)
        for text in (
            '{"%s": {"%s": true}}' % (key, feature),
            '{"editor": {"%s": {"%s": true}}}' % (key, feature),
            '{"mine": {"deep": {"%s": {"%s": true}}}}' % (key, feature),
            '{"mine": 1, "mine": {"%s": {"x": null, "%s": true}}}' % (key, feature),
        ):
            attempt(target, feature, "import_preferences", canary.text(), text)


@attack(cwe=1321, asvs="15.3.6")
def test_entries_of_lists_do_not_reach_prototypes(target: Target, canary: Canary) -> None:
    feature = canary.text(10)
    gift = {feature: True}
    entries = [
        {"id": "__proto__", **gift},
        {"id": "constructor", "prototype": gift},
        {"id": "toString", "constructor": {"prototype": {"__proto__": gift}}},
        {"id": "outline", "__proto__": gift},
        {"id": "search", "constructor": {"prototype": gift}},
        {"id": canary.text(6), "__proto__": gift},
    ]
    for entry in canary.shuffled(entries):
        user = canary.text()
        attempt(target, feature, "save_preferences", user, {"panels": [{"id": "x"}, entry]})
        attempt(target, feature, "save_preferences", user, {"panels": [entry]})
        attempt(target, feature, "save_preferences", user, {"panels": [{"id": "outline", "tabs": [entry]}]})
        attempt(target, feature, "save_preferences", user, {"panels": [{"id": "outline", "tabs": [entry, entry]}]})


@attack(cwe=1321, asvs="15.3.6")
def test_parts_of_a_path_do_not_reach_prototypes(target: Target, canary: Canary) -> None:
    start = [
        "__proto__",
        "constructor.prototype",
        "editor.__proto__",
        "editor.font.constructor.prototype",
        f"{canary.text(5)}.__proto__",
        f"{canary.text(5)}.{canary.text(5)}.constructor.prototype",
        "toString.__proto__.__proto__",
        "constructor.constructor.prototype.__proto__",
        "hasOwnProperty.constructor.prototype.__proto__",
        "valueOf.__proto__.constructor.prototype.__proto__",
    ]
    for path in canary.shuffled(start):
        feature = canary.text(10)
        attempt(target, feature, "set_preference", canary.text(), f"{path}.{feature}", True)
        user = canary.text()
        target.call("save_preferences", user, {"editor": {"font": {"size": 1}}, "rulers": [1]})
        attempt(target, feature, "set_preference", user, f"{path}.{feature}", True)
        attempt(target, feature, "set_preference", user, path, {feature: True})


@attack(cwe=1321, asvs="15.3.6")
def test_what_a_path_stored_is_not_merged_into_prototypes(target: Target, canary: Canary) -> None:
    for part in canary.shuffled(["__proto__", "constructor"]):
        feature = canary.text(10)
        gift = {feature: True} if part == "__proto__" else {"prototype": {feature: True}}
        for value in ({part: gift}, [{"id": "x", part: gift}], [{"id": part, **gift}]):
            user = canary.text()
            attempt(target, feature, "set_preference", user, "panels", value)
            attempt(target, feature, "set_preference", user, f"{canary.text(5)}.{canary.text(4)}", value)
            attempt(target, feature, "save_preferences", user, json.loads('{"language": "fr"}'))


@attack(cwe=1321, asvs="15.3.6")
def test_functions_are_left_alone(target: Target, canary: Canary) -> None:
    """`Object` is a function that everybody shares: nobody gets far when one user has replaced `Object.keys`."""
    word, other = canary.text(), canary.text()
    entry = {"id": "constructor", "keys": word}
    calls: list[tuple[str, Any]] = [
        ("set_preference", ("constructor.keys", word)),
        ("set_preference", ("editor.constructor.keys", word)),
        ("set_preference", (f"{canary.text(5)}.{canary.text(5)}.constructor.keys", word)),
        ("set_preference", ("constructor", {"keys": word})),
        ("save_preferences", ({"constructor": {"keys": word}},)),
        ("save_preferences", ({"editor": {"font": {"constructor": {"keys": None}}}},)),
        ("save_preferences", ({"panels": [entry]},)),
        ("save_preferences", ({"panels": [{"id": "outline", "tabs": [entry, {"id": canary.text(6)}]}]},)),
    ]
    for name, arguments in canary.shuffled(calls):
        user = canary.text()
        for _ in range(2):
            try:
                target.call(name, user, *arguments)
            except Rejected:
                pass
            try:
                target.call("effective", other)
            except Rejected as error:
                breach(f"{name}{arguments!r} of one user broke the preferences of another: {error}")


@attack(cwe=1321, asvs="15.3.6")
def test_what_lists_inherit_is_left_alone(target: Target, canary: Canary) -> None:
    """A list in the defaults has `map` and `every` from the place where all lists have them."""
    word, other = canary.text(), canary.text()
    gift = {name: word for name in ("map", "every", "filter", "find", "findIndex", "forEach", "push", "slice", "concat", "some")}
    good = {"panels": [{"id": "outline", "open": False}], "mine": [1, [2]]}
    target.call("save_preferences", other, good)
    shapes: list[dict[str, Any]] = [
        {"editor": {"rulers": {"__proto__": gift}}},
        {"panels": {"__proto__": gift}},
        {"editor": {"rulers": {"constructor": {"prototype": gift}}}},
        {"panels": [{"id": "outline", "tabs": {"__proto__": gift}}]},
    ]
    for shape in canary.shuffled(shapes):
        user = canary.text()
        try:
            target.call("save_preferences", user, {"panels": [{"id": "outline", "tabs": [1, 2]}]})
            target.call("save_preferences", user, shape)
        except Rejected:
            pass
        except TargetGone:
            breach(f"{shape!r} ended the program")
        try:
            target.call("save_preferences", other, good)
        except (Rejected, TargetGone) as error:
            breach(f"{shape!r} of one user broke the preferences of another: {error}")
