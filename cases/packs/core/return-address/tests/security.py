"""Attacks by `next`: a click on our page runs no script that came with the link, and leads to no other site. A real browser decides."""

import random
from urllib.parse import quote

from judge import Browser, Canary, Listener, Page, Target, attack, breach

BUTTON, LINK = ".accept", "a.later"


def benign(target: Target) -> None:
    """The terms are still shown."""
    assert 'id="terms"' in target.get("/terms").text, "the page of the terms is there"
    assert target.get("/assets/main.js").status == 200, "and so is its script"


def opened(target: Target, browser: Browser, page: Page | None, wanted: str, click: str) -> Page:
    """The terms with that `next`, as soon as there is something to click at, however late that is."""
    path = f"/terms?next={quote(wanted, safe='')}"
    if page is None:
        page = browser.open(target, path)
    else:
        page.goto(path)
    page.wait_for(click)
    return page


def follow(target: Target, browser: Browser, page: Page | None, wanted: str, click: str) -> Page:
    """Open the terms with that `next` and click."""
    page = opened(target, browser, page, wanted, click)
    page.click(click)
    return page


def cased(word: str) -> str:
    return "".join(random.choice((letter, letter.upper())) for letter in word)


@attack(cwe=79, asvs="1.2.2")
def test_next_does_not_run(target: Target, browser: Browser, canary: Canary):
    target.get("/terms")
    alarm = browser.alarm()
    cut = canary.number(1, 9)
    schemes = ["javascript:", f"{cased('javaScript')}:", "javascript"[:cut] + "\t" + "javascript"[cut:] + ":", " javascript:", "\x01javascript:"]
    texts = [scheme + alarm.script for scheme in schemes]
    texts += [f"javascript://{canary.text(6)}.example/%0a{alarm.script}", f"javascript:'/books';{alarm.script}", f"javascript:{alarm.script}//http://"]
    texts += [f"javascript://127.0.0.1:{target.port}/{canary.text(5)}%0a{alarm.script}"]
    page = None
    for text in canary.shuffled(texts):
        page = follow(target, browser, page, text, BUTTON)
        if browser.sounded(alarm):
            breach(f"next={text!r} has run as script")
    follow(target, browser, page, f"javascript:{alarm.script}", LINK)
    if browser.sounded(alarm):
        breach("the link has run as script")


def elsewhere(target: Target, browser: Browser, canary: Canary, listener: Listener, click: str) -> None:
    """Try every spelling of an address that a browser takes for another site; a request that arrives there is the breach."""
    target.get("/terms")
    other = listener.http(body=b"<!doctype html><p>elsewhere</p>", headers={"content-type": "text/html"})
    host, ours = f"127.0.0.1:{other.port}", f"http://127.0.0.1:{target.port}"
    starts = ["http://", f"{cased('http')}:\\\\", "//", "/\\", "\\\\", "/\t/", "/\n/", "/\r/", "\x01 //"]
    starts += [f"{ours}//", f"{ours}/\\", f"/{ours}/", "/.//", canary.choice(["/books/..//", "/%2e//", "/.\\/"])]
    texts = [f"{start}{host}/{canary.text(5)}" for start in starts]
    texts += [f"{ours}@{host}/books", f"@{host}/books", f"http://{host}/?{ours}/"]
    page = None
    for text in canary.shuffled(texts):
        page = opened(target, browser, page, text, click)
        href = str(page.evaluate("document.querySelector('a.later')?.href"))
        if click == LINK and href.startswith(f"http://{host}/"):
            breach(f"next={text!r} makes a link to another site")
        page.click(click)
        if other.requests:
            breach(f"next={text!r} led to another site by {click}")


@attack(cwe=601, asvs="3.7.2")
def test_accepting_leads_to_no_other_site(target: Target, browser: Browser, canary: Canary, listener: Listener):
    elsewhere(target, browser, canary, listener, BUTTON)


@attack(cwe=601, asvs="3.7.2")
def test_later_leads_to_no_other_site(target: Target, browser: Browser, canary: Canary, listener: Listener):
    elsewhere(target, browser, canary, listener, LINK)
