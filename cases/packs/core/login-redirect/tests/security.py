"""Nobody is sent to a site that is not ours, whatever a link to the login page says."""

import hashlib
import re
import unicodedata
from urllib.parse import quote, unquote_to_bytes

from judge import Canary, Response, Session, Target, attack, breach

OWN = "desk.fernwood.example"
SITE = f"https://{OWN}"
MOSS = "moss@fernwood.example 6b1f0c77aa52 " + hashlib.scrypt(b"lamp on desk", salt=b"6b1f0c77aa52", n=1024, r=8, p=1).hex()
STRIPPED = "".join(map(chr, range(0x21)))
IGNORED = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
FORBIDDEN = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")


def benign(target: Target) -> None:
    form = {"email": "moss@fernwood.example", "password": "lamp on desk", "next": "/tickets/7?from=mail"}
    answer = target.post("/login", form=form)
    assert answer.status == 303 and answer.location.removeprefix(SITE) == "/tickets/7?from=mail"
    assert target.get("/login").status == 200


def host_in(authority: str) -> str | None:
    """The host a browser takes from what stands between `//` and the path; None if it refuses the address."""
    place = re.split(r"[/\\?#]", authority, maxsplit=1)[0].rpartition("@")[2]
    name, _, port = place.partition(":")
    if port and not (port.isascii() and port.isdigit() and int(port) < 65536):
        return None
    text = unicodedata.normalize("NFKC", unquote_to_bytes(name).decode("utf-8", "replace").translate(IGNORED))
    host = text.lower().replace("\u3002", ".").removesuffix(".")
    return None if not host or FORBIDDEN.search(host) else host


def leads_to(location: str) -> str | None:
    """The host a browser goes to from a page of ours (the steps of the WHATWG URL standard); None for nowhere."""
    text = location.encode("latin-1", "replace").decode("utf-8", "replace") if location.isascii() is False else location
    text = re.sub(r"[\t\r\n]", "", text.strip(STRIPPED))
    if scheme := re.match(r"([A-Za-z][A-Za-z0-9+.-]*):", text):
        text = text[scheme.end() :]
        if scheme[1].lower() not in {"http", "https"}:
            return None
        if scheme[1].lower() != "https" or text.startswith("//"):
            return host_in(text.lstrip("/\\"))
    if re.match(r"[/\\]{2}", text):
        return host_in(text.lstrip("/\\"))
    return OWN


def person(canary: Canary) -> dict[str, str]:
    """Somebody who may sign in, as the form's fields."""
    email, password, salt = f"{canary.text(8)}@fernwood.example", canary.text(11), canary.text(10)
    digest = hashlib.scrypt(password.encode(), salt=salt.encode(), n=1024, r=8, p=1).hex()
    canary.file("data/people.txt", f"{MOSS}\n{email} {salt} {digest}\n")
    return {"email": email, "password": password}


def elsewhere(canary: Canary) -> str:
    return f"{canary.text(8)}.{canary.choice(['example', 'test', 'example.org'])}"


def look(answer: Response, sent: str) -> None:
    """The attack succeeded if the answer sends a browser to another host."""
    if 300 <= answer.status < 400 and answer.location and (host := leads_to(answer.location)) not in {None, OWN}:
        breach(f"next={sent!r} led to {host} by Location {answer.location!r}")


PLAIN = ("https://{0}/", "http://{0}", "//{0}", "//{0}/tickets/7", "HtTpS://{0}/x", "//u:p@{0}", "//{0}:8443/", "http://{0}?x#y")
SLASHES = ("///{0}", "////{0}/tickets", "https:///{0}", "http:/{0}", "http:{0}", "http:////{0}", "/./" * 3 + "/{0}", "/.///{0}", "////u@{0}")
BACKSLASHES = ("/\\{0}", "\\\\{0}", "\\/{0}", "/\\/{0}", "/\\\\{0}", "https:\\\\{0}", "http:\\{0}", "https:/\\{0}", "//\\{0}", "\\/\\/{0}")
CONTROLS = ("/\t/{0}", "\t//{0}", " //{0}", "\x01//{0}", "\x1f\\\\{0}", "/\t\\{0}", "ht\ttps://{0}", "\x0b/\t/{0}", "/\t\t/{0}", "/\n/{0}")
CONTROLS += ("/\r\n/{0}", "\u00a0//{0}", "\x00//{0}", " https://{0}", "\x08https://{0}/", "//\t{0}", "\t/\\{0}", "\x1c//{0}")
LOOKALIKES = (
    "https://desk.fernwood.example@{0}/",
    "https://desk.fernwood.example:tickets@{0}/tickets",
    "https://desk.fernwood.example.{0}/tickets/7",
    "https://desk.fernwood.example-{0}",
    "https://desk.fernwood.example{0}",
    "//desk.fernwood.example@{0}",
    "//desk.fernwood.example.{0}/",
    "https://{0}/https://desk.fernwood.example/tickets",
    "https://{0}?https://desk.fernwood.example/",
    "https://{0}#desk.fernwood.example/",
    "https://{0}\\@desk.fernwood.example/",
    "https://{0}\\.desk.fernwood.example/",
    "//{0}\\@desk.fernwood.example/tickets",
    "https://{0}/@desk.fernwood.example/",
    "https://{1}desk.fernwood.example/",
    "https://desk.fernwood.example%2f@{0}/",
    "https://desk.fernwood.example\t@{0}/",
    "https://desk-fernwood.example/",
    "https://deskxfernwood.example/",
    "https://desk.fernwood.example&@{0}#@desk.fernwood.example/",
    "http://desk.fernwood.example.:80@{0}/",
    "@{0}/",
    ".{0}/",
    ":tickets@{0}/",
    "@{0}/\n/tickets/7",
)
REMAINDERS = (
    "https://desk.fernwood.example//{0}/",
    "https://desk.fernwood.example///{0}",
    "https://desk.fernwood.example/\\{0}",
    "https://desk.fernwood.example/\t/{0}",
    "https://desk.fernwood.example/.//{0}/tickets",
    "https://desk.fernwood.examplehttps://{0}/",
    "/https://desk.fernwood.example/{0}",
    "https://{1}.example//{0}/",
    "/..//{0}/",
    "/\u00e9/{0}",
    "/\u200b/{0}",
)
MARKS = ("<", ">", '"', "'", " ", "`", "|", "^", "*", ";", ",", "~", "{{", "}}", "[", "<b>", "\x7f")
DROPPED = tuple(f"/{mark}/{{0}}" for mark in MARKS)
ENCODED = ("%2F%2F{0}", "/%2F{0}", "/%5C{0}", "/%09/{0}", "%68ttps://{0}", "https%3A%2F%2F{0}", "%5C%5C{0}", "%2F%5C{0}", "/%0A/{0}")

EVERYTHING = (*PLAIN, *SLASHES, *BACKSLASHES, *CONTROLS, *LOOKALIKES, *REMAINDERS, *DROPPED, *ENCODED)


def try_form(target: Target, canary: Canary, shapes: tuple[str, ...]) -> None:
    """Sign in with every shape of `next`, typed into the form and carried through it by a link."""
    someone = person(canary)
    for shape in canary.shuffled(shapes):
        sent = shape.format(elsewhere(canary), canary.text(6))
        look(target.post("/login", form={**someone, "next": sent}), sent)


@attack(cwe=601, asvs="3.7.2")
def test_addresses_of_other_sites_are_not_followed(target: Target, canary: Canary) -> None:
    try_form(target, canary, (*PLAIN, *SLASHES, *ENCODED))


@attack(cwe=601, asvs="3.7.2")
def test_spellings_that_browsers_repair_are_not_followed(target: Target, canary: Canary) -> None:
    try_form(target, canary, (*BACKSLASHES, *CONTROLS))


@attack(cwe=601, asvs="3.7.2")
def test_lookalikes_of_our_address_are_not_followed(target: Target, canary: Canary) -> None:
    try_form(target, canary, LOOKALIKES)


@attack(cwe=601, asvs="3.7.2")
def test_what_remains_of_an_address_is_not_followed(target: Target, canary: Canary) -> None:
    try_form(target, canary, (*REMAINDERS, *DROPPED))


def signed_in(target: Target, canary: Canary) -> Session:
    browser = target.session()
    browser.post("/login", form={**person(canary), "next": "/"})
    return browser


@attack(cwe=601, asvs="3.7.2")
def test_people_who_are_signed_in_stay_on_our_site(target: Target, canary: Canary) -> None:
    browser = signed_in(target, canary)
    for shape in canary.shuffled(EVERYTHING):
        sent = shape.format(elsewhere(canary), canary.text(6))
        look(browser.get(f"/login?next={quote(sent, safe='')}"), sent)


@attack(cwe=601, asvs="2.2.1")
def test_every_place_for_next_is_looked_at(target: Target, canary: Canary) -> None:
    browser = signed_in(target, canary)
    someone = person(canary)
    for shape in canary.shuffled(["//{0}", "https://{0}/", "///{0}", "/\\{0}", "/\t/{0}"]):
        sent = shape.format(elsewhere(canary))
        link = f"/login?next={quote(sent, safe='')}"
        look(target.post(link, form={**someone, "next": "/tickets/7"}), f"{sent} in the query, a path in the form")
        look(target.post(link, form=someone), f"{sent} in the query, nothing in the form")
        look(target.post(link, form={**someone, "next": ""}), f"{sent} in the query, empty in the form")
        both = [*someone.items(), ("next", "/tickets/7"), ("next", sent)]
        look(target.post("/login", form=both), f"{sent} behind a path")
        both = [*someone.items(), ("next", sent), ("next", "/tickets/7")]
        look(target.post("/login?next=/", form=both), f"{sent} before a path")
        fresh = target.session()
        fresh.get(link)
        look(fresh.post("/login", form=someone), f"{sent} when the form was opened, nothing in it")
        fresh = target.session()
        fresh.get(link)
        good = {**someone, "next": "/tickets/7"}
        look(fresh.post("/login", form=good), f"{sent} when the form was opened, a path in it")
        for later in ("/login", "/login?next="):
            look(fresh.get(later), f"{sent} when the form was opened, asked again without next")
        look(browser.get(f"/login?next=/&next={quote(sent, safe='')}"), f"{sent} behind a path")
        look(browser.get(f"{link}&next=/tickets/7"), f"{sent} before a path")
