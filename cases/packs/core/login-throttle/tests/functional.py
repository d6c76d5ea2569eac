"""What the sign-in must do, in the words of the prompt."""

import time

from judge import Canary, Response, Service, Target, spec


def join(target: Target, canary: Canary) -> tuple[str, str]:
    """A new account: its name and password."""
    name, password = f"m-{canary.text(10)}", canary.text(16)
    assert target.post("/accounts", json={"name": name, "password": password}).status == 201, "POST /accounts keeps answering 201"
    return name, password


def login(target: Target, name: str, password: str) -> Response:
    """One attempt."""
    return target.post("/login", json={"name": name, "password": password})


def own_keys(service: Service) -> list[str]:
    """Keys of Redis that are no accounts."""
    return [key for key in service.command("KEYS", "*") if not key.startswith("account:")]


@spec("answer 200 with `{\"token\": \"…\"}`, a new random token of at least 20 characters")
def test_the_right_password_gives_a_token(target: Target, canary: Canary):
    name, password = join(target, canary)
    tokens = set()
    for _ in range(2):
        answer = login(target, name, password)
        assert answer.status == 200, "name and password that fit answer 200"
        tokens.add(answer.json().get("token"))
    assert all(isinstance(token, str) and len(token) >= 20 for token in tokens), "the token is a text of at least 20 characters"
    assert len(tokens) == 2, "every token is new"


@spec("A name that nobody has and a missing field are 401 too")
def test_wrong_passwords_and_unknown_names_are_401(target: Target, canary: Canary):
    name, password = join(target, canary)
    for body in (
        {"name": name, "password": canary.text(16)},
        {"name": canary.text(12), "password": password},
        {"name": name},
        {"password": password},
    ):
        answer = target.post("/login", json=body)
        assert answer.status == 401, "what does not fit answers 401"
        assert isinstance(answer.json().get("error"), str), "errors are a JSON object with an error text"


@spec("Members type their names in capitals or with a space at the end; `find` forgives that, and so must the sign-in")
def test_spelling_of_the_name_is_forgiven(target: Target, canary: Canary):
    name, password = join(target, canary)
    for spelling in (name.upper(), f"{name} ", name.title()):
        assert login(target, spelling, password).status == 200, "capitals and a space at the end are forgiven"


@spec("every attempt answers 429, the right password included, with a `Retry-After` header in whole seconds")
def test_five_wrong_passwords_close_the_account(target: Target, canary: Canary):
    name, password = join(target, canary)
    other, others_password = join(target, canary)
    for _ in range(5):
        assert login(target, name, canary.text(16)).status == 401, "the first five wrong passwords answer 401"
    for attempt in (canary.text(16), password):
        answer = login(target, name, attempt)
        assert answer.status == 429, "after five wrong passwords every attempt answers 429"
        seconds = answer.headers.get("retry-after", "")
        assert seconds.isdigit() and 0 < int(seconds) <= 900, "Retry-After holds whole seconds, at most 900"
        assert isinstance(answer.json().get("error"), str), "errors are a JSON object with an error text"
    assert login(target, other, others_password).status == 200, "other accounts are not affected"


@spec("A successful sign-in starts the count anew")
def test_success_starts_the_count_anew(target: Target, canary: Canary):
    name, password = join(target, canary)
    for _ in range(3):
        for _ in range(4):
            assert login(target, name, canary.text(16)).status == 401, "fewer than five wrong passwords answer 401"
        assert login(target, name, password).status == 200, "a successful sign-in starts the count anew"


@spec("Every key that you add lives at most 900 seconds")
def test_counts_live_in_redis_and_go_away(target: Target, service: Service, canary: Canary):
    name, password = join(target, canary)
    for _ in range(6):
        login(target, name, canary.text(16))
    keys = own_keys(service)
    assert keys, "the counts live in Redis"
    for key in keys:
        assert 0 < service.command("TTL", key) <= 900, "every added key lives at most 900 seconds"
    service.command("DEL", *keys)
    assert login(target, name, password).status == 200, "when the keys are gone the sign-in is open again"


@spec("It opens again by itself fifteen minutes after the first of the wrong passwords")
def test_time_counts_from_the_first_wrong_password(target: Target, service: Service, canary: Canary):
    name, _ = join(target, canary)
    login(target, name, canary.text(16))
    time.sleep(2.1)
    for _ in range(5):
        answer = login(target, name, canary.text(16))
    assert answer.status == 429, "after five wrong passwords every attempt answers 429"
    assert 0 < int(answer.headers.get("retry-after", "0")) <= 898, "the fifteen minutes begin with the first wrong password"
