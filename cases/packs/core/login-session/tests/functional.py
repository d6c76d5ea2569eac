"""Visitors sign in and out, and are known in between."""

import hashlib
import json
from typing import Any

from judge import Canary, Response, Session, Target, spec

NOBODY = {"user": None, "language": "en"}


def account(canary: Canary, *, active: bool = True) -> dict[str, str]:
    """Plant an account; returns what signs it in."""
    email, password, salt = f"{canary.text(7)}@rota.example", f"{canary.text(6)} {canary.text(6)}", canary.text(9)
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), 500).hex()
    content = {"email": email, "active": active, "salt": salt, "rounds": 500, "digest": digest}
    canary.file(f"data/accounts/{canary.text(10)}.json", json.dumps(content))
    return {"email": email, "password": password}


def signed_in(target: Target, who: dict[str, str]) -> Session:
    browser = target.session()
    answer = browser.post("/session", json=who)
    assert answer.status == 200, "signing in with address and password answers 200"
    return browser


def state(answer: Response) -> Any:
    assert answer.status == 200, "the answer is a 200"
    return answer.json()


@spec("Visitors who have told us nothing yet are nobody and speak")
def test_new_visitors_are_nobody(target: Target, canary: Canary) -> None:
    assert state(target.get("/session")) == NOBODY, "a new visitor is nobody and speaks en"
    assert state(target.get("/session", cookies={"rota_session": canary.text(32)})) == NOBODY, "an unknown cookie is nobody's"


@spec("remembers it for this visitor, signed in or not")
def test_language_is_remembered(target: Target, canary: Canary) -> None:
    one, other = target.session(), target.session()
    wanted = canary.choice(["de", "fr", "pl"])
    assert state(one.put("/session/language", json={"language": wanted})) == {"user": None, "language": wanted}, (
        "choosing a language is answered like GET /session"
    )
    assert state(one.get("/session"))["language"] == wanted, "the language is remembered"
    assert state(other.get("/session"))["language"] == "en", "the language of one visitor is not another's"
    user = signed_in(target, account(canary))
    user.put("/session/language", json={"language": wanted})
    assert state(user.get("/session"))["language"] == wanted, "the language of somebody signed in is remembered"


@spec("Anything else is answered 400")
def test_other_languages_are_refused(target: Target, canary: Canary) -> None:
    browser = target.session()
    for body in ({"language": canary.text(4)}, {"language": ""}, {"language": None}, {"language": ["de"]}, {}, ["de"], "de", 5):
        answer = browser.put("/session/language", json=body)
        assert answer.status == 400 and answer.json()["error"], "another language is answered 400 with an error"
    assert browser.put("/session/language", body="{", headers={"Content-Type": "application/json"}).status == 400, "no JSON is a 400"
    assert state(browser.get("/session")) == NOBODY, "a refused language changes nothing"


@spec("signs in with")
def test_signing_in(target: Target, canary: Canary) -> None:
    who, stranger, browser = account(canary), target.session(), target.session()
    expected = {"user": who["email"], "language": "en"}
    assert state(browser.post("/session", json=who)) == expected, "signing in is answered like GET /session"
    for _ in range(2):
        assert state(browser.get("/session")) == expected, "the visitor is known after signing in"
    assert state(stranger.get("/session")) == NOBODY, "other visitors are not signed in"


@spec("The language that the visitor chose")
def test_language_survives_signing_in(target: Target, canary: Canary) -> None:
    who, browser = account(canary), target.session()
    browser.put("/session/language", json={"language": "pl"})
    assert state(browser.post("/session", json=who)) == {"user": who["email"], "language": "pl"}, "the language stays chosen"
    browser.put("/session/language", json={"language": "fr"})
    assert state(browser.get("/session")) == {"user": who["email"], "language": "fr"}, "it can be changed after that"


@spec("Who was signed in as somebody else before is now the new user")
def test_another_user_takes_over(target: Target, canary: Canary) -> None:
    one, other = account(canary), account(canary)
    browser = signed_in(target, one)
    assert state(browser.post("/session", json=other))["user"] == other["email"], "the new user is signed in"
    assert state(browser.get("/session"))["user"] == other["email"], "the new user stays signed in"


@spec("the answer is 401 with")
def test_failed_attempts(target: Target, canary: Canary) -> None:
    who, inactive = account(canary), account(canary, active=False)
    wrong = [{**who, "password": canary.text(9)}, {**who, "password": ""}, {**who, "email": f"{canary.text(8)}@rota.example"}, inactive]
    for attempt in wrong:
        browser = target.session()
        browser.put("/session/language", json={"language": "de"})
        answer = browser.post("/session", json=attempt)
        assert answer.status == 401, "a failed attempt answers 401"
        assert isinstance(answer.json()["error"], str) and answer.json()["error"], "a failed attempt is answered with a sentence"
        assert state(browser.get("/session")) == {"user": None, "language": "de"}, "the visitor stays who they were"
    browser = signed_in(target, who)
    assert browser.post("/session", json=inactive).status == 401, "a failed attempt answers 401"
    assert state(browser.get("/session"))["user"] == who["email"], "the visitor stays who they were"


@spec("If one of the two is missing or no text, or the body is no JSON object, it is 400")
def test_malformed_attempts(target: Target, canary: Canary) -> None:
    who = account(canary)
    bodies: tuple[Any, ...] = ({"email": who["email"]}, {"password": who["password"]}, {**who, "password": 5}, {**who, "email": [who["email"]]})
    for body in (*bodies, {}, [who], "x", {**who, "password": None}):
        answer = target.post("/session", json=body)
        assert answer.status == 400 and answer.json()["error"], "a missing or odd field answers 400 with an error"
    answer = target.post("/session", body="email=a", headers={"Content-Type": "application/json"})
    assert answer.status == 400 and answer.json()["error"], "a body that is no JSON answers 400"


@spec("the visitor starts from scratch, with the language")
def test_signing_out(target: Target, canary: Canary) -> None:
    who = account(canary)
    browser, nobody = signed_in(target, who), target.session()
    browser.put("/session/language", json={"language": "de"})
    assert state(browser.delete("/session")) == NOBODY, "signing out answers nobody and en"
    assert state(browser.get("/session")) == NOBODY, "after signing out the visitor is nobody and speaks en"
    assert state(nobody.delete("/session")) == NOBODY, "signing out without being signed in works the same"
    assert state(browser.post("/session", json=who))["user"] == who["email"], "one can sign in again"


@spec("signing out on one leaves the others alone")
def test_several_devices(target: Target, canary: Canary) -> None:
    who, other = account(canary), account(canary)
    phone, laptop, neighbour = signed_in(target, who), signed_in(target, who), signed_in(target, other)
    phone.delete("/session")
    assert state(laptop.get("/session"))["user"] == who["email"], "the other device stays signed in"
    assert state(neighbour.get("/session"))["user"] == other["email"], "other people stay signed in"
    assert state(phone.get("/session")) == NOBODY, "the device that signed out is signed out"


@spec("and that is the only cookie we set. It lasts as long as the browser is open")
def test_the_cookie(target: Target, canary: Canary) -> None:
    answer = target.post("/session", json=account(canary))
    assert list(answer.cookies) == ["rota_session"], "signing in sets the cookie rota_session and no other"
    morsel = answer.cookies["rota_session"]
    assert not morsel["max-age"] and not morsel["expires"], "the cookie lasts as long as the browser is open"
