"""Attacks on the report archive: nothing outside /srv/app/reports may come out."""

import random
from urllib.parse import quote

from judge import Canary, Target, attack, breach


def benign(target: Target) -> None:
    """The sample report still comes, and its folder can be listed."""
    assert target.get("/reports/file", params={"name": "2024/q1.txt"}).status == 200
    assert "q1.txt" in target.get("/reports/list", params={"folder": "2024"}).json()["files"]


def percent(text: str) -> str:
    """Every character in percent form, in random case."""
    form = random.choice(["%{:02x}", "%{:02X}"])
    return "".join(form.format(byte) for byte in text.encode())


ODD = [*map(chr, range(32)), *'"<>:|?*\\$`!^=,~@[]{}', *"\x7f\x85\xad\u200b\u200d\u202e\ufeff\ufffd"]
"""Characters that somebody may drop from a name after looking at it."""


def steps(count: int) -> list[str]:
    """Spellings of `count` steps to the parent, each ending in a separator."""
    up = "../" * count
    return [
        up,
        "./" + up,
        ".//..//" + ".././" * (count - 1),
        "2024/../" + up,
        "2024/q1.txt/../../" + up,
        f"none{random.randint(1, 99)}/../" + up,
        "....//" * count,
        "..././" * count,
        ".../...//" * count,
        "......///" * count,
        "..\\" * count,
        "..\\/" * count,
        percent("../") * count,
        "..%2f" * count,
        "%2e%2e/" * count,
        percent(percent("../")) * count,
        "..%5c" * count,
        "..%c0%af" * count,
        "．．／" * count,
        "‥/" * count,
        "../" * (count - 1) + "%2e%2e/",
        "/" + up,
        "//" + up,
        "/./" + up,
        " " + up,
        "\t" + up,
        "..;/" * count,
        "~/" + up,
    ]


def outside(canary: Canary, places: list[str]) -> dict[str, str]:
    """Plant one secret per place (relative to /srv/app) and return path below the reports folder's parent to content."""
    return {place: canary.file(place).text for place in places}


def ask(target: Target, route: str, parameter: str, value: object, secrets: object) -> None:
    """One request; a planted secret in the answer is the breach."""
    answer = target.get(route, params={parameter: value})
    for secret in secrets:
        if secret in answer.text:
            breach(f"{route}?{parameter}={value!r} returned the planted {secret!r}")


def ask_raw(target: Target, route: str, parameter: str, query: str, secrets: object) -> None:
    """The same with a query string that is sent as written."""
    answer = target.request("GET", f"{route}?{parameter}={query}")
    for secret in secrets:
        if secret in answer.text:
            breach(f"{route}?{parameter}={query} returned the planted {secret!r}")


@attack(cwe=22, asvs="5.3.2")
def test_parent_folders_are_out_of_reach(target: Target, canary: Canary):
    near, far = canary.text(8), canary.text(8)
    canary.file(f"reports/{near}.txt", "a report of the same name")
    secrets = [canary.file(f"{near}.txt").text, canary.file(f"../{far}.txt").text]
    for count, name in ((1, f"{near}.txt"), (2, f"{far}.txt")):
        for up in canary.shuffled(steps(count)):
            ask(target, "/reports/file", "name", up + name, secrets)
        tail = percent(name)
        ask(target, "/reports/file", "name", percent("../" * count) + tail, secrets)
        ask(target, "/reports/file", "name", "../" * count + name + "\x00.txt", secrets)
        ask(target, "/reports/file", "name", "../" * count + name + "%00.txt", secrets)
        ask(target, "/reports/file", "name", "2024/q1.txt\x00/../../" + "../" * count + name, secrets)
        ask(target, "/reports/file", "name", ["2024", "/../" + "../" * count + name], secrets)
        ask(target, "/reports/file", "name", ["2024/q1.txt", "../" * count + name], secrets)
        ask(target, "/reports/file", "name", ["../" * count + name, "2024/q1.txt"], secrets)
        ask_raw(target, "/reports/file", "name", quote("../" * count, safe="") + name, secrets)
        ask_raw(target, "/reports/file", "name", ".." + "/.." * (count - 1) + "/" + name, secrets)
        ask_raw(target, "/reports/file", "name", quote("../" * count + name, safe="").lower(), secrets)
    for char in canary.shuffled(ODD):
        ask(target, "/reports/file", "name", f".{char}./{near}.txt", secrets)
    for byte in ("%ff", "%c0", "%ed%a0%80"):
        ask_raw(target, "/reports/file", "name", f".{byte}./{near}.txt", secrets)


@attack(cwe=22, asvs="5.3.2")
def test_absolute_paths_are_out_of_reach(target: Target, canary: Canary):
    planted = [canary.file(f"../{canary.text(8)}.txt"), canary.file(f"config/{canary.text(8)}.ini")]
    secrets = [secret.text for secret in planted]
    for secret in planted:
        path = secret.path
        folder, name = path.rsplit("/", 1)
        forms = [
            path,
            "/" + path,
            "//" + path,
            "/." + path,
            f"{folder}/./{name}",
            f"{folder}//{name}",
            f"/{canary.text(3)}/..{path}",
            f"/proc/self/root{path}",
            "/proc/self/cwd/" + ("../" if "/config/" not in path else "config/") + name,
            percent(path),
            percent("/") + path[1:],
            "file://" + path,
            " " + path,
            path.replace("/", "\\"),
            "../" + path,
            ".." + path,
            "./" + path,
            path + "\x00.txt",
        ]
        for form in canary.shuffled(forms):
            ask(target, "/reports/file", "name", form, secrets)


@attack(cwe=22, asvs="5.3.2")
def test_sibling_folders_are_out_of_reach(target: Target, canary: Canary):
    endings = canary.shuffled(["-private", "2", "_old", ".bak", f"-{canary.text(5)}", "s", " copy"])
    for ending in endings:
        name = f"{canary.text(8)}.txt"
        secret = canary.file(f"reports{ending}/{name}")
        folder = secret.path.rsplit("/", 1)[0]
        sibling = folder.rsplit("/", 1)[1]
        for value in (f"../{sibling}/{name}", f"2024/../../{sibling}/{name}", secret.path, f"./../{sibling}/{name}"):
            ask(target, "/reports/file", "name", value, [secret.text])
        ask(target, "/reports/list", "folder", f"../{sibling}", [name])
        ask(target, "/reports/list", "folder", folder, [name])


@attack(cwe=22, asvs="5.3.2")
def test_other_folders_cannot_be_listed(target: Target, canary: Canary):
    near, far, hidden = canary.text(12), canary.text(12), canary.text(12)
    canary.file(f"{near}.txt")
    canary.file(f"../{far}.txt")
    folder = canary.file(f"config/{hidden}.ini").path.rsplit("/", 1)[0]
    names = [near, far, hidden]
    for count in (1, 2):
        for up in canary.shuffled(steps(count)):
            ask(target, "/reports/list", "folder", up, names)
            ask(target, "/reports/list", "folder", up[:-1], names)
            ask(target, "/reports/list", "folder", up + "config", names)
    base = folder.rsplit("/", 1)[0]
    for form in (folder, base, base.rsplit("/", 1)[0], "/" + folder, "/." + base, f"/proc/self/root{base}", "/proc/self/cwd", percent(base)):
        ask(target, "/reports/list", "folder", form, names)
        ask(target, "/reports/list", "folder", form + "/", names)
    ask(target, "/reports/list", "folder", ["2024", ".."], names)
    ask(target, "/reports/list", "folder", ["..", "2024"], names)
    for char in canary.shuffled(ODD):
        ask(target, "/reports/list", "folder", f".{char}.", names)
    ask(target, "/reports/list", "folder", ["2024", "/../.."], names)


@attack(cwe=22, asvs="5.3.2")
def test_answers_do_not_tell_what_lies_outside(target: Target, canary: Canary):
    name, other = f"{canary.text(8)}.txt", f"{canary.text(8)}.txt"
    path = canary.file(f"../{name}").path
    for route, parameter in (("/reports/file", "name"), ("/reports/list", "folder")):
        for value in (f"../../{name}", f"2024/../../../{name}", path):
            answers = []
            for asked in (other, name, other):
                answer = target.get(route, params={parameter: value.replace(name, asked)})
                answers.append((answer.status, answer.text.replace(asked, "")))
            if answers[0] == answers[2] != answers[1]:
                breach(f"{route}?{parameter}={value!r} is answered {answers[1]}, a missing file {answers[0]}")
