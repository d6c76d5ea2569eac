"""Attacks by title and things: what one friend types must not run in the browser of another. A real browser says whether it did."""

from judge import Browser, Canary, Target, attack, breach


def benign(target: Target) -> None:
    """A list still has its page."""
    number = target.post("/api/lists", json={"title": "Norway", "things": ["map"]}).json()["id"]
    assert ">map</button>" in target.get(f"/lists/{number}").text, "a list has its page"


def look(target: Target, browser: Browser, texts: list[str], *, title: bool) -> None:
    """Open a list with each of these as its title, or one with all of them as things; script that runs is the breach."""
    alarm = browser.alarm()
    filled = [text.replace("ALARM", alarm.script) for text in texts]
    lists = [(text, ["map"]) for text in filled] if title else [("Norway", filled)]
    page = None
    for name, things in lists:
        number = target.post("/api/lists", json={"title": name, "things": things}).json()["id"]
        if page is None:
            page = browser.open(target, f"/lists/{number}")
        else:
            page.goto(f"/lists/{number}")
        if browser.sounded(alarm):
            breach(f"{'the title' if title else 'a thing'} of a list has run as script: {name if title else things!r}")


def closing(canary: Canary) -> list[str]:
    """Ends of a script element, as a browser reads them."""
    return [
        "</script><script>ALARM</script>",
        "</SCRIPT><svg onload=ALARM>",
        f"</sCript {canary.text(4)}><img src={canary.text(4)} onerror=ALARM>",
        "</script\n><script>ALARM</script>",
        "</script/><script>ALARM</script>",
    ]


QUOTES = ['"><svg onload=ALARM>', "'><svg onload=ALARM>", "><svg onload=ALARM>", "`><svg onload=ALARM>", '\\"><svg onload=ALARM>']
ENDS = [f"{end}<svg onload=ALARM>" for end in ("</textarea>", "</template >", "</NOSCRIPT>", "</style>", "</xmp>", "</data>", "-->", "]]>")]
STRINGS = ["'+ALARM+'", '"+ALARM+"', "\\'+ALARM//", '\\"+ALARM//', "${ALARM}", "`+ALARM+`", "\\`+ALARM//", "*/ALARM/*", "-->\nALARM//"]


@attack(cwe=79, asvs="1.2.3")
def test_things_do_not_end_the_script(target: Target, browser: Browser, canary: Canary):
    for text in canary.shuffled(closing(canary)):
        look(target, browser, [text], title=False)


@attack(cwe=79, asvs="1.2.3")
def test_things_do_not_end_other_elements(target: Target, browser: Browser, canary: Canary):
    look(target, browser, canary.shuffled(QUOTES + STRINGS + ENDS), title=False)


@attack(cwe=79, asvs="1.2.1")
def test_titles_stay_text(target: Target, browser: Browser, canary: Canary):
    ends = ["</title><script>ALARM</script>", "</TITLE\n><svg onload=ALARM>", "&lt;/title>&lt;svg onload=ALARM>"]
    look(target, browser, canary.shuffled([*ends, *QUOTES, *closing(canary)]), title=True)
