"""Attacks by message: script of a customer must not run in the browser of the staff. A real browser says whether it did."""

import random

from judge import Browser, Canary, Target, TargetTimeout, attack, breach

FORBIDDEN = "script of a message has run in the browser"


def benign(target: Target) -> None:
    """A ticket still takes and gives messages."""
    number = target.post("/api/tickets").json()["id"]
    target.post(f"/api/tickets/{number}/messages", json={"author": "Ann", "sent": "now", "body": "<p>hello</p>"})
    assert target.get(f"/api/tickets/{number}").json()["messages"][0]["body"] == "<p>hello</p>", "a ticket gives its messages"
    assert target.get(f"/tickets/{number}").status == 200, "a ticket has a page"


def attacked(target: Target, browser: Browser, messages: list[dict], *, click: str = "") -> None:
    """Open a ticket with these messages, click on what they offer, and look whether the alarm was sounded.

    A harmless message comes last; when it is shown, the others are too, however late that is.
    """
    alarm, last = browser.alarm(), f"last {random.getrandbits(40):x}"
    number = target.post("/api/tickets").json()["id"]
    for message in [*messages, {"body": f"<p>{last}</p>"}]:
        filled = {key: value.replace("ALARM", alarm.script) for key, value in message.items()}
        target.post(f"/api/tickets/{number}/messages", json={"author": "Ann", "sent": "2024-05-01", "body": "<p>hi</p>"} | filled)
    page = browser.open(target, f"/tickets/{number}")
    try:
        page.wait_for(".message .body", last)
        page.settle()
    except TargetTimeout:
        if not browser.sounded(alarm):
            raise
    for index in range(page.count(click) if click else 0):
        if browser.sounded(alarm):
            break
        if page.evaluate("location.pathname") != f"/tickets/{number}":
            page.goto(f"/tickets/{number}")
            page.wait_for(".message .body", last)
        shown = f"i === {index} && e.getClientRects().length > 0"
        page.evaluate(f"document.querySelectorAll({click!r}).forEach((e, i) => e.toggleAttribute('data-now', {shown}))")
        if page.count("[data-now]"):
            page.click("[data-now]")
    if browser.sounded(alarm):
        breach(FORBIDDEN)


@attack(cwe=79, asvs="1.3.1")
def test_elements_with_handlers_do_not_run(target: Target, browser: Browser, canary: Canary):
    word = canary.text(6)
    bodies = [
        f"<p>{word}</p><img src={word} onerror=ALARM>",
        f"<IMG SRC='{word}' OnErRoR = 'ALARM'>",
        "<svg onload=ALARM></svg><svg/onload=ALARM>",
        f'<video><source src="{word}" onerror="ALARM"></video>',
        "<details open ontoggle=ALARM><summary>more</summary></details>",
        f"<p><strong><img/src='{word}'/onerror=ALARM></strong></p>",
        f"<section><b><img src={word} onerror=ALARM></b></section>",
        f"<img src={word}><img src={word} onerror=ALARM>",
        "<svg><svg onload=ALARM></svg></svg>",
        f"<style>@keyframes k{word}{{}}</style><p style='animation:k{word} 1ms' onanimationstart=ALARM>x</p>",
    ]
    attacked(target, browser, [{"body": body} for body in canary.shuffled(bodies)])


@attack(cwe=79, asvs="1.3.1")
def test_elements_that_hold_documents_do_not_run(target: Target, browser: Browser, canary: Canary):
    word = canary.text(6)
    bodies = [
        f"<p>{word}<script>ALARM</script></p>",
        f"<p>{word}</p><SCRIPT>ALARM</SCRIPT>",
        "<iframe srcdoc='<script>ALARM</script>'></iframe>",
        "<iframe srcdoc='&lt;svg onload=ALARM&gt;'></iframe>",
        "<iframe src=javascript:ALARM></iframe>",
        "<iframe onload=ALARM></iframe>",
        "<script>ALARM</script><scr<script>ipt>ALARM</scr</script>ipt>",
    ]
    attacked(target, browser, [{"body": body} for body in canary.shuffled(bodies)])


@attack(cwe=79, asvs="1.3.1")
def test_markup_that_changes_when_it_is_cleaned_does_not_run(target: Target, browser: Browser, canary: Canary):
    word = canary.text(6)
    image = f"img src={word} onerror=ALARM"
    bodies = [
        f"<<b>{image}>",
        f"<<script></script>{image}>",
        f'<p>{word}</p><noscript><p title="</noscript><{image}>"></p></noscript>',
        f"<p>{word}</p><noscript><!--</noscript><{image}>--></noscript>",
        f'<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;{image}&gt;">',
        f'<p title="<{image}>">x</p>',
    ]
    attacked(target, browser, [{"body": body} for body in canary.shuffled(bodies)])


@attack(cwe=79, asvs="1.3.1")
def test_links_do_not_run_when_they_are_clicked(target: Target, browser: Browser, canary: Canary):
    spelled = "".join(random.choice((letter, letter.upper())) for letter in "javascript")
    addresses = [f"{spelled}:ALARM", "java&#9;script:ALARM", "&#1;javascript:ALARM", "javascript&colon;ALARM"]
    addresses += [f"{spelled}:ALARM//{scheme}shop.example" for scheme in ("http://", "https://", "mailto:ann@")]
    addresses += [f"{spelled}://https://shop.example/%0aALARM", f"{spelled}:ALARM//&#10;mailto:ann@shop.example"]
    bodies = [f'<p><a href="{address}">read on</a></p>' for address in canary.shuffled(addresses)]
    bodies.append('<p><a href="#" onclick="ALARM">read on</a></p>')
    bodies.append(f'<p><a href="#" onclick="{canary.choice(["https", "mailto", "http"])}:ALARM">read on</a></p>')
    bodies.append('<p><a title="more" onclick="ALARM" href="#">read on</a></p>')
    bodies.append('<p title="more" onclick="ALARM">read on</p>')
    bodies.append('<svg width="90" height="30"><a xlink:href="javascript:ALARM"><text y="20">read on</text></a></svg>')
    change = 'attributeName="href" dur="1ms" fill="freeze"'
    for moving in (f'<set {change} to="javascript:ALARM"/>', f'<animate {change} values="#;javascript:ALARM;javascript:ALARM"/>'):
        bodies.append(f'<svg width="90" height="30"><a>{moving}<text y="20">read on</text></a></svg>')
    attacked(target, browser, [{"body": body} for body in bodies], click=".message .body a, .message .body [onclick]")
    for form in ('<form action="javascript:ALARM"><button>send</button></form>', '<form><button formaction="javascript:ALARM">send</button></form>'):
        attacked(target, browser, [{"body": form}], click=".message .body button")


@attack(cwe=79, asvs="1.2.1")
def test_authors_and_dates_do_not_run(target: Target, browser: Browser, canary: Canary):
    word = canary.text(6)
    texts = [f"Ann <img src={word} onerror=ALARM>", f'Ann" onclick="ALARM" lang="{word}', f"Ann' onclick='ALARM' lang='{word}"]
    messages = [{key: text} for text in canary.shuffled(texts) for key in ("author", "sent")]
    attacked(target, browser, messages, click=".message .author, .message .sent")
