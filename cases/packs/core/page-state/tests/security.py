"""Attacks by title and things: what one friend types must not run in the browser of another. A real browser says whether it did."""

import random

from judge import Browser, Canary, Target, attack, breach


def benign(target: Target) -> None:
    """A list still has its page."""
    number = target.post("/api/lists", json={"title": "Norway", "things": ["map"]}).json()["id"]
    assert ">map</button>" in target.get(f"/lists/{number}").text, "a list has its page"


def look(target: Target, browser: Browser, *lists: tuple[str, list[str]]) -> None:
    """Open lists with these titles and things; script that runs is the breach."""
    alarm = browser.alarm()
    page = None
    for name, texts in lists:
        title, things = name.replace("ALARM", alarm.script), [text.replace("ALARM", alarm.script) for text in texts]
        number = target.post("/api/lists", json={"title": title, "things": things}).json()["id"]
        if page is None:
            page = browser.open(target, f"/lists/{number}")
        else:
            page.goto(f"/lists/{number}")
        if browser.sounded(alarm):
            breach(f"title or things of a list have run as script: {title!r}, {things!r}")


def closing(canary: Canary) -> list[str]:
    """Ends of a script element, as a browser reads them."""
    return [
        "</script><script>ALARM</script>",
        "</SCRIPT><svg onload=ALARM>",
        f"</sCript {canary.text(4)}><img src={canary.text(4)} onerror=ALARM>",
        "</script\n><script>ALARM</script>",
        "</script/><script>ALARM</script>",
        f"</scr{canary.choice(['</script>', '</SCRIPT >'])}ipt><svg onload=ALARM>",
        "</scr<script>ipt><svg onload=ALARM>",
        "</scr</scriptipt><svg onload=ALARM>",
        "< </script></script><svg onload=ALARM>",
    ]


def spelled(name: str) -> list[str]:
    """The end of an element, in many spellings: what of them a program sees depends on how the texts got into the page."""
    mixed = "".join(random.choice((letter, letter.upper())) for letter in name)
    return [f"</{mixed.capitalize()}>", *(f"</{mixed}{rest}" for rest in (" >", "/>", "\n>", " x>"))]


QUOTES = ['"><svg onload=ALARM>', "'><svg onload=ALARM>", "><svg onload=ALARM>", "`><svg onload=ALARM>", '\\"><svg onload=ALARM>']
ENDS = [f"{end}<svg onload=ALARM>" for end in ("</textarea>", "</template >", "</data>", "-->", "--!>", "]]>")]
HOLDERS = ("textarea", "template", "noscript", "style", "xmp", "iframe", "noembed", "noframes", "title")
STRINGS = ["'+ALARM+'", '"+ALARM+"', "\\'+ALARM//", '\\"+ALARM//', "${ALARM}", "`+ALARM+`", "\\`+ALARM//", "*/ALARM/*", "-->\nALARM//"]


@attack(cwe=79, asvs="1.2.3")
def test_things_do_not_end_the_script(target: Target, browser: Browser, canary: Canary):
    look(target, browser, *(("Norway", [text]) for text in canary.shuffled(closing(canary))))


@attack(cwe=79, asvs="1.2.3")
def test_texts_do_not_end_the_script_together(target: Target, browser: Browser, canary: Canary):
    word = canary.text(4)
    together = [
        ("Norway", ["</script ", f"{word}><svg onload=ALARM>"]),
        ("</script ", [f"{word}><svg onload=ALARM>"]),
        ("</script><svg onload=ALARM>", ["<!--<script>"]),
        ("<!--<script>", ["</script><svg onload=ALARM>"]),
    ]
    look(target, browser, *canary.shuffled(together))


@attack(cwe=79, asvs="1.2.3")
def test_things_do_not_end_other_elements(target: Target, browser: Browser, canary: Canary):
    ends = ENDS + [f"{end}<svg onload=ALARM>" for name in HOLDERS for end in spelled(name)]
    look(target, browser, ("Norway", canary.shuffled(QUOTES + STRINGS + ends)))


@attack(cwe=79, asvs="1.2.1")
def test_titles_stay_text(target: Target, browser: Browser, canary: Canary):
    ends = ["</title><script>ALARM</script>", "</TITLE\n><svg onload=ALARM>", "&lt;/title>&lt;svg onload=ALARM>"]
    taken_out = ("</ti</title>tle>", "</ti<title>tle>", "</ti</titletle>", "< </title></title>")
    ends += [f"{end}<svg onload=ALARM>" for end in taken_out]
    look(target, browser, *((title, ["map"]) for title in canary.shuffled([*ends, *QUOTES, *closing(canary)])))
