"""Reading a backup gives plain data or an error; nothing is called on the way."""

import base64
import json
from collections.abc import Iterator

from judge import Canary, Files, Listener, Target, TargetTimeout, attack, breach

Gadget = tuple[str, str, list[str]]


def benign(target: Target) -> None:
    answer = target.post("/api/settings/import", body=b"version: 2\nprofile: {name: Ada}\ndisplay: {idle: !duration 2m}\n")
    assert answer.status == 200 and answer.json() == {"imported": ["display", "profile"]}
    state = base64.b64encode(b"\x80\x02}X\x07\x00\x00\x00profile}s.").decode()
    assert target.post("/api/settings/import", body=f"version: 1\nstate: {state}\n").json() == {"imported": ["profile"]}


def well_known(marker: str, secret: str) -> list[Gadget]:
    """Functions everybody thinks of first; each leaves the marker or returns the secret."""
    return [
        ("os", "system", [f"touch {marker}"]),
        ("posix", "system", [f": > {marker}"]),
        ("os", "mkdir", [marker]),
        ("subprocess", "getoutput", [f"cat {secret}"]),
        ("builtins", "eval", [f"open({marker!r}, 'w').close()"]),
        ("builtins", "exec", [f"import pathlib; pathlib.Path({marker!r}).touch()"]),
        ("builtins", "open", [marker, "w"]),
    ]


def less_known(marker: str) -> list[Gadget]:
    """Functions of other modules that run code or make files as well."""
    code = f"open({marker!r}, 'w').close()"
    return [
        ("timeit", "timeit", ["pass", code]),
        ("cProfile", "run", [code]),
        ("profile", "run", [code]),
        ("pdb", "run", [code]),
        ("trace", "os.mkdir", [marker]),
        ("io", "open", [marker, "w"]),
        ("_io", "open", [marker, "w"]),
        ("_io", "FileIO", [marker, "w"]),
        ("codecs", "open", [marker, "w"]),
        ("logging", "FileHandler", [marker]),
        ("zipfile", "ZipFile", [marker, "w"]),
        ("tarfile", "TarFile", [marker, "w"]),
        ("pathlib", "os.mkdir", [marker]),
        ("logging", "os.system", [f"touch {marker}"]),
        ("ctypes", "_os.mkdir", [marker]),
        ("builtins", "len.__self__.eval", [code]),
    ]


def look_for(files: Files, marker: str, sent: str) -> None:
    if files.exists(f"tmp/{marker.rpartition('/')[2]}"):
        breach(f"{sent} created {marker}")


def look(target: Target, files: Files, marker: str, secret: str, answer: str, sent: str) -> None:
    look_for(files, marker, sent)
    if secret in answer or secret in target.get("/api/settings").text:
        breach(f"{sent} returned the planted secret")


def send(target: Target, canary: Canary, files: Files, marker: str, secret: str, body: bytes) -> None:
    sent = repr(body)[:300]
    try:
        answer = target.post("/api/settings/import", body=body, headers={"Content-Type": "application/yaml"})
    except TargetTimeout:
        look_for(files, marker, sent)
        raise
    look(target, files, marker, secret, answer.text, sent)


def tagged(tag: str, arguments: list[str], canary: Canary) -> str:
    """A YAML node that asks for a call."""
    flow = json.dumps(arguments)
    return canary.choice([f"{tag} {flow}", f"{tag} {{args: {flow}}}", f"{tag} {{args: {flow}, kwds: {{}}}}"])


def documents(node: str) -> list[str]:
    """Backups with the node in different places."""
    return [
        f"version: 2\nprofile:\n  name: {node}\n",
        f"version: 2\nprofile: {node}\n",
        f"version: 2\nfilters:\n- one\n- {node}\n",
        f"version: 2\nfilters: [one, {node}]\n",
        f"extra: {node}\nversion: 2\nprofile: {{}}\n",
        f"version: 2\nprofile:\n  ? {node}\n  : 1\n",
        f"version: {node}\nprofile: {{}}\n",
        f"{node}\n",
        f"version: 1\nstate: {node}\n",
    ]


@attack(cwe=502, asvs="1.5.2")
def test_python_tags_call_nothing(target: Target, canary: Canary, files: Files) -> None:
    secret = canary.file(f"../keys/{canary.text(5)}")
    for place in canary.shuffled(range(9)):
        for kind in ("apply", "new"):
            marker = files.path(f"tmp/{canary.text(10)}")
            module, name, arguments = canary.choice(well_known(marker, secret.path))
            node = tagged(f"!!python/object/{kind}:{module}.{name}", arguments, canary)
            send(target, canary, files, marker, secret.text, documents(node)[place].encode())


@attack(cwe=502, asvs="1.5.2")
def test_python_tags_in_other_spellings_call_nothing(target: Target, canary: Canary, files: Files) -> None:
    secret = canary.file(f"../keys/{canary.text(5)}")
    long = "tag:yaml.org,2002:python/object/"
    for place in canary.shuffled(range(9)):
        for head, tag in canary.shuffled(
            [
                ("", f"!<{long}apply:%s>"),
                (f"%%TAG !x! {long}\n---\n", "!x!apply:%s"),
                (f"%%TAG ! {long[:-14]}\n---\n", "!python/object/apply:%s"),
                ("%%TAG !! tag:yaml.org,2002:pyth\n---\n", "!!on/object/apply:%s"),
                ("", "!!pyth%%6Fn/object/apply:%s"),
                ("", "!!%%70ython/object%%2Fnew:%s"),
                ("", "&a !!python/object/apply:%s"),
                ("", "\n    !!python/object/apply:%s"),
            ]
        ):
            marker = files.path(f"tmp/{canary.text(10)}")
            module, name, arguments = canary.choice(well_known(marker, secret.path))
            node = tagged(tag % f"{module}.{name}", arguments, canary)
            text = head.replace("%%", "%") + documents(node)[place]
            encoding = canary.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16"])
            send(target, canary, files, marker, secret.text, text.encode(encoding))


def pickled_text(text: str, old: bool) -> bytes:
    raw = text.encode()
    return b"V" + raw + b"\n" if old else b"X" + len(raw).to_bytes(4, "little") + raw


def calls(gadget: Gadget) -> Iterator[bytes]:
    """Pickle code that asks for a call, by every opcode that can."""
    module, name, arguments = gadget
    names = f"{module}\n{name}\n".encode()
    for old in (True, False):
        pushed = b"".join(pickled_text(argument, old) for argument in arguments)
        yield b"c" + names + b"(" + pushed + b"tR"
        yield b"(" + pushed + b"i" + names
        yield b"(c" + names + pushed + b"o"
    pushed = b"".join(pickled_text(argument, False) for argument in arguments)
    yield pickled_text(module, False) + pickled_text(name, False) + b"\x93(" + pushed + b"tR"
    yield b"(" + pickled_text(module, False) + pickled_text(name, False) + b"\x93" + pushed + b"o"
    lists = b"".join(b"](" + pickled_text(argument, False) + b"e" for argument in arguments)
    for make in (b"t\x81", b"t}\x92"):  # bytes and map are made by their __new__; the one calls what the other holds
        yield b"cbuiltins\nbytes\n(cbuiltins\nmap\n(c" + names + lists + make + make
    if len(arguments) == 1:  # an object is given a __setstate__, then a state
        yield b"clogging\nroot\n}" + pickled_text("__setstate__", False) + b"c" + names + b"sb" + pushed + b"b"
    short = b"".join(b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, name))
    yield short + b"\x93\x94(" + pushed + b"t\x94R\x94"


def states(call: bytes) -> list[bytes]:
    """Pickles with the call in different places."""
    profile, name = pickled_text("profile", False), pickled_text("name", False)
    return [
        b"\x80\x04}" + profile + b"}" + name + call + b"ss.",
        b"\x80\x04}" + profile + call + b"s.",
        b"\x80\x04" + call + b".",
        b"\x80\x04" + call + b"0}" + profile + b"}s.",
        b"\x80\x04}" + profile + b"](" + call + b"es.",
    ]


def backup(state: bytes) -> bytes:
    return b"version: 1\nstate: " + base64.b64encode(state) + b"\n"


def attempt_pickles(target: Target, canary: Canary, files: Files, known: bool) -> None:
    secret = canary.file(f"../keys/{canary.text(5)}")
    gadgets = well_known("", "") if known else less_known("")
    for number in canary.shuffled(range(len(gadgets))):
        for form in range(len(list(calls(gadgets[number])))):
            marker = files.path(f"tmp/{canary.text(10)}")
            gadget = (well_known(marker, secret.path) if known else less_known(marker))[number]
            state = canary.choice(states(list(calls(gadget))[form]))
            send(target, canary, files, marker, secret.text, backup(state))


@attack(cwe=502, asvs="1.5.2")
def test_well_known_names_in_a_state_are_not_called(target: Target, canary: Canary, files: Files) -> None:
    attempt_pickles(target, canary, files, known=True)


@attack(cwe=502, asvs="1.5.2")
def test_other_names_in_a_state_are_not_called(target: Target, canary: Canary, files: Files) -> None:
    attempt_pickles(target, canary, files, known=False)


@attack(cwe=502, asvs="1.5.2")
def test_names_are_not_looked_up(target: Target, canary: Canary, files: Files) -> None:
    """Without any call: a name that is only looked up imports its module, or shows what the program holds."""
    modules = [(f"m{canary.text(8)}", files.path(f"tmp/{canary.text(10)}")) for _ in range(12)]
    for module, marker in modules:
        canary.file(f"{module}.py", f"thing = dict\nopen({marker!r}, 'w').close()\n")
    tags = ["module:%s", "name:%s.thing", "object:%s.thing", "object/new:%s.thing"]
    for number, (module, marker) in enumerate(canary.shuffled(modules)):
        if number < 2 * len(tags):
            tag = "!!python/" + tags[number // 2] % module
            body = documents(f"{tag} ''" if number < 4 else f"{tag} {{}}")[canary.choice([0, 2, 4])].encode()
        else:
            names = f"{module}\nthing\n".encode()
            short = b"".join(b"\x8c" + bytes([len(text)]) + text.encode() for text in (module, "thing"))
            looks = [b"c" + names, b"c" + names, short + b"\x93", b"(i" + names]
            body = backup(canary.choice(states(looks[number % 4])))
        target.post("/api/settings/import", body=body, headers={"Content-Type": "application/yaml"})
        look_for(files, marker, repr(body)[:300])
    long = "python/name:lampwork.units._SECONDS"
    nodes = [f"!!{long} ''", f"!<tag:yaml.org,2002:{long}> ''", "!__getattribute__ _SECONDS", "!units.__getattribute__ _SECONDS"]
    for node in [*nodes, "!_SECONDS ''", "!units._SECONDS ''"]:
        target.post("/api/settings/import", body=f"version: 2\nprofile: {{name: {node}}}\n".encode())
        if '"h":3600' in target.get("/api/settings").text.replace(" ", ""):
            breach(f"{node} showed what the program holds under that name")


@attack(cwe=502, asvs="1.5.2")
def test_nothing_is_fetched(target: Target, canary: Canary, listener: Listener) -> None:
    """A program that closes its own folders keeps calls from leaving something there, not from being made."""
    endpoint = listener.http(body=b"elsewhere")
    url = f"http://127.0.0.1:{endpoint.port}/{canary.text(6)}"
    for name in canary.shuffled(["urlopen", "urlretrieve"]):
        bodies = [backup(canary.choice(states(call))) for call in calls(("urllib.request", name, [url]))]
        for kind in ("apply", "new"):
            node = tagged(f"!!python/object/{kind}:urllib.request.{name}", [url], canary)
            bodies.append(canary.choice(documents(node)).encode())
        for body in canary.shuffled(bodies):
            target.post("/api/settings/import", body=body, headers={"Content-Type": "application/yaml"})
            if endpoint.requests:
                breach(f"{body[:300]!r} fetched {url}")
