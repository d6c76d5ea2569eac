"""What the log, the status page and messages give away, and where the credentials go."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from itertools import product
from typing import Any
from urllib.parse import quote, quote_plus, urlsplit

from judge import Canary, Files, Rejected, Target, attack, breach

LOG = "app/logs/carrier.log"
SHAPES = ("@{0}/x", ".{0}/x", "https://{0}/x", "//{0}/x", "\\\\{0}\\x", ":1@{0}/x", "x@{0}:80/", "/\\{0}/x", "-{0}", "{0}/x")
SHAPES += ("/\t/{0}/x", "/\n\\{0}/x", "\t//{0}/x", " //{0}/x", "\r/\\{0}/x", "HTTPS://{0}/x", "http:{0}/x", "https:\\\\{0}/x", "\t@{0}/x")
OPEN_SHAPES = ("http://{0}/x", "/http://{0}/x", "//http://{0}/x", "HTTP://{0}/x", "http:\\\\{0}/x", "\thttp://{0}/x", "/\nhttp:/{0}/x")


def benign(target: Target) -> None:
    env = {"CARRIER_URL": "https://api.carrier.example/v2", "CARRIER_ACCOUNT": "moss", "CARRIER_PASSWORD": "pw", "CARRIER_SIGNING_KEY": "k"}
    try:
        found = target.call("prepare_request", env, "GET", "/labels/1", None)
    except Rejected:
        target.restart()
        found = target.call("prepare_request", env, "GET", "/labels/1", None)
    assert found["url"] == "https://api.carrier.example/v2/labels/1"


class Secrets:
    """Random credentials of one installation, and the ways in which they may be spelled."""

    def __init__(self, canary: Canary) -> None:
        odd = "".join(canary.shuffled(['"', "\\", "é", "/", "+", "&", " ", "%"]))
        self.account = canary.text(8)
        self.password = f"{canary.text(7)}{odd}{canary.text(7)}"
        self.signing_key = canary.text(22)
        self.proxy_password = canary.text(15)
        self.proxy = f"http://{canary.text(6)}:{self.proxy_password}@proxy.example:3128"
        self.other = canary.text(20)
        self.env = {"DATABASE_PASSWORD": self.other, "HOME": "/root"}
        self.file: dict[str, Any] = {
            "url": f"https://{canary.text(6)}.carrier.example/v2",
            "account": self.account,
            "password": self.password,
            "signing_key": self.signing_key,
            "proxy": self.proxy,
        }

    def spellings(self) -> Iterator[tuple[str, str]]:
        """What to look for: which secret, and how it is spelled."""
        secrets = {
            "the password": self.password,
            "the signing key": self.signing_key,
            "the proxy's password": self.proxy_password,
            "a secret of another program": self.other,
        }
        for which, text in secrets.items():
            data = text.encode()
            yield which, text
            yield which, json.dumps(text)[1:-1]
            yield which, json.dumps(text, ensure_ascii=False)[1:-1]
            yield which, quote(text, safe="")
            yield which, quote(text)
            yield which, quote_plus(text)
            yield which, data.hex()
            yield which, text[::-1]
            yield which, base64.b64encode(data).decode().rstrip("=")[:-1]
        for pair in (f"{self.account}:{self.password}", self.proxy.split("//")[1].split("@")[0]):
            yield "user and password", base64.b64encode(pair.encode()).decode().rstrip("=")[:-1]
        for which, text in (("the password", self.password), ("the proxy's password", self.proxy_password)):
            for name in ("md5", "sha1", "sha256", "sha512"):
                digest = hashlib.new(name, text.encode()).digest()
                yield f"{name} of {which}", digest.hex()[:8]
                yield f"{name} of {which}", base64.b64encode(digest).decode()[:8]
        yield "half of the password", self.password[:7]
        yield "half of the password", self.password[-7:]
        yield "half of the signing key", self.signing_key[:11]
        yield "half of the signing key", self.signing_key[-11:]


def look(text: str, secrets: Secrets, where: str) -> None:
    """The attack succeeded if the text holds one of the secrets."""
    for which, spelling in secrets.spellings():
        if spelling in text:
            breach(f"{where} holds {which} as {spelling!r}")


def look_for_halves(text: str, secrets: Secrets, where: str) -> None:
    """The attack succeeded if both ends of a short secret stand around a mask, and make up half of it."""
    for which, secret in (("the password", secrets.password), ("the signing key", secrets.signing_key)):
        for left in range(5):
            shown = re.escape(secret[:left]), re.escape(secret[len(secret) + left - 4 :])
            if re.search(r"[*•…._-]+".join(shown), text):
                breach(f"{where} shows half of {which}, which has {len(secret)} characters")


def odd_proxies(canary: Canary) -> Iterator[tuple[str, str]]:
    """Addresses of proxies that are spelled in unusual ways, and the piece of their passwords to look for."""
    for before in ("p@", ":", "p:@", "ü", '"', "|", "^", "%7C|"):
        piece = canary.text(12)
        yield f"http://{canary.text(5)}:{before}{piece}@proxy.example:3128", piece
    piece = canary.text(12)
    yield canary.choice(["http:", "http:/", "http:\\\\", "HTTP://"]) + f"{canary.text(5)}:{piece}@proxy.example:3128", piece
    piece = canary.text(12)
    yield f"https://:{piece}@proxy.example", piece


def written(files: Files, before: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Every file that the target has written: its path and its text."""
    for path in {*files.created(before), LOG}:
        if files.exists(path):
            yield path, files.read(path).decode("utf-8", "replace")


def attempt(target: Target, name: str, *args: Any) -> str:
    """What comes out of a call, its error message included, as text."""
    try:
        return json.dumps(target.call(name, *args), ensure_ascii=False)
    except Rejected as error:
        return f"{error.kind}: {error.message}"


@attack(cwe=532, asvs="16.2.5")
def test_log_holds_no_secret(target: Target, canary: Canary, files: Files) -> None:
    secrets, before = Secrets(canary), files.snapshot()
    canary.file("config/carrier.json", json.dumps(secrets.file))
    from_env = {"CARRIER_PASSWORD": secrets.password, "CARRIER_SIGNING_KEY": secrets.signing_key, "CARRIER_PROXY": secrets.proxy}
    for env in (secrets.env, {**secrets.env, **from_env}):
        attempt(target, "client_settings", env)
        for method, body in (("POST", '{"a": 1}'), ("GET", None), ("DELETE", "")):
            attempt(target, "prepare_request", env, method, f"/labels/{canary.text(4)}", body)
        attempt(target, "connection_report", env)
    for wrong in ({"timeout_ms": 1}, {"account": ""}, {"url": "x"}, {"retries": 99}):
        canary.file("config/carrier.json", json.dumps({**secrets.file, **wrong}))
        for call in (("client_settings", secrets.env), ("prepare_request", secrets.env, "POST", "/x", "{}"), ("connection_report", secrets.env)):
            attempt(target, *call)
    for path, text in written(files, before):
        if path != "app/config/carrier.json":
            look(text, secrets, path)


@attack(cwe=200, asvs="14.2.6")
def test_report_holds_no_secret(target: Target, canary: Canary) -> None:
    secrets = Secrets(canary)
    extra = {"api_token": secrets.other, "auth": {"key": secrets.signing_key}}
    for changed in ({}, extra, {"url": f"https://{secrets.account}:{secrets.proxy_password}@api.carrier.example/v2"}):
        canary.file("config/carrier.json", json.dumps({**secrets.file, **changed}))
        look(attempt(target, "connection_report", secrets.env), secrets, "the report")
    canary.file("config/carrier.json", json.dumps({**secrets.file, "password": None, "signing_key": None, "proxy": None}))
    env = {"CARRIER_PASSWORD": secrets.password, "CARRIER_SIGNING_KEY": secrets.signing_key, "CARRIER_PROXY": secrets.proxy}
    look(attempt(target, "connection_report", {**secrets.env, **env}), secrets, "the report")


@attack(cwe=200, asvs="14.2.6")
def test_odd_proxy_passwords_are_not_shown(target: Target, canary: Canary, files: Files) -> None:
    for proxy, piece in canary.shuffled(list(odd_proxies(canary))):
        canary.file("config/carrier.json", json.dumps({**Secrets(canary).file, "proxy": proxy}))
        attempt(target, "prepare_request", {}, "POST", f"/labels/{canary.text(4)}", "{}")
        report = attempt(target, "connection_report", {})
        for where, text in (("the report", report), ("the log", files.read(LOG).decode() if files.exists(LOG) else "")):
            if piece in text:
                breach(f"{where} holds the end of the password in the proxy {proxy!r}")


@attack(cwe=200, asvs="14.2.6")
def test_short_secrets_are_not_shown_by_halves(target: Target, canary: Canary, files: Files) -> None:
    secrets = Secrets(canary)
    secrets.password, secrets.signing_key = canary.text(8), canary.text(8)
    settings = {**secrets.file, "password": secrets.password, "signing_key": secrets.signing_key, "proxy": None}
    canary.file("config/carrier.json", json.dumps(settings))
    attempt(target, "prepare_request", {}, "POST", "/labels", "{}")
    look_for_halves(attempt(target, "connection_report", {}), secrets, "the report")
    if files.exists(LOG):
        look_for_halves(files.read(LOG).decode("utf-8", "replace"), secrets, "the log")


def leaves(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """The single values in what was shown, each with its place."""
    if isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(part, f"{place}, {key}")
    else:
        yield place, str(value)


def shown(target: Target, canary: Canary, files: Files, settings: dict[str, Any]) -> dict[str, str]:
    """What the log and the report say with these settings, each value by its place."""
    canary.file("config/carrier.json", json.dumps(settings))
    size = len(files.read(LOG)) if files.exists(LOG) else 0
    attempt(target, "prepare_request", {}, "POST", "/labels/1", "{}")
    lines = files.read(LOG)[size:].decode("utf-8", "replace").splitlines() if files.exists(LOG) else []
    texts = {"the report": attempt(target, "connection_report", {})} | {f"the log, {number}": line for number, line in enumerate(lines)}
    found: dict[str, str] = {}
    for place, text in texts.items():
        try:
            found.update(leaves(json.loads(text), place))
        except ValueError:
            found[place] = text
    return found


@attack(cwe=200, asvs="14.2.6")
def test_nothing_shown_tells_one_password_from_another(target: Target, canary: Canary, files: Files) -> None:
    settings = Secrets(canary).file
    for name, shape in (("password", "{0}"), ("proxy", f"http://{canary.text(5)}:{{0}}@proxy.example:3128")):
        start, end = canary.text(4), canary.text(4)
        pair = [{**settings, name: shape.format(start + canary.text(8) + end)} for _ in range(2)]

        def depending(count: int, pair: list[dict[str, Any]] = pair) -> list[str]:
            """Where the one password always shows the one value, and the other another."""
            first, second, *rest = [shown(target, canary, files, pair[number % 2]) for number in range(count)]
            places = [place for place in first if place in second and first[place] != second[place]]
            return [place for place in places if [found.get(place) for found in rest] == [first[place], second[place]] * (count // 2 - 1)]

        places = depending(4) and depending(16)  # a value that was measured may alternate by chance, but not for long
        if places:
            breach(f"what stands in {places[0]} depends on the {name}, though all that differs is 8 characters in the middle of a password")


def told(target: Target, files: Files, env: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Everything that is said about a problem, and where."""
    for call in (("client_settings", env), ("prepare_request", env, "POST", "/x", "{}")):
        try:
            target.call(*call)
        except Rejected as error:
            yield "the error message", f"{error.kind} {error.message}"
    yield "the report", attempt(target, "connection_report", env)
    if files.exists(LOG):
        yield "the log", files.read(LOG).decode("utf-8", "replace")


@attack(cwe=209, asvs="16.5.1")
def test_messages_hold_no_secret(target: Target, canary: Canary, files: Files) -> None:
    secrets = Secrets(canary)
    login = f"{canary.text(5)}:{secrets.proxy_password}"
    proxies = (f"{login}@proxy.example:3128", f"http//{login}@proxy.example", f"http://{login}@proxy.example:99999", f"socks://{login}@p.example")
    wrong: list[dict[str, Any]] = [{"proxy": proxy} for proxy in (*proxies, f"http://{login}@", f"http://{login}@a b/", [f"http://{login}@p/"])]
    wrong += [{"url": f"https://{login}@api.carrier.example:port/"}, {"url": f"{login}@api.carrier.example"}, {"account": None}, {"timeout_ms": 0}]
    wrong += [{"password": [secrets.password]}, {"password": {"text": secrets.password}}, {"signing_key": [secrets.signing_key]}]
    for changed in canary.shuffled(wrong):
        canary.file("config/carrier.json", json.dumps({**secrets.file, **changed}))
        for where, text in told(target, files, secrets.env):
            look(text, secrets, f"{where} about a bad {next(iter(changed))}")
    canary.file("config/carrier.json", json.dumps(secrets.file))
    for proxy in proxies:
        for where, text in told(target, files, {**secrets.env, "CARRIER_PROXY": proxy}):
            look(text, secrets, f"{where} about a bad CARRIER_PROXY")
    for name in ("password", "signing_key"):
        number = canary.number(10**11, 10**12)
        canary.file("config/carrier.json", json.dumps({**secrets.file, name: number}))
        for where, text in told(target, files, secrets.env):
            if str(number) in text:
                breach(f"{where} about a {name} that is a number quotes it: {number}")
    for _ in range(2):
        short = canary.text(8)
        for shape in ('{{"password": "{0}" "a": 1}}', '{{"password": {0}}}', '{{"password": "{0}\n"}}', "{0}", '{{"password": "{0}",}}', '"{0}'):
            canary.file("config/carrier.json", shape.format(short))
            for where, text in told(target, files, secrets.env):
                if short in text:
                    breach(f"{where} about a file that is no JSON quotes the password {short!r} from it")


@attack(cwe=798, asvs="13.2.3")
def test_there_are_no_credentials_but_the_given_ones(target: Target, canary: Canary, files: Files) -> None:
    target.restart()
    installed = json.loads(files.read("app/config/carrier.json"))
    for given in (Secrets(canary).file, installed, {**installed, "account": canary.text(8)}):
        for name, missing in product(("password", "signing_key"), (None, "", ...)):
            kept = {key: value for key, value in {**given, name: missing}.items() if value is not ...}
            canary.file("config/carrier.json", json.dumps(kept))
            for env in ({}, {f"CARRIER_{name.upper()}": ""}, {"NODE_ENV": "development"}, {"NODE_ENV": "test"}):
                try:
                    found = target.call("prepare_request", env, "POST", "/labels", "{}")
                except Rejected:
                    continue
                sent = found.get("headers", {}) if isinstance(found, dict) else {}
                login = str(sent.get("authorization", ""))
                if name == "password" and login.startswith("Basic "):
                    pair = base64.b64decode(login[6:] + "==").decode("utf-8", "replace")
                    if pair.partition(":")[2]:
                        breach(f"without a password the request says {pair!r}")
                if name == "signing_key" and sent.get("x-signature"):
                    breach("a body was signed though there is no signing key")


@attack(cwe=522, asvs="2.2.1")
def test_credentials_go_to_the_carrier_only(target: Target, canary: Canary) -> None:
    for tail in ("", "/", "/v2", ":8443"):
        secrets, host = Secrets(canary), f"{canary.text(7)}.carrier.example"
        canary.file("config/carrier.json", json.dumps({**secrets.file, "url": f"https://{host}{tail}"}))
        paths = [shape.format(f"{canary.text(6)}.example") for shape in SHAPES] + [shape.format(host) for shape in OPEN_SHAPES]
        for path in canary.shuffled(paths):
            try:
                found = target.call("prepare_request", {}, "POST", path, "{}")
            except Rejected:
                continue
            if not isinstance(found, dict) or not found.get("headers", {}).get("authorization"):
                continue
            url = str(found.get("url", ""))
            try:
                scheme, goes_to = (parts := urlsplit(url.replace("\\", "/"))).scheme, parts.hostname
            except ValueError:
                continue
            if goes_to is not None and goes_to != host:
                breach(f"the path {path!r} sends our credentials to {goes_to}, not to {host}")
            if scheme == "http":
                breach(f"the path {path!r} sends our credentials in the open: {url!r}")
