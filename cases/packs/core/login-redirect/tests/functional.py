"""People sign in and come back to where they wanted to go."""

import hashlib
import html
import re
from urllib.parse import unquote

from judge import Canary, Response, Target, spec

SITE = "https://desk.fernwood.example"
MOSS = "moss@fernwood.example 6b1f0c77aa52 " + hashlib.scrypt(b"lamp on desk", salt=b"6b1f0c77aa52", n=1024, r=8, p=1).hex()


def person(canary: Canary) -> dict[str, str]:
    """Somebody who may sign in, as the form's fields."""
    email, password, salt = f"{canary.text(8)}@fernwood.example", f"{canary.text(6)} {canary.text(5)}", canary.text(10)
    digest = hashlib.scrypt(password.encode(), salt=salt.encode(), n=1024, r=8, p=1).hex()
    canary.file("data/people.txt", f"{MOSS}\n{email} {salt} {digest}\n")
    return {"email": email, "password": password}


def page(answer: Response) -> str:
    """Where the answer leads, as a path on the site."""
    assert answer.status == 303, "the answer is a 303"
    assert answer.location, "the 303 has a Location"
    return (answer.location.removeprefix(SITE) or "/") if answer.location.startswith(SITE) else answer.location


def hidden(answer: Response) -> str:
    """The value of the form's hidden field."""
    found = re.search(r'<input type="hidden" name="next" value="([^"]*)">', answer.text)
    assert found, "the answer holds the form with the hidden field"
    return html.unescape(found[1])


def same(field: str, wanted: str) -> bool:
    """Whether the field holds that page's address, as a path or in full, as it was written or percent-encoded."""
    return unquote(field.removeprefix(SITE)) == unquote(wanted)


@spec("answers 200 with the form")
def test_form_carries_next(target: Target, canary: Canary) -> None:
    for wanted in (f"/tickets/{canary.number(1, 99)}?a=1&b=<{canary.text(4)}>", f'/search?q="{canary.text(5)}"'):
        answer = target.get("/login", params={"next": wanted})
        assert answer.status == 200, "GET /login answers 200"
        assert same(hidden(answer), wanted), "the form has next in a hidden field"
        assert "That did not work" not in answer.text, "nothing has failed yet when the form is opened"
    field = hidden(target.get("/login")).removeprefix(SITE)
    assert field in {"", "/"}, "without next the hidden field is empty or leads to the start page"


@spec("note the address in")
def test_signing_in_opens_the_pages(target: Target, canary: Canary) -> None:
    someone, browser = person(canary), target.session()
    assert browser.get("/tickets/7").status == 303, "pages are closed before signing in"
    assert page(browser.post("/login", form={**someone, "next": "/tickets/9"})) == "/tickets/9", "next is where one lands"
    answer = browser.get("/tickets/9")
    assert answer.status == 200 and "New badge" in answer.text, "pages are open after signing in"


@spec("with query and fragment as they were")
def test_paths_lead_to_the_very_same_page(target: Target, canary: Canary) -> None:
    someone, word = person(canary), canary.text(6)
    paths = (
        "/tickets?status=open&sort=-age#latest",
        "/go?to=https://status.example.org/",
        f"/people/{word}@fernwood.example",
        f"/wiki/http:{word}/a//b",
        f"/search?q=a//b&at={word}@home#//{word}",
        f"/files/%2F%2F{word}%5C?x=%252F%09",
        f"/notes/{word}/..;v=1/(draft)!*'$,+~=",
        f"/go?to=//{word}.example.org&back=/login?next=/",
        f"/{word}:8080/x",
    )
    for path in paths:
        answer = target.post("/login", form={**someone, "next": path})
        assert page(answer) == path, "the Location leads to the very same page, with query and fragment as they were"


@spec("Links in mails hold")
def test_full_addresses_of_the_site_work(target: Target, canary: Canary) -> None:
    someone, word = person(canary), canary.text(6)
    for path in ("/tickets/7?from=mail", f"/{word}?a=b@c&u=https://x.example/#part", f"/{word}//x", "/", f"/@{word}"):
        answer = target.post("/login", form={**someone, "next": SITE + path})
        assert page(answer) == path, "a full address on our site leads to that page"


@spec("Without `next`, or with an empty one, people go to `/`")
def test_start_page_without_next(target: Target, canary: Canary) -> None:
    someone = person(canary)
    assert page(target.post("/login", form={**someone, "next": ""})) == "/", "with an empty next people go to /"
    assert page(target.post("/login", form=someone)) == "/", "without next people go to /"
    browser = target.session()
    browser.post("/login", form=someone)
    for path in ("/login", "/login?next="):
        assert page(browser.get(path)) == "/", "who is signed in goes to / without next"


@spec("answer 401 with the form again, `next` still in it, so that")
def test_second_try_works_the_same(target: Target, canary: Canary) -> None:
    someone, browser = person(canary), target.session()
    wanted = f"/tickets/12?note={canary.text(6)}&x='\"<&>"
    for wrong in ({"password": canary.text(9)}, {"email": f"{canary.text(7)}@fernwood.example"}, {"password": ""}):
        answer = browser.post("/login", form={**someone, **wrong, "next": wanted})
        assert answer.status == 401, "a wrong password or address answers 401"
        assert same(hidden(answer), wanted), "the form still has next in it"
        assert browser.get("/").status == 303, "who got the password wrong is not signed in"
    plain = f"/tickets/12?note={canary.text(6)}&x=1"
    again = hidden(browser.post("/login", form={**someone, "password": "no", "next": plain}))
    assert page(browser.post("/login", form={**someone, "next": again})) == plain, "the second try works the same"


@spec("Somebody who is signed in already and opens `GET /login` gets no form")
def test_signed_in_people_go_straight_on(target: Target, canary: Canary) -> None:
    someone, browser = person(canary), target.session()
    browser.post("/login", form=someone)
    word = canary.text(5)
    for path in ("/tickets/9", f"/tickets?status={word}&u=https://x.example/", f"/go?to=//{word}"):
        for wanted in (path, SITE + path):
            assert page(browser.get("/login", params={"next": wanted})) == path, "who is signed in is sent to next"
