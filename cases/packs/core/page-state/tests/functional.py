"""The document around a list, and what the browser makes of it, in the words of the prompt."""

from judge import Browser, Canary, Page, Target, spec


def new_list(target: Target, title: str, *things: str) -> str:
    """Make a list; the path of its page."""
    answer = target.post("/api/lists", json={"title": title, "things": list(things)})
    assert answer.status == 201, "the existing POST keeps answering 201"
    return f"/lists/{answer.json()['id']}"


def opened(target: Target, browser: Browser, title: str, *things: str) -> Page:
    """Make a list and open it."""
    page = browser.open(target, new_list(target, title, *things))
    assert page.count("main#list > ul > li") == len(things), "main#list holds the markup of the list"
    return page


@spec("`markup` as the only content of `<main id=\"list\">`")
def test_list_is_there_without_script(target: Target, canary: Canary):
    title, thing = canary.text(8), canary.text(8)
    answer = target.get(new_list(target, title, thing))
    assert answer.status == 200, "a list has a page"
    inside = answer.text.partition('<main id="list">')[2].partition("</main>")[0]
    assert inside.startswith(f"<h1>{title}</h1>") and inside.endswith(f"<button>{thing}</button></li></ul>"), "main has the markup and nothing else"


@spec("the browser takes over from there")
def test_browser_takes_over(target: Target, browser: Browser, canary: Canary):
    things = [f"{canary.text(6)} {number}" for number in range(3)]
    page = opened(target, browser, canary.text(8), *things)
    assert page.text(".count") == "0 of 3", "nothing is packed yet"
    page.click("li:nth-child(2) button")
    assert page.text(".count") == "1 of 3", "a click ticks a thing off"
    assert page.texts("li.packed") == [things[1]], "and no other"
    assert page.texts("li.open") == [things[0], things[2]], "the other things are still there"


@spec("returns the same `list` again, with everything in it")
def test_a_second_request_is_not_needed(target: Target, browser: Browser, canary: Canary):
    page = opened(target, browser, canary.text(8), canary.text(8))
    page.click("li button")
    assert page.count("li.packed") == 1, "a click ticks a thing off"
    paths = [url.removeprefix(page.origin) for url in page.requested]
    assert not [path for path in paths if path.startswith("/lists/")][1:], "the page is asked for once"
    assert not [path for path in paths if path.startswith("/api/")], "the list comes with the page"


@spec("It all must look the same before and after the browser")
def test_any_text_looks_the_same(target: Target, browser: Browser, canary: Canary):
    word = canary.text(6)
    title = f'{word} & "Co", <b>Nor\'way</b> &amp; 100 % \\ 🏔'
    things = [f'<b>{word}</b>', f'6" pan & {word}\'s lid', f"C:\\new\\{word}", f"&lt;{word}&gt; &amp;", f"${{{word}}} $& `{word}`", f"ünï\u2028{word} 🧦"]
    page = opened(target, browser, title, *things)
    shown = "[...document.querySelectorAll('li button')].map(e => e.textContent)"
    assert page.evaluate(shown) == things, "things are shown as they were typed"
    page.click("li:nth-child(1) button")
    assert page.text(".count") == f"1 of {len(things)}", "a click ticks a thing off"
    assert page.evaluate(shown) == things, "and they still look as they were typed"
    assert page.evaluate("document.querySelector('h1').textContent") == title, "so does the title"


@spec("the list's title as its title, as it was typed")
def test_title_and_description(target: Target, browser: Browser, canary: Canary):
    title = f'{canary.text(6)} & "Co" <i>2\'</i> &amp;'
    page = opened(target, browser, title, canary.text(5), canary.text(5))
    assert page.evaluate("document.title") == title, "the document has the list's title"
    assert page.attribute('meta[name="description"]', "content") == f"{title}: 2 things", "the description has title and number"
