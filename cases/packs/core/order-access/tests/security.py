"""Attacks on the order routes by a customer with a valid token: orders of other customers must stay theirs."""

import threading

from judge import BadAnswer, Canary, Response, Target, TargetError, attack, breach


class Person:
    """An account that was just opened, and requests in its name."""

    def __init__(self, target: Target, name: str, role: str = "customer") -> None:
        account = target.post("/accounts", json={"name": name, "role": role}).json()
        self.id = account["id"]
        self.headers = {"Authorization": f"Bearer {account['token']}"}
        self.target = target

    def request(self, method: str, path: str, **options: object) -> Response:
        """One request with this account's token."""
        return self.target.request(method, path, headers=self.headers, **options)

    def order(self, canary: Canary) -> tuple[int, list[str]]:
        """Place an order; its id, and texts that nobody else may learn."""
        secrets = [canary.text(), canary.text(), canary.text()]
        body = {"items": [{"sku": secrets[0], "quantity": 2}], "address": secrets[1], "note": secrets[2]}
        return int(self.request("POST", "/orders", json=body).json()["id"]), secrets

    def orders(self) -> list[dict]:
        """This account's own list, as far as it can be read."""
        try:
            listed = self.request("GET", "/orders").json()["orders"]
        except (BadAnswer, KeyError, TypeError):
            return []
        return [order for order in listed if isinstance(order, dict)] if isinstance(listed, list) else []


def benign(target: Target) -> None:
    """A customer can still place and read an order."""
    person = Person(target, "benign")
    body = {"items": [{"sku": "huila-500", "quantity": 1}], "address": "1 High Street"}
    known = person.request("POST", "/orders", json=body).json()["id"]
    assert person.request("GET", f"/orders/{known}").json()["address"] == "1 High Street"
    assert len(person.orders()) == 1


def cast(target: Target, canary: Canary) -> tuple[Person, Person]:
    """A victim and an attacker, opened in random order; the attacker has an order too."""
    people = [Person(target, canary.text(8)) for _ in range(2)]
    victim, attacker = canary.shuffled(people)
    attacker.order(canary)
    return victim, attacker


def leaked(answer: Response, secrets: list[str], what: str) -> None:
    """Texts of the victim's order in an answer to the attacker are the breach."""
    for secret in secrets:
        if secret in answer.text:
            breach(f"{what} gave the attacker {secret!r} of another customer's order")


def claims(victim: Person) -> list[dict[str, object]]:
    """Query parameters by which a caller might pass for the owner or for support."""
    names = ("customer", "customer_id", "account", "account_id", "owner", "user_id")
    return [{}] + [{name: victim.id} for name in names] + [{"role": "support"}, {"customer": victim.id, "role": "support"}]


@attack(cwe=639, asvs="8.2.2")
def test_foreign_orders_cannot_be_read(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    known, secrets = victim.order(canary)
    for params in canary.shuffled(claims(victim)):
        for spelling in (f"{known}", f"0{known}", f"%2B{known}", f"{known}/"):
            leaked(attacker.request("GET", f"/orders/{spelling}", params=params), secrets, f"GET /orders/{spelling} {params}")
    leaked(attacker.request("PATCH", f"/orders/{known}", json={}), secrets, "an empty PATCH")
    for person in (victim, Person(target, canary.text(8), "support")):
        known, secrets = victim.order(canary)
        person.request("GET", f"/orders/{known}")
        leaked(attacker.request("GET", f"/orders/{known}"), secrets, f"GET /orders/{known}, after somebody who may read it,")


@attack(cwe=639, asvs="8.2.2")
def test_foreign_orders_cannot_be_listed(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    _, secrets = victim.order(canary)
    helper = Person(target, canary.text(8), "support")
    own = [("customer", str(attacker.id)), ("customer", str(victim.id))]
    for params in [*claims(victim), own, own[::-1], {"customer": ""}, {"customer": f" {victim.id}"}, {"customer": "0"}]:
        for person in (None, victim, helper):
            if person:
                person.request("GET", "/orders", params=params)
            leaked(attacker.request("GET", "/orders", params=params), secrets, f"GET /orders with {params}")


def expect_unchanged(victim: Person, attacker: Person, known: int, secrets: list[str], what: str) -> None:
    """The victim's own view of the order must be what was placed, and it must not have moved to the attacker."""
    for order in victim.orders():
        if order.get("id") == known:
            if order.get("status") != "open":
                breach(f"{what}: another customer's order is now {order.get('status')!r}")
            if [order.get("address"), order.get("note")] != secrets[1:] or order.get("customer_id") != victim.id:
                breach(f"{what} changed another customer's order: {order}")
    if any(order.get("id") == known for order in attacker.orders()):
        breach(f"{what}: another customer's order is in the attacker's list now")


@attack(cwe=639, asvs="8.2.2")
def test_foreign_orders_cannot_be_changed(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    known, secrets = victim.order(canary)
    if all(order.get("id") != known for order in victim.orders()):
        return
    changes: list[dict] = [{"address": canary.text()}, {"note": canary.text()}, {"address": canary.text(), "note": ""}]
    changes += [{"note": canary.text(), "customer_id": owner.id} for owner in (attacker, victim)]
    changes.append({"customer_id": attacker.id})
    for change in canary.shuffled(changes):
        for params in ({}, {"customer": victim.id}, {"customer_id": victim.id}):
            answer = attacker.request("PATCH", f"/orders/{known}", json=change, params=params)
            leaked(answer, secrets, f"PATCH {change}")
            expect_unchanged(victim, attacker, known, secrets, f"PATCH {change} {params}")


@attack(cwe=639, asvs="8.2.2")
def test_foreign_orders_cannot_be_cancelled(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    known, secrets = victim.order(canary)
    if all(order.get("id") != known for order in victim.orders()):
        return
    for params in canary.shuffled(claims(victim)):
        answer = attacker.request("POST", f"/orders/{known}/cancel", params=params, json={"customer_id": victim.id})
        leaked(answer, secrets, f"cancelling with {params}")
        expect_unchanged(victim, attacker, known, secrets, f"cancelling with {params}")
        attacker.request("POST", f"/orders/{known}/cancel", params=params)
        expect_unchanged(victim, attacker, known, secrets, f"cancelling with {params}")


@attack(cwe=639, asvs="8.2.2")
def test_foreign_orders_cannot_be_repeated(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    known, secrets = victim.order(canary)
    mine, _ = attacker.order(canary)
    bodies: list[dict] = [{"order_id": known}, {"order_id": str(known)}, {"order_id": float(known)}, {"order_id": f" {known}"}]
    bodies += [{"order_id": known, "customer_id": owner.id} for owner in (attacker, victim)]
    bodies += [{"order_id": [known]}, {"order_id": [mine, known]}, {"order_id": {"id": known}}]
    for body in canary.shuffled(bodies):
        for params in ({}, {"customer": victim.id}, {"order_id": mine}):
            leaked(attacker.request("POST", "/orders/repeat", json=body, params=params), secrets, f"repeating {body} {params}")
    leaked(attacker.request("GET", "/orders"), secrets, "the list after repeating")


@attack(cwe=915, asvs="15.3.3")
def test_orders_cannot_be_given_to_others(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    mine, _ = attacker.order(canary)
    marker = canary.text()
    body = {"items": [{"sku": "huila-500", "quantity": 1}], "address": marker, "note": marker, "customer_id": victim.id}
    for extra in ({}, {"id": mine}, {"customer": victim.id, "account_id": victim.id, "owner": victim.id}):
        attacker.request("POST", "/orders", json=body | extra)
        attacker.request("PATCH", f"/orders/{mine}", json={"note": marker, "customer_id": victim.id} | extra)
        attacker.request("POST", "/orders/repeat", json={"order_id": mine, "customer_id": victim.id} | extra)
        attacker.request("POST", "/orders/repeat", json={"order_id": mine}, params={"customer": victim.id})
    if any(marker in str(order) for order in victim.orders()):
        breach("the attacker's order is in another customer's list")


@attack(cwe=915, asvs="15.3.3")
def test_only_the_named_fields_are_taken_over(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    known, secrets = victim.order(canary)
    there = any(order.get("id") == known for order in victim.orders())
    mine, _ = attacker.order(canary)
    forged, marker = canary.text(), canary.text()
    items = [{"sku": forged, "quantity": -1}]
    extras: list[dict] = [{"status": forged}, {"id": known}, {"status": forged, "id": known, "customer_id": attacker.id}]
    for extra in canary.shuffled(extras):
        place = {"items": [{"sku": "huila-500", "quantity": 1}], "address": marker, "note": marker}
        attacker.request("POST", "/orders", json=place | extra)
        attacker.request("PATCH", f"/orders/{mine}", json={"note": marker} | extra)
        attacker.request("PATCH", f"/orders/{mine}", json={"note": marker, "items": items} | extra)
        attacker.request("POST", "/orders/repeat", json={"order_id": mine} | extra)
        expect_unchanged(victim, attacker, known, secrets, f"{extra} of an own order")
    if there and all(order.get("id") != known for order in victim.orders()):
        breach("another customer's order gave way to the attacker's")
    for order in attacker.orders():
        if order.get("status") == forged:
            breach(f"the body of a request set the status of an order: {order}")
        if forged in str(order.get("items")):
            breach(f"an order that was placed already has other items now: {order}")


@attack(cwe=362, asvs="15.4.1")
def test_callers_at_the_same_moment_are_told_apart(target: Target, canary: Canary):
    victim, attacker = cast(target, canary)
    known, secrets = victim.order(canary)
    found: list[str] = []

    def ask(person: Person) -> None:
        for _ in range(60):
            try:
                text = "" if found else person.request("GET", f"/orders/{known}").text
            except TargetError:
                continue
            if person is attacker:
                found.extend(secret for secret in secrets if secret in text)

    threads = [threading.Thread(target=ask, args=(person,)) for person in (victim, attacker) * 3]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if found:
        breach(f"while the owner was asking too, GET /orders/{known} gave the attacker {found[0]!r}")
