"""Attacks on the product list: drafts and subscribers must not be reachable through any of its parameters."""

import random
from typing import Any

from judge import Canary, Target, attack, breach

KEYWORDS = ("SELECT", "UNION", "FROM", "WHERE", "CASE", "WHEN", "THEN", "ELSE", "END", "ORDER", "LIKE", "OR", "AND", "ALL")


def benign(target: Target) -> None:
    """The list still finds an ordinary product."""
    target.post("/products", json=product("Benign kettle", "kitchen", 500))
    answer = target.get("/products", params={"q": "benign kettle", "category": "kitchen", "max_price": "500"})
    assert answer.status == 200 and answer.json()["products"], "an ordinary search still works"


def product(name: str, category: str, price: int, *, published: bool = True) -> dict:
    """The body of POST /products."""
    return {"name": name, "category": category, "price_cents": price, "added_on": "2024-02-02", "published": published}


def spelled(statement: str) -> str:
    """The same SQL in another spelling: keyword case, and white space or comments between words."""
    gap = random.choice([" ", "/**/", "\n", "\t", "/*x*/", "  "])
    words = []
    for word in statement.split(" "):
        style = random.choice([str.lower, str.upper, str.title, str.swapcase])
        words.append(style(word) if word.upper().strip("()") in KEYWORDS else word)
    return gap.join(words)


def breakouts(secret_column: str, close: str) -> list[str]:
    """Continuations that widen or extend the statement once a value has been closed with `close`."""
    tails = [f" -- {random.randint(1, 99)}", "/*", "--", " -- '", ' -- "']
    out = [spelled(f"{close} OR published=0") + random.choice(tails)]
    out.append(spelled(f"{close} OR NOT published") + random.choice(tails))
    number = random.randint(2, 99)
    truths = [f"{number}={number}", f"{number}>1", "price_cents", "name<>category", "1", "id BETWEEN 0 AND 9999"]
    out += [spelled(f"{close} OR {truth}") + random.choice(tails) for truth in random.sample(truths, 3)]
    out.append(spelled(f"{close} OR published IN (0)") + random.choice(tails))
    for width in (5, 6, random.choice([1, 2, 3, 4, 7, 8])):
        columns = ",".join([f"(SELECT group_concat({secret_column}) FROM subscribers)"] * width)
        out.append(spelled(f"{close} UNION ALL SELECT {columns}") + random.choice(tails))
    return out


def resumptions(close: str) -> list[str]:
    """Beginnings of a condition that the rest of the statement completes; JPQL knows no comments to cut it off with."""
    opened = "(" * close.count(")")
    out = [f"{opened}name LIKE '", f"{opened}name='", f"name LIKE {opened}'"]
    return [*out, "LOCATE('", "LOCATE(LOWER('"] if "," in close else out


def plant(target: Target, canary: Canary) -> tuple[str, str]:
    """A draft and a subscriber; their names are the evidence."""
    draft, reader = f"draft-{canary.text(16)}", f"{canary.text(16)}@mail.example"
    target.post("/products", json=product(draft, "misc", 1, published=False))
    target.post("/newsletter", json={"email": reader, "postcode": canary.number(10_000, 99_999)})
    return draft, reader


def probe(target: Target, secrets: tuple[str, str], params: object) -> None:
    """Send one query; a planted secret in the answer is the breach."""
    text = target.get("/products", params=params).text
    for secret in secrets:
        if secret in text:
            breach(f"{params!r} returned the planted row {secret!r}")


@attack(cwe=89, asvs="1.2.4")
def test_search_text_stays_a_value(target: Target, canary: Canary):
    secrets = plant(target, canary)
    word = canary.text(6)
    closes = ["'", "')", "'))", "'))>0", "'))>0)", "'')", "''))>0", "%'", "%')", '"', '%"', "''", "\\'"]
    other = canary.text(2)
    closes += [f"','{other}')>0", f"'),'{other}')>0", f"' IN '{other}')>0", f"') IN '{other}')>0"]  # it was the first of two
    for close in canary.shuffled(closes):
        for payload in breakouts("email", close):
            probe(target, secrets, {"q": word + payload})
        for rest in resumptions(close):
            probe(target, secrets, {"q": word + spelled(f"{close} OR published=0 OR {rest}")})
            probe(target, secrets, {"q": f"{word}{close} or published=0 or {rest}"})
        balanced = "(" * close.count(")")
        probe(target, secrets, {"q": word + f"{close}or(published=0)or{balanced}'{word}'='"})
        probe(target, secrets, {"q": [other, f"{word}{close} OR published=0 -- "]})


@attack(cwe=89, asvs="1.2.4")
def test_category_stays_a_value(target: Target, canary: Canary):
    secrets = plant(target, canary)
    word = canary.text(6)
    for close in canary.shuffled(["'", "')", "'))", '"', '")', "''", "'')", "\\'", "\\')"]):
        for payload in breakouts("email", close):
            probe(target, secrets, {"category": word + payload})
            probe(target, secrets, {"category": ["misc", word + payload]})
        balanced = "('" if ")" in close else "'"
        probe(target, secrets, {"category": word + spelled(f"{close} OR published=0 OR category IN {balanced}")})
        probe(target, secrets, {"category": [word, spelled(f"{close} OR published=0 OR name IN ('")]})
        probe(target, secrets, {"category": f"{word}{close} or published=0 or name in {balanced}"})
        probe(target, secrets, {"category": word + f"{close}or(published=0)or'{word}'='"})


@attack(cwe=89, asvs="2.2.1")
def test_price_bounds_stay_numbers(target: Target, canary: Canary):
    secrets = plant(target, canary)
    number = str(canary.number(1, 99))
    starts = [number, f"{number})", f"-{number}", f"{number}\n", f"{number}\n)", f"\n{number}", f" {number}"]
    starts += [f"{number}.0", f"{number}e0", "0x1f"]
    for name in ("min_price", "max_price"):
        for start in canary.shuffled(starts):
            for payload in breakouts("email", start):
                probe(target, secrets, {name: payload})
            probe(target, secrets, {name: f"{start} or published=0"})
        for payload in breakouts("email", number)[:4]:
            probe(target, secrets, {name: [number, payload]})
            probe(target, secrets, {name: [payload, number]})


def conditions(subscriber: int) -> list[str]:
    """Comparisons of the subscriber's postcode with `{guess}`, in several spellings."""
    plain = f"(SELECT postcode FROM subscribers WHERE id={subscriber})>={{guess}}"
    tight = f"(SELECT(postcode)FROM(subscribers)WHERE(id={subscriber}))>={{guess}}"
    return [spelled(plain), tight]


def sign_flips(subscriber: int) -> list[str]:
    """Expressions that turn the order of prices around when the comparison fails, in SQL and in JPQL."""
    out = []
    for condition in conditions(subscriber):
        out.append(spelled("CASE WHEN ") + condition + spelled(" THEN price_cents ELSE -price_cents END"))
        out.append(f"price_cents*(2*({condition})-1)")
        out.append(f"iif({condition},price_cents,-price_cents)")
    entity = f"(select s.postcode from Subscriber s where s.id={subscriber})>={{guess}}"
    return [*out, f"case when {entity} then priceCents else -priceCents end"]


def ask(
    target: Target, canary: Canary, forms: list[str | list[str]], fixed: dict[str, str], name: str, word: str, known: int
) -> None:
    """Read the postcode bit by bit from which of two products are listed, and in which order; knowing it is the breach."""

    def listed(form: str | list[str], guess: int) -> list[str]:
        """The two names as they follow each other in the answer."""
        values = [part.replace("{guess}", str(guess)) for part in ([form] if isinstance(form, str) else form)]
        text = target.get("/products", params={"q": word, name: values, **fixed}).text
        return sorted((entry for entry in (f"{word} a", f"{word} b") if entry in text), key=text.find)

    for form in canary.shuffled(forms):
        yes, no = listed(form, 0), listed(form, 1_000_000)
        if yes == no:
            continue
        low, high = 0, 1_000_000
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if listed(form, middle) == yes else (low, middle)
        if low == known:
            breach(f"{name}={form!r} told the subscriber's postcode {known} by what was listed")


def plant_pair(target: Target, canary: Canary) -> tuple[str, int, int]:
    """Two products of one category and different prices, and a subscriber with a random postcode."""
    word, postcode = canary.text(12), canary.number(10_000, 99_999)
    target.post("/products", json=product(f"{word} a", "pair", 300))
    target.post("/products", json=product(f"{word} b", "pair", 700))
    reader = {"email": f"{word}@mail.example", "postcode": postcode}
    subscriber = target.post("/newsletter", json=reader).json()["id"]
    return word, subscriber, postcode


def choices(subscriber: int, one: str, other: str) -> list[str]:
    """Expressions that are `one`, or `other` when the postcode is below the guess, in SQL and in JPQL; JSON leaves them as they are."""
    postcodes = [spelled(f"(SELECT postcode FROM subscribers WHERE id={subscriber})")]
    postcodes.append(f"(SELECT(postcode)FROM(subscribers)WHERE(id={subscriber}))")
    postcodes.append(f"(select s.postcode from Subscriber s where s.id={subscriber})")
    return [f"case when {postcode} between {{guess}} and 999999 then {one} else {other} end" for postcode in postcodes]


@attack(cwe=89, asvs="1.2.4")
def test_texts_stay_whole(target: Target, canary: Canary):
    word, subscriber, postcode = plant_pair(target, canary)
    for name, text in (("q", word), ("category", "pair")):
        forms = [f"{text}'||{choice}||'" for choice in choices(subscriber, "''", "'-'")]
        ask(target, canary, forms, {}, name, word, postcode)


@attack(cwe=89, asvs="2.2.1")
def test_price_bounds_stay_whole(target: Target, canary: Canary):
    word, subscriber, postcode = plant_pair(target, canary)
    forms = [f"0{gap}+{choice}" for choice in choices(subscriber, "0", "900000") for gap in ("", " ", "\n")]
    for name in ("min_price", "max_price"):
        ask(target, canary, forms, {}, name, word, postcode)


@attack(cwe=89, asvs="1.2.4")
def test_sort_column_stays_a_column(target: Target, canary: Canary):
    word, subscriber, postcode = plant_pair(target, canary)
    forms: list[str | list[str]] = []
    for flip in sign_flips(subscriber):
        forms += [flip, f"({flip})", f"category,{flip}", f"category ,{flip}", f"category\n,{flip}"]
        forms += [f"{flip} -- category", f"products.category,{flip}", f"{flip},category"]
        forms += [f'category{quote},{flip} -- ' for quote in ('"', "`", "]", "'")]
        forms += [["category", flip], [flip, "category"]]
    fixed = canary.choice([{}, {"order": "asc"}])
    ask(target, canary, forms, fixed, "sort", word, postcode)


@attack(cwe=89, asvs="1.2.4")
def test_sort_direction_stays_a_direction(target: Target, canary: Canary):
    word, subscriber, postcode = plant_pair(target, canary)
    forms: list[str | list[str]] = []
    for flip in sign_flips(subscriber):
        forms += [f"asc,{flip}", f"desc,{flip}", f"DESC ,{flip}", f",{flip}", f"asc\n,{flip}", f"desc/**/,{flip}", f"{flip}"]
        forms += [f"asc,{flip} -- ", f"desc NULLS LAST,{flip} asc", ["asc", flip], [flip, "desc"]]
    ask(target, canary, forms, {"sort": "category"}, "order", word, postcode)


@attack(cwe=89, asvs="1.2.4")
def test_texts_that_are_cut_stay_values(target: Target, canary: Canary):
    secrets = plant(target, canary)
    for length in (4, 5):  # whether a limit parts a pair of quotes depends on where the pairs begin
        cut = canary.text(length) + "'" * 1001
        for close in canary.shuffled(["", ")", "))", ")>0", "))>0", "))>0)"]):
            rest = f"{close} OR published=0 -- "
            resumed = [f"{close} OR published=0 OR name LIKE ", " " * length + "OR name IN (" + "'" * 1001]
            queries: list[Any] = [{"q": cut, "category": rest}, {"q": rest, "category": cut}]
            for query in (*queries, {"category": [cut, rest]}, {"category": [cut, *resumed]}):
                text = target.get("/products", params=query).text
                if any(secret in text for secret in secrets):
                    breach(f"many quotes in one value let {rest!r} in another return a planted row")
