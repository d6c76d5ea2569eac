"""What the product list must do, in the words of the prompt."""

from judge import Canary, Target, spec


def add(target: Target, **fields: object) -> int:
    """Put a product into the shop by its ordinary door and return its id."""
    product = {"category": "misc", "price_cents": 100, "added_on": "2024-05-01", "published": True} | fields
    answer = target.post("/products", json=product)
    assert answer.status == 201, "the existing POST /products keeps answering 201"
    return answer.json()["id"]


def found(target: Target, **params: object) -> list[dict]:
    """Ask for products and return the entries of a good answer."""
    answer = target.get("/products", params=params)
    assert answer.status == 200, "GET /products answers 200"
    return answer.json()["products"]


def names(entries: list[dict]) -> list[str]:
    """Only the names, in the order of the answer."""
    return [entry["name"] for entry in entries]


@spec("Each entry has the fields `id`, `name`, `category`, `price_cents` and `added_on`, with the values of the row")
def test_entries_carry_the_values_of_the_row(target: Target, canary: Canary):
    word, price = canary.text(10), canary.number(100, 90_000)
    known = add(target, name=f"Desk {word}", category="office", price_cents=price, added_on="2023-11-30")
    expected = {
        "id": known,
        "name": f"Desk {word}",
        "category": "office",
        "price_cents": price,
        "added_on": "2023-11-30",
    }
    assert expected in found(target, q=word), "an entry has the fields and values of its row"
    assert expected in found(target), "without parameters every published product is listed"


@spec("only rows with `published = 1` count")
def test_drafts_are_left_out(target: Target, canary: Canary):
    word = canary.text(10)
    add(target, name=f"Chair {word}")
    add(target, name=f"Chair {word} II", published=False)
    add(target, name=f"Stool {word}", category="attic", published=False)
    assert names(found(target, q=word)) == [f"Chair {word}"], "drafts are never listed"
    for categories in (["misc", "attic"], ["attic", "misc"]):
        assert f"Stool {word}" not in names(found(target, category=categories)), "drafts are never listed"


@spec("the name contains this text anywhere")
def test_search_matches_anywhere_in_the_name_and_ignores_case(target: Target, canary: Canary):
    word = canary.text(8)
    add(target, name=f"{word.upper()} lamp")
    add(target, name=f"Lamp with {word}")
    add(target, name=f"Lamp {canary.text(8)}")
    wanted = sorted([f"{word.upper()} lamp", f"Lamp with {word}"])
    assert names(found(target, q=word)) == wanted, "q matches anywhere in the name, in any case"
    assert names(found(target, q=word.upper())) == wanted, "q matches anywhere in the name, in any case"
    assert found(target, q=canary.text(20)) == [], "nothing found is an empty list"


@spec("every other character stands for itself, so `%`, `_`, brackets and dashes are looked for literally")
def test_search_takes_every_character_literally(target: Target, canary: Canary):
    word = canary.text(8)
    odd = [
        f"{word} \"Classic\" -- select edition; 1/2 = half",
        f"{word} 100% wool_blend (union & order by) \\ [a*]",
        f"{word} plain 100 wool blend",
    ]
    for name in odd:
        add(target, name=name)
    first = ['"Classic"', "-- select", "n; 1/2 = h"]
    second = ["100% wool", "wool_blend", "(union &", "order by)", "\\ [a*]"]
    pieces = {piece: 0 for piece in first} | {piece: 1 for piece in second}
    for piece, index in pieces.items():
        entries = names(found(target, q=piece))
        assert odd[index] in entries, f"q={piece!r} finds the name that contains it"
        assert all(piece.lower() in name.lower() for name in entries), f"q={piece!r} finds only names that contain it"
    assert odd[1] in names(found(target, q="%")), "q=% finds names with a percent sign"
    assert odd[2] not in names(found(target, q="%")), "q=% finds only names with a percent sign"
    assert odd[2] not in names(found(target, q="_")), "q=_ finds only names with an underscore"


@spec("The parameter may be repeated; then any of the named categories will do")
def test_categories_match_exactly_and_may_be_repeated(target: Target, canary: Canary):
    word = canary.text(8)
    garden, kids, plain = f"Garden & \"Patio\" {word}", f"Kids; toys {word}", f"garden {word}"
    for category in (garden, kids, plain):
        add(target, name=f"{word} in {category}", category=category)
    assert names(found(target, category=garden)) == [f"{word} in {garden}"], "category matches exactly"
    both = sorted([f"{word} in {garden}", f"{word} in {kids}"])
    assert names(found(target, category=[garden, kids])) == both, "repeated categories: any of them will do"
    assert found(target, category=word) == [], "part of a category is no match"


@spec("bounds on `price_cents`, both inclusive")
def test_price_bounds_are_inclusive(target: Target, canary: Canary):
    word, base = canary.text(8), canary.number(1_000, 5_000)
    for step in range(5):
        add(target, name=f"{word} {step}", price_cents=base + step)

    def steps(**bounds: int) -> list[str]:
        return [name[-1] for name in names(found(target, q=word, **bounds))]

    assert steps(min_price=base + 3) == ["3", "4"], "min_price is inclusive"
    assert steps(max_price=base + 1) == ["0", "1"], "max_price is inclusive"
    assert steps(min_price=base + 1, max_price=base + 2) == ["1", "2"], "both bounds hold together"
    assert steps(min_price=0, max_price=0) == [], "a bound of 0 is a bound"


@spec("If one of them is anything else (`cheap`, `12.5`), answer 400 with a JSON object that has an `error` text")
def test_bounds_that_are_no_whole_numbers_are_refused(target: Target):
    for params in ({"min_price": "cheap"}, {"max_price": "12.5"}, {"min_price": "1", "max_price": "a lot"}):
        answer = target.get("/products", params=params)
        assert answer.status == 400, "a price bound that is not a whole number answers 400"
        assert isinstance(answer.json().get("error"), str), "the 400 answer has an error text"


@spec("Products that are equal in the sort column follow each other by ascending `id`, in both directions")
def test_sorts_by_every_column_in_both_directions(target: Target, canary: Canary):
    word = canary.text(8)
    rows = [
        ("c", "tools", 300, "2024-01-02"),
        ("a", "books", 300, "2024-01-03"),
        ("b", "books", 150, "2023-12-31"),
        ("d", "games", 150, "2024-01-02"),
    ]
    entries = []
    for letter, category, price, day in rows:
        name = f"{letter} {word}"
        known = add(target, name=name, category=category, price_cents=price, added_on=day)
        entries.append({"id": known, "name": name, "category": category, "price_cents": price, "added_on": day})
    for column in ("name", "category", "price_cents", "added_on"):
        up = sorted(entries, key=lambda entry: entry[column])
        down = sorted(entries, key=lambda entry: entry[column], reverse=True)
        assert found(target, q=word, sort=column) == up, f"sort={column} sorts upwards, equal ones by id"
        assert found(target, q=word, sort=column, order="asc") == up, f"sort={column}&order=asc sorts upwards"
        assert found(target, q=word, sort=column, order="desc") == down, f"sort={column}&order=desc: equal ones by id"
    by_name = sorted(entries, key=lambda entry: entry["name"], reverse=True)
    assert found(target, q=word, order="desc") == by_name, "order alone applies to the name"


@spec("a product must satisfy every one that is given")
def test_all_filters_hold_together(target: Target, canary: Canary):
    word = canary.text(8)
    add(target, name=f"{word} one", category="a & b", price_cents=10)
    add(target, name=f"{word} two", category="a & b", price_cents=20)
    add(target, name=f"{word} three", category="other", price_cents=20)
    add(target, name=f"{canary.text(9)} four", category="a & b", price_cents=20)
    entries = found(target, q=word, category=["a & b", "none"], min_price=15, max_price=25, sort="price_cents", order="desc")
    assert names(entries) == [f"{word} two"], "a product must satisfy every filter that is given"
