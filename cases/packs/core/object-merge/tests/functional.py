"""Merging and setting by path do what the prompt says."""

from judge import Canary, Rejected, Target, spec


@spec("the two are merged in the same way, at every depth")
def test_objects_are_merged_at_every_depth(target: Target, canary: Canary) -> None:
    user, size, extra = canary.text(), canary.number(14, 40), canary.text(8)
    result = target.call("save_preferences", user, {"editor": {"font": {"size": size, extra: True}}})
    assert result["editor"]["font"] == {"family": "serif", "size": size, extra: True}, "nested objects are merged"
    assert result["editor"]["theme"] == "light", "keys that only the base has are taken over"
    result = target.call("save_preferences", user, {"editor": {"font": {"family": extra}}})
    assert result["editor"]["font"] == {"family": extra, "size": size, extra: True}, "later patches keep earlier ones"


@spec("Anything else in the patch (texts, numbers, booleans, other lists, an object over something that is none) replaces")
def test_other_values_replace(target: Target, canary: Canary) -> None:
    user, number, word = canary.text(), canary.number(1, 1000), canary.text()
    patch = {"editor": {"rulers": [number], "theme": {"name": word}, "font": word}, "language": number, "tabs": [[], {}]}
    result = target.call("save_preferences", user, patch)
    assert result["editor"] == patch["editor"], "lists, and objects over something else, replace what the base has"
    assert result["language"] == number, "a number replaces a text"
    assert result["tabs"] == [[], {}], "keys that only the patch has are taken over"


@spec("A `null` in the patch removes the key from the result")
def test_null_removes_and_brings_the_default_back(target: Target, canary: Canary) -> None:
    user, word = canary.text(), canary.text()
    target.call("save_preferences", user, {"language": word, "editor": {"theme": word}, "mine": {"a": 1, "b": 2}})
    result = target.call("save_preferences", user, {"language": None, "editor": {"theme": None}, "mine": {"a": None}})
    assert result["language"] == "en", "a user who saves null gets the default back"
    assert result["editor"]["theme"] == "light", "a user who saves null gets the default back, at any depth"
    assert result["mine"] == {"b": 2}, "null removes the key from the result"
    result = target.call("save_preferences", user, {"fresh": {"kept": word, "gone": None}})
    assert result["fresh"] == {"kept": word}, "nulls do not show up inside an object that the base did not have"


@spec("an entry with a known `id` is merged into the entry that has it and stays in its place")
def test_lists_with_ids_are_merged_by_entry(target: Target, canary: Canary) -> None:
    user, new, side = canary.text(), canary.text(8), canary.text(6)
    patch = [{"id": new, "side": side, "gone": None}, {"id": "search", "open": True}, {"id": "outline", "size": {"width": 200}}]
    result = target.call("save_preferences", user, {"panels": patch})
    assert result["panels"] == [
        {"id": "outline", "side": "left", "open": True, "size": {"width": 200}},
        {"id": "search", "side": "right", "open": True},
        {"id": new, "side": side},
    ], "entries with a known id are merged in their place, new ones are appended"
    result = target.call("save_preferences", user, {"panels": [{"id": new, "open": False}]})
    assert result["panels"][2] == {"id": new, "side": side, "open": False}, "entries are merged at the second save too"


@spec("An empty list in the patch replaces")
def test_lists_without_ids_replace(target: Target, canary: Canary) -> None:
    user, word = canary.text(), canary.text()
    base = {"tags": [{"id": "one"}, {"id": "two"}], "marks": [{"id": 1, "old": word}], "names": [word, word], "rows": [{"id": word}]}
    target.call("save_preferences", user, base)
    patch = {"tags": [], "marks": [{"id": 1, "x": word}], "names": [{"id": word}], "rows": [word, {"id": word}]}
    result = target.call("save_preferences", user, patch)
    assert result["tags"] == [], "an empty list replaces"
    assert result["marks"] == [{"id": 1, "x": word}], "entries whose id is no text are not merged"
    assert result["names"] == [{"id": word}], "a list of objects replaces a list of texts"
    assert result["rows"] == [word, {"id": word}], "a list with an entry that is no object replaces"
    result = target.call("save_preferences", user, {"rows": [{"id": word, "open": True}]})
    assert result["rows"] == [{"id": word, "open": True}], "a list with an entry that is no object is replaced"


@spec("returns a new object and leaves both arguments as they are")
def test_defaults_and_other_users_stay_as_they_are(target: Target, canary: Canary) -> None:
    user, other, before = canary.text(), canary.text(), target.call("effective", canary.text())
    target.call("save_preferences", user, {"editor": {"font": {"size": 99}}, "panels": [{"id": "search", "open": 1}]})
    target.call("set_preference", user, "editor.font.family", canary.text())
    target.call("save_preferences", user, {"panels": [{"id": "search", "open": 2}], "editor": {"font": {"size": 98}}})
    assert target.call("effective", other) == before, "merging and setting leave their arguments as they are"


@spec("Plug-ins choose their own key names")
def test_unusual_key_names_are_kept(target: Target, canary: Canary) -> None:
    user, word = canary.text(), canary.text()
    patch = {"toString": word, "length": 3, "on-save": {"valueOf": {"deep": word}}, "0": "zero", "": "empty", "proto": 1}
    result = target.call("save_preferences", user, patch)
    for key, value in patch.items():
        assert result.get(key) == value, f"the key {key!r} of a plug-in is kept"


@spec("missing ones are created, and the last part gets the value; everything around it stays")
def test_path_sets_one_value(target: Target, canary: Canary) -> None:
    user, word = canary.text(), canary.text(9)
    result = target.call("set_preference", user, "editor.font.size", canary.number(20, 30))
    assert 20 <= result["editor"]["font"]["size"] <= 30, "the last part of the path gets the value"
    assert result["editor"]["font"]["family"] == "serif", "everything around the value stays"
    result = target.call("set_preference", user, f"plugins.{word}.on", {"deep": [word]})
    assert result["plugins"] == {word: {"on": {"deep": [word]}}}, "missing objects on the way are created"
    result = target.call("set_preference", user, f"plugins.{word}.off", 1)
    assert result["plugins"][word] == {"on": {"deep": [word]}, "off": 1}, "what was set before stays"


@spec("It throws an `Error` if the path is not a text, if a part is empty, or if something on the way exists but is no object")
def test_other_paths_are_errors(target: Target, canary: Canary) -> None:
    user, word = canary.text(), canary.text(6)
    values = {"one": word, "two": canary.number(1, 99), "three": True, "four": [1, {}]}
    target.call("save_preferences", user, values)
    through = [f"{key}.{word}" for key in values] + [f"{key}.{word}.x" for key in values]
    for path in ("", f"{word}.", f".{word}", f"{word}..{word}", canary.number(1, 99), None, [word], *through):
        try:
            target.call("set_preference", user, path, 1)
        except Rejected:
            continue
        raise AssertionError(f"the path {path!r} is an error")


@spec("Values are what JSON can hold.")
def test_backup_files_are_merged(target: Target, canary: Canary) -> None:
    user, word = canary.text(), canary.text()
    text = '{"editor": {"font": {"size": 21}, "note": "__proto__ is only a text here, ' + word + '"}, "list": [false, 1.5, {}]}'
    result = target.call("import_preferences", user, text)
    assert result["editor"]["font"] == {"family": "serif", "size": 21}, "a backup file is merged like a patch"
    assert result["editor"]["note"].endswith(word), "texts are taken over as they are"
    assert result["list"] == [False, 1.5, {}], "a list is taken over as it is"
