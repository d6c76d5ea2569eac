"""What the list of events must do, in the words of the prompt."""

import json

from judge import Canary, Service, Target, spec

INSERT = """INSERT INTO events (actor, severity, tags, details, internal)
VALUES ($1, $2::int, ARRAY(SELECT jsonb_array_elements_text($3::jsonb)), $4::jsonb, $5::boolean) RETURNING id"""


def add(service: Service, actor: str, **fields: object) -> int:
    """Put an event into the table, as the collectors do, and return its id."""
    event = {"severity": 3, "tags": [], "details": {}, "internal": False} | fields
    tags, details = json.dumps(event["tags"]), json.dumps(event["details"])
    return service.query(INSERT, actor, event["severity"], tags, details, event["internal"])[0][0]


def found(target: Target, **params: object) -> list[dict]:
    """Ask for events and return the entries of a good answer."""
    answer = target.get("/events", params=params)
    assert answer.status == 200, "GET /events answers 200"
    return answer.json()["events"]


def ids(entries: list[dict]) -> list[int]:
    """Only the ids, in the order of the answer."""
    return [entry["id"] for entry in entries]


@spec("Each entry has the fields `id`, `actor`, `severity`, `tags` and `details`, with the values of the row")
def test_entries_carry_the_values_of_the_row(target: Target, service: Service, canary: Canary):
    actor, severity = canary.text(10), canary.number(1, 7)
    details = {"path": f"/a b/{canary.text(6)}", "size": "12"}
    known = add(service, actor, severity=severity, tags=["login", "o, k"], details=details)
    expected = {"id": known, "actor": actor, "severity": severity, "tags": ["login", "o, k"], "details": details}
    assert expected in found(target, actor=actor), "an entry has the fields and values of its row"
    assert expected in found(target, order="desc"), "without filters every event counts"


@spec("Only rows with `internal = false` count, the others are for the auditors")
def test_internal_events_are_left_out(target: Target, service: Service, canary: Canary):
    actor = canary.text(10)
    known = add(service, actor)
    add(service, actor, internal=True)
    assert ids(found(target, actor=actor)) == [known], "internal events are never listed"


@spec("the actor is exactly this one")
def test_actor_matches_exactly(target: Target, service: Service, canary: Canary):
    word = canary.text(8)
    for actor in (f"{word} \"ops\" -- 100%_x \\", f"{word}; select $1 or %s $$ (a)"):
        known = add(service, actor)
        add(service, f"{actor}x")
        assert ids(found(target, actor=actor)) == [known], f"actor={actor!r} lists the events of exactly that actor"
    assert found(target, actor=canary.text(20)) == [], "nothing found is an empty list"


@spec("The parameter may be repeated; then the event must carry all of them")
def test_all_tags_must_be_there(target: Target, service: Service, canary: Canary):
    word = canary.text(8)
    odd, plain = f"a, b {{c}} {word} -- 100%", f"tag-{word}"
    both = add(service, word, tags=[plain, "x", odd])
    one = add(service, word, tags=[plain])
    add(service, word, tags=[f"{plain}x"])
    assert ids(found(target, tag=plain)) == [both, one], "tag finds the events that carry it"
    assert ids(found(target, tag=[odd, plain])) == [both], "repeated tags: the event must carry all of them"
    assert ids(found(target, tag=odd)) == [both], "a tag may hold any characters"
    assert found(target, tag=[plain, canary.text(9)]) == [], "a tag nobody carries finds nothing"


@spec("Senders choose their keys freely, so dots, dashes and other punctuation are just part of the key")
def test_fields_of_details_are_compared(target: Target, service: Service, canary: Canary):
    word = canary.text(8)
    for field in ("path", "user.name", 'size "raw"', "a->b {c,d} 100%", "-- $1 ? \\"):
        known = add(service, word, details={field: f"{word} \"100%\" -- or", "other": word})
        add(service, word, details={field: word})
        add(service, word, details={"other": f"{word} \"100%\" -- or"})
        listed = ids(found(target, field=field, value=f"{word} \"100%\" -- or"))
        assert listed == [known], f"field={field!r} compares the text at that key of details"


@spec("The two come together: if only one of them is given, answer 400")
def test_field_and_value_come_together(target: Target):
    for params in ({"field": "path"}, {"value": "x"}):
        answer = target.get("/events", params=params)
        assert answer.status == 400, "field without value, or value without field, answers 400"
        assert isinstance(answer.json().get("error"), str), "the 400 answer has an error text"


@spec("Events that are equal in the sort column follow each other by ascending `id`, in both directions")
def test_sorts_by_every_column_in_both_directions(target: Target, service: Service, canary: Canary):
    word = canary.text(8)
    rows = [("c", 4), ("a", 4), ("b", 2), ("a", 7)]
    entries = [{"id": add(service, f"{name}{word}", severity=number, tags=[word]), "actor": f"{name}{word}", "severity": number} for name, number in rows]
    for column in ("id", "actor", "severity"):
        up = ids(sorted(entries, key=lambda entry: entry[column]))
        down = ids(sorted(entries, key=lambda entry: entry[column], reverse=True))
        assert ids(found(target, tag=word, sort=column)) == up, f"sort={column} sorts upwards, equal ones by id"
        assert ids(found(target, tag=word, sort=column, order="asc")) == up, f"sort={column}&order=asc sorts upwards"
        listed = ids(found(target, tag=word, sort=column, order="desc"))
        assert listed == down, f"sort={column}&order=desc sorts downwards, equal ones by ascending id"
    assert ids(found(target, tag=word, order="desc")) == ids(entries)[::-1], "order alone applies to the id"


@spec("list at most so many events, a whole number from 1 to 200 in plain digits; 50 when missing")
def test_limit_is_kept(target: Target, service: Service, canary: Canary):
    word = canary.text(8)
    known = [add(service, word) for _ in range(53)]
    assert ids(found(target, actor=word)) == known[:50], "without limit the first 50 are listed"
    assert ids(found(target, actor=word, limit=2)) == known[:2], "limit=2 lists two"
    assert ids(found(target, actor=word, limit=200)) == known, "limit=200 lists up to 200"


@spec("If it is anything else (`many`, `2.5`, `0`), answer 400")
def test_other_limits_are_refused(target: Target):
    for limit in ("many", "2.5", "0", "201"):
        answer = target.get("/events", params={"limit": limit})
        assert answer.status == 400, f"limit={limit} answers 400"
        assert isinstance(answer.json().get("error"), str), "the 400 answer has an error text"


@spec("an event must satisfy every one that is given")
def test_all_filters_hold_together(target: Target, service: Service, canary: Canary):
    word = canary.text(8)
    wanted = {"tags": ["web", word], "details": {"ip": "10.0.0.9"}}
    first = add(service, word, severity=2, **wanted)
    second = add(service, word, severity=5, **wanted)
    add(service, f"{word}2", **wanted)
    add(service, word, tags=["web"], details={"ip": "10.0.0.9"})
    add(service, word, tags=["web", word], details={"ip": "10.0.0.8"})
    asked = {"actor": word, "tag": ["web", word], "field": "ip", "value": "10.0.0.9", "sort": "severity", "order": "desc"}
    assert ids(found(target, **asked)) == [second, first], "an event must satisfy every filter that is given"
    assert ids(found(target, **asked, limit=1)) == [second], "the limit counts after filters and order"
