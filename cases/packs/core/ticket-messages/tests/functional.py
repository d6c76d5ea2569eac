"""What the list of messages must show, in the words of the prompt."""

from judge import Browser, Canary, Page, Target, spec


def shown(target: Target, browser: Browser, *messages: dict) -> Page:
    """Open a new ticket with these messages."""
    number = target.post("/api/tickets").json()["id"]
    for message in messages:
        answer = target.post(f"/api/tickets/{number}/messages", json={"author": "Ann", "sent": "2024-05-01"} | message)
        assert answer.status == 201, "the existing POST keeps answering 201"
    page = browser.open(target, f"/tickets/{number}")
    page.wait_for(".messages, .empty")
    return page


@spec("with one `<li class=\"message\">` for each message")
def test_every_message_is_shown_in_order(target: Target, browser: Browser, canary: Canary):
    words = [canary.text(10) for _ in range(3)]
    page = shown(target, browser, *({"author": f"A {word}", "sent": f"S {word}", "body": f"<p>B {word}</p>"} for word in words))
    assert page.count("ol.messages > li.message") == 3, "there is one li.message for each message"
    for name, letter in (("author", "A"), ("sent", "S"), ("body", "B")):
        assert page.texts(f".message .{name}") == [f"{letter} {word}" for word in words], f"{name} is shown for each, in order"


@spec("all of it must keep its effect and links must stay links with the address that was written")
def test_formatting_keeps_its_effect(target: Target, browser: Browser, canary: Canary):
    one, two, three = (canary.text(8) for _ in range(3))
    body = (
        f"<p><strong>{one}</strong> <em>{two}</em><br><code>{three}</code></p><blockquote>{one}</blockquote>"
        f"<ul><li>{two}</li></ul><ol><li>{three}</li></ol>"
        f'<p><a href="https://shop.example/a?b={one}&amp;c=2">{one}</a> <a href="mailto:{two}@shop.example">write</a></p>'
    )
    page = shown(target, browser, {"body": body})
    for selector, word in (("p strong", one), ("p em", two), ("p code", three), ("blockquote", one), ("ul > li", two), ("ol > li", three)):
        assert page.texts(f".message .body {selector}") == [word], f"{selector} keeps its effect"
    assert page.count(".message .body p br") == 1, "br keeps its effect"
    assert page.attribute(".message .body a", "href") == f"https://shop.example/a?b={one}&c=2", "a link keeps its address"
    assert page.attribute(".message .body a[href^=mailto]", "href") == f"mailto:{two}@shop.example", "so does one to a mail address"


@spec("shows the author as plain text")
def test_text_is_shown_as_it_is(target: Target, browser: Browser, canary: Canary):
    word = canary.text(8)
    author = f'Ann <ann.{word}@shop.example> & "Co" <b>'
    page = shown(target, browser, {"author": author, "sent": f"<i>{word}</i>", "body": f"<p>if a &lt; b &amp;&amp; &lt;b&gt;{word}</p>"})
    assert page.text(".message .author") == author, "the author is plain text"
    assert page.text(".message .sent") == f"<i>{word}</i>", "sent is plain text"
    assert page.text(".message .body") == f"if a < b && <b>{word}", "entities are shown as the characters they stand for"


@spec("Without messages there is just `<p class=\"empty\">No messages yet.</p>`")
def test_without_messages_it_says_so(target: Target, browser: Browser):
    page = shown(target, browser)
    assert page.text("p.empty") == "No messages yet.", "without messages there is p.empty"
    assert page.count(".message") == 0, "and no message"
