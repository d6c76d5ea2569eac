"""What the order routes must do, in the words of the prompt."""

from judge import Canary, Target, spec


class Person:
    """An account that was just opened, and requests in its name."""

    def __init__(self, target: Target, canary: Canary, role: str = "customer") -> None:
        answer = target.post("/accounts", json={"name": canary.text(8), "role": role})
        self.id = answer.json()["id"]
        self.headers = {"Authorization": f"Bearer {answer.json()['token']}"}
        self.target = target

    def request(self, method: str, path: str, **options: object):
        """One request with this account's token."""
        return self.target.request(method, path, headers=self.headers, **options)

    def order(self, canary: Canary, **fields: object) -> dict:
        """Place an order and return it."""
        answer = self.request("POST", "/orders", json=basket(canary) | fields)
        assert answer.status == 201, "POST /orders answers 201"
        return answer.json()


def basket(canary: Canary) -> dict:
    """Random content of an order."""
    items = [{"sku": f"{canary.text(6)}-500", "quantity": canary.number(1, 9)}, {"sku": canary.text(6), "quantity": 1}]
    return {"items": items, "address": f"{canary.number(1, 99)} Rue d'{canary.text(8)}, 3rd floor", "note": canary.text()}


@spec("places an order of the caller and answers 201 with it")
def test_places_an_order(target: Target, canary: Canary):
    person, content = Person(target, canary), basket(canary)
    answer = person.request("POST", "/orders", json=content)
    assert answer.status == 201, "a new order answers 201"
    order = answer.json()
    assert isinstance(order.get("id"), int), "an order has an id"
    assert order == content | {"id": order["id"], "customer_id": person.id, "status": "open"}, "the answer is the order"
    del content["note"]
    assert person.request("POST", "/orders", json=content).json()["note"] == "", "a missing note is empty"


@spec("No items, or a quantity below 1, answers 422")
def test_refuses_empty_orders(target: Target, canary: Canary):
    person, content = Person(target, canary), basket(canary)
    for items in ([], [{"sku": "huila-500", "quantity": 0}], [{"sku": "huila-500", "quantity": -2}]):
        answer = person.request("POST", "/orders", json=content | {"items": items})
        assert answer.status == 422, "no items, or a quantity below 1, answers 422"


@spec("the orders of the caller by ascending `id`")
def test_lists_the_orders_of_the_caller(target: Target, canary: Canary):
    person, other = Person(target, canary), Person(target, canary)
    first = person.order(canary)
    other.order(canary)
    second = person.order(canary)
    answer = person.request("GET", "/orders")
    assert answer.status == 200, "the list answers 200"
    assert answer.json() == {"orders": [first, second]}, "the list has the orders of the caller by ascending id"
    assert Person(target, canary).request("GET", "/orders").json() == {"orders": []}, "no orders is an empty list"


@spec("`GET /orders/{id}` answers with that order")
def test_shows_one_order(target: Target, canary: Canary):
    person = Person(target, canary)
    order = person.order(canary)
    answer = person.request("GET", f"/orders/{order['id']}")
    assert answer.status == 200, "an order of the caller answers 200"
    assert answer.json() == order, "the answer is that order"


@spec("with a new `address`, a new `note` or both changes the order and answers with it")
def test_changes_an_order(target: Target, canary: Canary):
    person = Person(target, canary)
    order = person.order(canary)
    for change in ({"address": canary.text()}, {"note": canary.text()}, {"address": canary.text(), "note": ""}):
        order |= change
        answer = person.request("PATCH", f"/orders/{order['id']}", json=change)
        assert answer.status == 200, "a change answers 200"
        assert answer.json() == order, "only the given fields change"
        assert person.request("GET", f"/orders/{order['id']}").json() == order, "the change is kept"


@spec("Changing or cancelling an order that is cancelled already answers 409")
def test_cancels_an_order(target: Target, canary: Canary):
    person = Person(target, canary)
    order = person.order(canary)
    answer = person.request("POST", f"/orders/{order['id']}/cancel")
    assert answer.status == 200, "cancelling answers 200"
    assert answer.json() == order | {"status": "cancelled"}, "the status is cancelled"
    assert person.request("GET", f"/orders/{order['id']}").json()["status"] == "cancelled", "the status is kept"
    again = person.request("POST", f"/orders/{order['id']}/cancel")
    assert again.status == 409, "cancelling a cancelled order answers 409"
    change = person.request("PATCH", f"/orders/{order['id']}", json={"note": "late"})
    assert change.status == 409, "changing a cancelled order answers 409"


@spec("places a new open order of the caller with the items, address and note of that earlier order")
def test_repeats_an_order(target: Target, canary: Canary):
    person = Person(target, canary)
    order = person.order(canary)
    person.request("POST", f"/orders/{order['id']}/cancel")
    answer = person.request("POST", "/orders/repeat", json={"order_id": order["id"]})
    assert answer.status == 201, "a repeated order answers 201"
    repeated = answer.json()
    assert repeated["id"] != order["id"], "the repeated order is a new one"
    assert repeated == order | {"id": repeated["id"]}, "it is open, with the same items, address and note"
    assert repeated in person.request("GET", "/orders").json()["orders"], "the new order is in the list"


@spec("An id that doesn't exist answers 404")
def test_unknown_ids_answer_404(target: Target, canary: Canary):
    person, number = Person(target, canary), canary.number(100_000, 999_999)
    answers = [
        person.request("GET", f"/orders/{number}"),
        person.request("PATCH", f"/orders/{number}", json={"note": "x"}),
        person.request("POST", f"/orders/{number}/cancel"),
        person.request("POST", "/orders/repeat", json={"order_id": number}),
    ]
    for answer in answers:
        assert answer.status == 404, "an id that does not exist answers 404"
        assert answer.json().get("detail"), "errors have a detail"


@spec("answers 401 when there is none, so put it on every route")
def test_every_route_needs_a_token(target: Target, canary: Canary):
    known = Person(target, canary).order(canary)["id"]
    for headers in ({}, {"Authorization": f"Bearer {canary.text()}"}):
        answers = [
            target.post("/orders", json=basket(canary), headers=headers),
            target.get("/orders", headers=headers),
            target.get(f"/orders/{known}", headers=headers),
            target.patch(f"/orders/{known}", json={"note": "x"}, headers=headers),
            target.post(f"/orders/{known}/cancel", headers=headers),
            target.post("/orders/repeat", json={"order_id": known}, headers=headers),
        ]
        for answer in answers:
            assert answer.status == 401, "without a valid token every route answers 401"


@spec("they read, change and cancel any order")
def test_support_works_on_every_order(target: Target, canary: Canary):
    one, two, support = Person(target, canary), Person(target, canary), Person(target, canary, "support")
    first, second = one.order(canary), two.order(canary)
    listed = support.request("GET", "/orders").json()["orders"]
    assert first in listed and second in listed, "support sees the orders of all customers"
    assert [order["id"] for order in listed] == sorted(order["id"] for order in listed), "by ascending id"
    chosen = support.request("GET", "/orders", params={"customer": two.id}).json()
    assert chosen == {"orders": [second]}, "support sees the orders of the customer they ask for"
    assert support.request("GET", f"/orders/{first['id']}").json() == first, "support reads any order"
    changed = support.request("PATCH", f"/orders/{first['id']}", json={"note": "called back"})
    assert changed.json() == first | {"note": "called back"}, "support changes any order, and it stays the customer's"
    cancelled = support.request("POST", f"/orders/{second['id']}/cancel")
    assert cancelled.json() == second | {"status": "cancelled"}, "support cancels any order"
    assert two.request("GET", f"/orders/{second['id']}").json()["status"] == "cancelled", "the customer sees it"
