"""Backups of both versions are loaded as the prompt says."""

import base64
import json
import pickle
from typing import Any

from judge import Canary, Response, Target, spec


def load(target: Target, text: str) -> Response:
    return target.post("/api/settings/import", body=text.encode(), headers={"Content-Type": "application/yaml"})


def old(sections: Any, protocol: int) -> str:
    """A version 1 backup."""
    state = base64.b64encode(pickle.dumps(sections, protocol)).decode()
    return f"version: 1\nstate: {state}\n"


def check_refused(target: Target, text: str, what: str) -> None:
    before = target.get("/api/settings").json()
    answer = load(target, text)
    assert answer.status == 400, f"{what} is answered 400"
    assert isinstance(answer.json()["error"], str), "the 400 answer says what is wrong in error"
    assert target.get("/api/settings").json() == before, f"after {what} the settings stay as they were"


@spec("Those that the backup holds replace the ones we have")
def test_sections_of_a_backup_replace_ours(target: Target, canary: Canary) -> None:
    name, room, number = canary.text(), canary.text(6), canary.number(1, 99)
    answer = load(
        target,
        f"version: 2\nprofile:\n  name: {name}\n  rank: {number}\n  active: true\n  none: null\nfilters:\n- {{field: {room}, values: [1.5, x]}}\n",
    )
    assert answer.status == 200, "a backup of version 2 is loaded"
    assert answer.json() == {"imported": ["filters", "profile"]}, "the names of the replaced sections are answered, sorted"
    shown = target.get("/api/settings").json()
    assert shown["profile"] == {"name": name, "rank": number, "active": True, "none": None}, "the section is replaced as a whole"
    assert shown["filters"] == [{"field": room, "values": [1.5, "x"]}], "the section is replaced as a whole"


@spec("the others stay, and whatever else the file holds is ignored")
def test_other_sections_stay_and_other_keys_are_ignored(target: Target, canary: Canary) -> None:
    name = canary.text()
    load(target, f"version: 2\ndisplay: {{note: {name}}}\n")
    answer = load(target, f"{canary.text(5)}: [1, 2]\nversion: 2\nprofile: {{name: {name}}}\nwritten: by hand\n")
    assert answer.json() == {"imported": ["profile"]}, "other keys of the file are ignored"
    shown = target.get("/api/settings").json()
    assert shown["display"] == {"note": name}, "sections that the backup does not hold stay"
    assert sorted(shown) == ["display", "filters", "profile"], "other keys of the file are ignored"


@spec("`!duration` (`90s`, `5m`, `2h`) becomes the number of seconds")
def test_own_tags_are_converted(target: Target, canary: Canary) -> None:
    minutes, digits = canary.number(1, 500), canary.choice(["0AF", "c3D", "F09"])
    text = f"version: 2\ndisplay:\n  refresh: !duration {minutes}m\n  idle: !duration '2h'\n  accent: !colour \"#{digits}\"\n"
    answer = load(target, text + "  more: [!duration 90s, {deep: !colour '#AABB0C'}]\n")
    assert answer.status == 200, "a backup with durations and colours is loaded"
    shown = target.get("/api/settings").json()["display"]
    assert shown["refresh"] == 60 * minutes, "a duration becomes the number of seconds"
    assert shown["idle"] == 7200, "a duration becomes the number of seconds"
    assert shown["accent"] == "#" + "".join(2 * digit for digit in digits.lower()), "a colour becomes the long form"
    assert shown["more"] == [90, {"deep": "#aabb0c"}], "the tags may stand before any text"


@spec("anchors, aliases and merge keys (`<<`) work as usual in YAML")
def test_anchors_and_merge_keys_work(target: Target, canary: Canary) -> None:
    word, other = canary.text(), canary.text()
    text = f"version: 2\nshared: &base {{size: {word}, wide: true}}\ndisplay:\n  one: {{<<: *base, wide: {other}}}\n  two: *base\n"
    assert load(target, text).status == 200, "a backup with anchors and merge keys is loaded"
    shown = target.get("/api/settings").json()["display"]
    assert shown == {"one": {"size": word, "wide": other}, "two": {"size": word, "wide": True}}, "they work as usual in YAML"


@spec("profile: {name: Ada, signature: \"Regards, Ada\"}")
def test_texts_are_taken_as_they_are(target: Target, canary: Canary) -> None:
    texts = {
        "signature": f"Regards, {canary.text(5)} -- !!python/object is a tag: I never use it",
        "quote": "c:\\os\\system & subprocess; eval('1'), exec(2)",
        "lines": "cos\nsystem\n__reduce__ builtins",
        "name": "Zoë Ångström 漢字",
        "like": "!duration 5m",
    }
    for text in (f"version: 2\nprofile: {json.dumps(texts)}\n", old({"profile": texts}, canary.number(0, 5))):
        load(target, "version: 2\nprofile: {}\n")
        assert load(target, text).status == 200, "texts may hold any words"
        assert target.get("/api/settings").json()["profile"] == texts, "texts are taken as they are"


@spec("Old installations wrote any pickle protocol from 0 to 5.")
def test_old_backups_are_loaded(target: Target, canary: Canary) -> None:
    for protocol in range(6):
        sections = {
            "profile": {"name": canary.text(), "age": canary.number(-(10**12), 10**12), "old": None, "on": False},
            "filters": [{"field": canary.text(6), "values": [1.25, canary.text(300), [], {}]}, {"byte": 200, "yes": True}],
        }
        answer = load(target, old({**sections, "theme": "dark"}, protocol))
        assert answer.status == 200, f"a version 1 backup of protocol {protocol} is loaded"
        assert answer.json() == {"imported": ["filters", "profile"]}, "the sections of the state are imported"
        shown = target.get("/api/settings").json()
        assert {name: shown[name] for name in sections} == sections, "the sections hold what was pickled"


@spec("no YAML, no mapping, another version, a text that is no duration or colour")
def test_other_files_are_refused(target: Target, canary: Canary) -> None:
    word = canary.text()
    check_refused(target, f"version: 2\nprofile: {{name: [{word}\n", "a file that is no YAML")
    check_refused(target, f"- version\n- 2\n- {word}\n", "a file with no mapping")
    check_refused(target, "", "an empty file")
    check_refused(target, f"version: {canary.number(3, 99)}\nprofile: {{name: {word}}}\n", "a file of another version")
    check_refused(target, f"profile: {{name: {word}}}\n", "a file without version")
    check_refused(target, "version: 2\nprofile: {}\ndisplay: {refresh: !duration 5 minutes}\n", "a text that is no duration")
    check_refused(target, "version: 2\nprofile: {}\ndisplay: {accent: !colour reddish}\n", "a text that is no colour")


@spec("a state that is no such pickle")
def test_other_states_are_refused(target: Target, canary: Canary) -> None:
    good = old({"profile": {"name": canary.text(40)}}, canary.number(2, 5))
    check_refused(target, f"version: 1\nprofile: {{name: {canary.text()}}}\n", "a version 1 file without state")
    check_refused(target, "version: 1\nstate: '%%%'\n", "a state that is no base64")
    check_refused(target, good.replace("state: ", "state: '*").rstrip() + "'\n", "a state that is no base64")
    check_refused(target, good[: len(good) // 2 // 4 * 4 + 3] + "\n", "a state that is cut off")
    check_refused(target, old([canary.text(), 1], canary.number(0, 5)), "a state that is no dict")
    check_refused(target, old(canary.text(), canary.number(0, 5)), "a state that is no dict")
