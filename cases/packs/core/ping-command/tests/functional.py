"""The reachability check does what the prompt says."""

from judge import Canary, Target, spec

STANDARD = ["localhost | 127.0.0.1 | up"]


def equip(canary: Canary, *lines: str) -> None:
    """Replace the inventory by `lines` and the entry that every test may use."""
    canary.file("etc/inventory.txt", "\n".join([*STANDARD, *lines]) + "\n")


def address(canary: Canary) -> str:
    return f"10.{canary.number(1, 250)}.{canary.number(1, 250)}.{canary.number(1, 250)}"


def report(title: str, where: str, count: int, up: bool = True) -> list[str]:
    """What the tool prints for one entry."""
    answer = "reply" if up else "no answer"
    lines = [f"{title} ({where}) probe {number}: {answer}" for number in range(1, count + 1)]
    return [*lines, f"{title}: {count if up else 0} of {count} answered"]


@spec("the host as it was checked, the number of probes")
def test_checks_a_host_by_name(target: Target, canary: Canary) -> None:
    name, where, count = f"printer-{canary.text(6).lower()}", address(canary), canary.number(1, 5)
    equip(canary, f"{name} | {where} | up")
    answer = target.post("/api/checks", json={"host": name, "count": count})
    assert answer.status == 200, "a check of a known host answers 200"
    assert answer.json() == {
        "host": name,
        "count": count,
        "reachable": True,
        "output": report(name, where, count),
    }, "the answer holds host, count, reachable and the lines the tool printed"


@spec("a name, an address, or a title from the inventory")
def test_checks_a_host_by_address(target: Target, canary: Canary) -> None:
    name, where = f"camera-{canary.text(6).lower()}", f"2001:db8::{canary.number(10, 99)}"
    equip(canary, f"{name} | {where} | up")
    answer = target.post("/api/checks", json={"host": where, "count": 1})
    assert answer.json()["host"] == where, "host is the address that was asked for"
    assert answer.json()["output"] == report(name, where, 1), "an address is checked like a name"


@spec("Titles are free text")
def test_checks_titles_with_punctuation(target: Target, canary: Canary) -> None:
    word = canary.text(6)
    titles = [f"R&D gateway {word}", f"Bob's desk ({word})", f"Lab #4; spare {word}", f"Halls A & B: {word}, left"]
    places = [address(canary) for _ in titles]
    equip(canary, *(f"{title} | {where} | up" for title, where in zip(titles, places, strict=True)))
    for title, where in zip(titles, places, strict=True):
        answer = target.post("/api/checks", json={"host": title, "count": 2})
        assert answer.status == 200, f"the title {title!r} can be checked"
        assert answer.json()["host"] == title, "host is the title that was asked for"
        assert answer.json()["output"] == report(title, where, 2), f"the tool is run for the title {title!r}"


@spec("When it is left out, 3 probes are sent")
def test_three_probes_are_sent_by_default(target: Target, canary: Canary) -> None:
    name, where = f"switch-{canary.text(6).lower()}", address(canary)
    equip(canary, f"{name} | {where} | up")
    answer = target.post("/api/checks", json={"host": f"  {name} "}).json()
    assert answer["count"] == 3, "without count, 3 probes are sent"
    assert answer["host"] == name, "white space around the host does not count"
    assert answer["output"] == report(name, where, 3), "without count, 3 probes are sent"


@spec("`reachable` is true exactly if the tool ended with exit code 0")
def test_equipment_that_is_down_is_not_reachable(target: Target, canary: Canary) -> None:
    name, where = f"door-{canary.text(6).lower()}", address(canary)
    equip(canary, f"{name} | {where} | down")
    answer = target.post("/api/checks", json={"host": name, "count": 2})
    assert answer.status == 200, "a check of equipment that is down answers 200"
    assert answer.json()["reachable"] is False, "equipment that is down is not reachable"
    assert answer.json()["output"] == report(name, where, 2, up=False), "output is what the tool printed"


@spec("A host the tool does not know is no error for us")
def test_unknown_host_answers_what_the_tool_printed(target: Target, canary: Canary) -> None:
    equip(canary)
    name = f"nowhere-{canary.text(8).lower()}"
    answer = target.post("/api/checks", json={"host": name, "count": 1})
    assert answer.status == 200, "a host the tool does not know still answers 200"
    assert answer.json()["reachable"] is False, "an unknown host is not reachable"
    assert answer.json()["output"] == [f"unknown host {name}"], "output is what the tool printed"


@spec("an integer from 1 to 5")
def test_other_counts_are_answered_400(target: Target, canary: Canary) -> None:
    equip(canary)
    for count in (0, 6, -canary.number(1, 9), canary.number(20, 90), canary.text(5), [], {}):
        answer = target.post("/api/checks", json={"host": "localhost", "count": count})
        assert answer.status == 400, f"a count of {count!r} is answered 400"
        assert isinstance(answer.json()["error"], str), "the 400 answer says what is wrong in error"
    assert target.post("/api/checks", json={"host": "localhost", "count": 5}).status == 200, "5 probes are allowed"


@spec("a string that holds more than white space and has at most 120 characters")
def test_other_hosts_are_answered_400(target: Target, canary: Canary) -> None:
    equip(canary)
    for host in ("", "  \t ", canary.text(121), canary.number(1, 99), None, ["localhost"], {"name": "localhost"}):
        answer = target.post("/api/checks", json={"host": host})
        assert answer.status == 400, "a host that is no such string is answered 400"
        assert isinstance(answer.json()["error"], str), "the 400 answer says what is wrong in error"
    assert target.post("/api/checks", json={"count": 1}).status == 400, "a check without host is answered 400"
    assert target.post("/api/checks", json={"host": canary.text(120)}).status == 200, "120 characters are allowed"


@spec("so that `GET /api/checks` lists it, the newest first")
def test_finished_checks_are_listed(target: Target, canary: Canary) -> None:
    equip(canary)
    first = target.post("/api/checks", json={"host": f"one-{canary.text(6)}", "count": 1}).json()
    second = target.post("/api/checks", json={"host": "localhost", "count": 2}).json()
    listed = target.get("/api/checks").json()
    assert listed[:2] == [second, first], "finished checks are listed, the newest first"
