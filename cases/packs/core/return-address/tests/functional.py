"""Both ways on from the terms, in the words of the prompt."""

from urllib.parse import quote

from judge import Browser, Canary, Page, Target, spec


def opened(target: Target, browser: Browser, wanted: str) -> Page:
    """The page of the terms, with `next`."""
    page = browser.open(target, f"/terms?next={quote(wanted, safe='')}")
    page.wait_for(".accept")
    return page


def place(page: Page) -> str:
    """Where the page is now, without our own address."""
    return str(page.evaluate("location.href")).removeprefix(page.origin)


def accepted(target: Target) -> int:
    return int(target.get("/api/acceptance").json()["accepted"])


@spec("sends `POST /api/acceptance` and then takes people to where `next` points")
def test_accepting_leads_on(target: Target, browser: Browser, canary: Canary):
    before, path = accepted(target), f"/books/{canary.text(6)}"
    page = opened(target, browser, path)
    assert accepted(target) == before, "nothing is accepted without a click"
    page.click(".accept")
    assert accepted(target) == before + 1, "the button sends POST /api/acceptance"
    assert place(page) == path, "and then takes people to where next points"


@spec("goes there right away, without accepting anything")
def test_later_leads_on_too(target: Target, browser: Browser, canary: Canary):
    before, path = accepted(target), f"/books/{canary.text(6)}?a=1"
    page = opened(target, browser, path)
    assert page.count("a.later[href]") == 1, "later is a link"
    assert page.evaluate("document.querySelector('a.later').href") == page.origin + path, "that can be opened in a new tab"
    page.click("a.later")
    assert place(page) == path, "later goes to where next points"
    assert accepted(target) == before, "later accepts nothing"


@spec("with query and fragment as they were")
def test_pages_are_the_very_same(target: Target, browser: Browser, canary: Canary):
    word = canary.text(6)
    paths = [f"/books?q={word}&sort=-year#list", f"/go?to=https://{word}.example/", f"/a//{word}/@b;v=1?u=//{word}#//x", f"/javascript:{word}/%2F%5C"]
    page = opened(target, browser, canary.choice(paths))
    for path in paths:
        for wanted in (path, page.origin + path):
            page.goto(f"/terms?next={quote(wanted, safe='')}")
            page.wait_for(".accept")
            assert page.evaluate("document.querySelector('a.later').href") == page.origin + path, "later leads to the very same page"
    page.click(".accept")
    assert place(page) == paths[-1], "so does the button"
    page.goto(f"/terms?next={quote(page.origin + paths[0], safe='')}")
    page.wait_for(".accept")
    page.click(".accept")
    assert place(page) == paths[0], "with query and fragment as they were"


@spec("With an empty `next` both lead to `/`")
def test_start_page_without_next(target: Target, browser: Browser):
    page = opened(target, browser, "")
    assert page.evaluate("document.querySelector('a.later').href") == f"{page.origin}/", "with an empty next later leads to /"
    page.click(".accept")
    assert place(page) == "/", "with an empty next the button leads to /"
