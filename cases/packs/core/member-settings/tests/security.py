"""No page of somebody else makes a member's browser change the member's settings.

The tests send what a browser sends: the member's cookies unless SameSite keeps them back, `Origin` with every post, and
in current browsers `Sec-Fetch-Site`.
"""

import json
import math
import re
from collections.abc import Iterator
from html.parser import HTMLParser

from judge import Canary, Response, Target, attack, breach, drawn_by_random

SITE = "library.example"
GOOD = {"Host": SITE, "Origin": f"https://{SITE}", "Referer": f"https://{SITE}/settings", "Sec-Fetch-Site": "same-origin"}
NOTHING = ("", "null", "undefined", "None", "nil", "<nil>", "%!s(<nil>)", "false", "0")
DETAILS = ("email", "phone", "newsletter")


class Hidden(HTMLParser):
    """Everything in the form beside the settings: its hidden fields and their values."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.action = "/settings"
        self.fields: dict[str, str] = {}
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form" and values.get("action"):
            self.action = values["action"]
        if tag == "input" and values.get("type") == "hidden" and "name" in values and values["name"] not in DETAILS:
            self.fields[values["name"]] = values.get("value", "")


class Browser:
    """A member's browser with its cookies, as far as SameSite is concerned."""

    def __init__(self, target: Target, name: str, *, old: bool = False) -> None:
        self.target = target
        self.own = {"Host": SITE} if old else {"Host": SITE, "Sec-Fetch-Site": "none"}
        self.cookies: dict[str, tuple[str, str]] = {}
        self.send("POST", "/join", GOOD, form={"name": name})

    def send(self, method: str, path: str, headers: dict[str, str], **options: object) -> Response:
        """A request from a page of the site that the headers name."""
        near = headers is self.own or headers.get("Sec-Fetch-Site") in ("same-origin", "same-site", "none")
        kept_back = () if near else (("strict",) if method == "GET" else ("strict", "lax"))
        cookies = {name: value for name, (value, rule) in self.cookies.items() if rule not in kept_back}
        answer = self.target.request(method, path, headers=headers, cookies=cookies, **options)
        for name, morsel in answer.cookies.items():
            self.cookies[name] = (morsel.coded_value, morsel["samesite"].lower())
        return answer

    def open(self) -> Hidden:
        """Look at the page, like any member."""
        return Hidden(self.send("GET", "/settings", self.own).text)

    def details(self) -> str:
        """What is stored of the member."""
        return self.send("GET", "/api/me", self.own).text


def benign(target: Target) -> None:
    """The form can still be opened and submitted."""
    member = Browser(target, "Benign Member")
    page = member.open()
    sent = {**page.fields, "email": "benign@mail.example", "phone": "1"}
    assert member.send("POST", page.action, GOOD, form=sent).status == 303
    assert "benign@mail.example" in member.details()


def victims(target: Target, canary: Canary, name: str = "") -> list[Browser]:
    """Members who are logged in: two with the page open, one of them in an old browser, and one who has never opened it."""
    members = [Browser(target, name or canary.text(10), old=old) for old in (False, True, False)]
    for member in members[:2]:
        member.open()
    return members


def page_of(origin: str, relation: str) -> dict[str, str]:
    """What a browser tells about a request from a page of that origin; older ones know no `Sec-Fetch-Site`."""
    headers = {"Host": SITE, "Origin": origin}
    if origin != "null":
        headers["Referer"] = f"{origin}/"
    return headers | ({"Sec-Fetch-Site": relation} if relation else {})


def elsewhere(canary: Canary) -> list[dict[str, str]]:
    """Pages that have nothing to do with the library."""
    evil = f"https://{canary.text(7)}.example"
    found = [page_of(evil, "cross-site"), page_of(evil, ""), page_of("null", "cross-site"), page_of("null", "")]
    found.append({**page_of(evil, ""), "Referer": f"{evil}/?next=https://{SITE}/settings"})
    return canary.shuffled(found)


def forged(canary: Canary, hidden: dict[str, str]) -> dict[str, str]:
    """The fields of a form that somebody else wrote."""
    return {**hidden, "email": f"{canary.text(8)}@evil.example", "phone": "666"}


def try_form(victim: Browser, action: str, headers: dict[str, str], why: str, **options: object) -> None:
    """Let the victim's browser submit it; settings that have changed are the breach."""
    before = victim.details()
    victim.send("POST", action, headers, **options)
    after = victim.details()
    if after != before:
        breach(f"a form {why}, from {headers}, changed the settings to {after}")


@attack(cwe=352, asvs="3.5.1")
def test_forms_of_other_sites_change_nothing(target: Target, canary: Canary) -> None:
    for victim in canary.shuffled(victims(target, canary)):
        for headers in elsewhere(canary):
            fields = forged(canary, {})
            try_form(victim, "/settings", headers, "without further fields", form=fields)
            try_form(victim, "/settings", headers, "as multipart", form=fields, files=[])
            query = "&".join(f"{name}={value.replace('@', '%40')}" for name, value in fields.items())
            try_form(victim, f"/settings?{query}", headers, "with its fields in the address", form={})
            plain = {**headers, "Content-Type": "text/plain"}
            try_form(victim, "/settings", plain, "as plain text", body=query.replace("%40", "@"))
            written = json.dumps({**fields, "newsletter": "yes", "x": "="})
            try_form(victim, "/settings", plain, "as plain text that is JSON", body=written)


@attack(cwe=352, asvs="3.5.1")
def test_fields_of_other_members_are_of_no_use(target: Target, canary: Canary) -> None:
    name = canary.text(10)
    members = victims(target, canary, name)
    page, second = (Browser(target, name, old=old).open() for old in (False, True))
    values = [page.fields, second.fields]
    values.append({name: canary.text(len(value) or 32) for name, value in page.fields.items()})
    values.append({name: value[:-1] for name, value in page.fields.items()})
    for victim in canary.shuffled(members):
        for hidden in canary.shuffled(values):
            for headers in elsewhere(canary)[:3]:
                try_form(victim, page.action, headers, f"with {hidden}", form=forged(canary, hidden))
                try_form(victim, page.action, headers, f"with {hidden}, as multipart", form=forged(canary, hidden), files=[])
    own = members[0].open().fields
    foreseen = {name: how for name, value in own.items() if (how := drawn_by_random(target, value))}
    for headers in elsewhere(canary) if foreseen else []:
        try_form(members[0], page.action, headers, f"with a value that can be foreseen ({foreseen})", form=forged(canary, own))


def between(low: str, high: str) -> Iterator[str]:
    """What a counter has given out between two values."""
    for one, two in zip(re.finditer(r"\d+", low), re.finditer(r"\d+", high), strict=False):
        head, tail = low[: one.start()], low[one.end() :]
        if (head, tail) == (high[: two.start()], high[two.end() :]) and int(two[0]) - int(one[0]) < 50:
            for number in range(int(one[0]) + 1, int(two[0])):
                yield f"{head}{number:0{len(one[0])}}{tail}"


def room(values: list[str]) -> float:
    """How many bits values like these can hold at most."""
    sizes = {r"[0-9]*": 10, r"[0-9a-f]*": 16, r"(?s:.*)": 64}
    return max(map(len, values)) * math.log2(next(sizes[form] for form in sizes if re.fullmatch(form, "".join(values))))


@attack(cwe=352, asvs="3.5.1")
def test_values_cannot_be_guessed(target: Target, canary: Canary) -> None:
    headers = page_of(f"https://{canary.text(7)}.example", canary.choice(["cross-site", ""]))
    victim = Browser(target, canary.text(10))
    low = Browser(target, canary.text(10)).open().fields
    own = victim.open().fields
    high = Browser(target, canary.text(10)).open().fields
    for name in low.keys() & high.keys():
        for guess in between(low[name], high[name]):
            why = f"with {guess!r}, which lies between two values of our own"
            try_form(victim, "/settings", headers, why, form=forged(canary, {**high, name: guess}))
    drawn = [[page.get(name, "") for page in (low, own, high)] for name in own]
    drawn = [values for values in drawn if len(set(values)) > 1]
    if drawn and (bits := sum(map(room, drawn))) < 64:
        why = f"with values that can be tried out, such as {drawn}: {bits:.0f} bits at most"
        try_form(victim, "/settings", headers, why, form=forged(canary, own))


@attack(cwe=352, asvs="3.5.1")
def test_no_value_and_parts_of_one_are_of_no_use(target: Target, canary: Canary) -> None:
    page = Browser(target, canary.text(10)).open()
    headers = page_of(f"https://{canary.text(7)}.example", "")
    for victim in canary.shuffled(victims(target, canary)):
        before = victim.details()
        for word in canary.shuffled([*NOTHING, *"234567abcdefABCDEF"]):
            victim.send("POST", page.action, headers, form=forged(canary, dict.fromkeys(page.fields, word)))
        after = victim.details()
        if after != before:
            breach(f"a form with a guessed value, from {headers}, changed the settings to {after}")


@attack(cwe=352, asvs="3.5.1")
def test_sites_with_similar_names_are_other_sites(target: Target, canary: Canary) -> None:
    attacker, word = Browser(target, canary.text(10)), canary.text(5)
    page = attacker.open()
    similar = [f"https://{SITE}.{word}.example", f"https://{word}{SITE}", f"https://{word}-{SITE}"]
    similar += [f"https://{SITE}{word}", f"https://{SITE[:-3]}"]
    relations = [(origin, relation) for origin in similar for relation in ("", "cross-site")]
    relations += [(f"https://{SITE}:8443", relation) for relation in ("", "same-site")]
    relations += [(f"https://{word}.{SITE}", relation) for relation in ("", "same-site")]
    relations.append((f"http://{SITE}", "cross-site"))
    for victim in canary.shuffled(victims(target, canary)):
        for origin, relation in canary.shuffled(relations):
            try_form(victim, page.action, page_of(origin, relation), "of a similar site", form=forged(canary, page.fields))


@attack(cwe=352, asvs="3.5.3")
def test_links_and_images_change_nothing(target: Target, canary: Canary) -> None:
    attacker = Browser(target, canary.text(10))
    page = attacker.open()
    for victim in canary.shuffled(victims(target, canary)):
        for extra in canary.shuffled([{}, page.fields, {"_method": "POST"}, {"_method": "PUT", **page.fields}]):
            for method in ("GET", "HEAD"):
                fields, before = forged(canary, extra), victim.details()
                headers = {"Host": SITE, "Referer": "https://evil.example/"}
                headers |= canary.choice([{"Sec-Fetch-Site": "cross-site"}, {}])
                victim.send(method, "/settings", headers, params=fields)
                after = victim.details()
                if after != before:
                    breach(f"{method} /settings with {fields} changed the settings to {after}")
