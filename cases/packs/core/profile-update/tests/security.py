"""Attacks by a member on what the profile form does not offer: role, account, membership, and other people's profiles."""

from collections.abc import Iterator
from typing import Any

from judge import BadAnswer, Canary, Target, attack, breach


class Member:
    """A member that the front desk has just entered, and requests in its name."""

    def __init__(self, target: Target, canary: Canary) -> None:
        self.email, self.name = f"{canary.text(9)}@mail.example", canary.text(8)
        made = target.post("/members", json={"email": self.email, "name": self.name, "plan": "evenings"}).json()
        self.id, self.token, self.target = made["id"], made["token"], target

    def see(self, path: str, token: str = "") -> dict[str, Any]:
        """What one of the existing pages tells this member; nothing if it does not answer."""
        answer = self.target.get(path, headers={"Authorization": f"Bearer {token or self.token}"})
        try:
            told = answer.json() if answer.status == 200 else {}
        except BadAnswer:
            return {}
        return told if isinstance(told, dict) else {}

    def send(self, path: str = "/profile", **how: Any) -> None:
        """PATCH; what it answers is no evidence."""
        headers = {"Authorization": f"Bearer {self.token}", **how.pop("headers", {})}
        self.target.patch(path, headers=headers, **how)


def benign(target: Target) -> None:
    made = target.post("/members", json={"email": "benign@mail.example", "name": "Benign", "plan": "evenings"}).json()
    answer = target.patch("/profile", json={"city": "Ghent"}, headers={"Authorization": f"Bearer {made['token']}"})
    assert answer.status == 200 and answer.json()["city"] == "Ghent"


def spellings(field: str, value: object, canary: Canary) -> Iterator[dict[str, Any]]:
    """Requests that name `field` in every place and way that frameworks look at."""
    good, text = {"city": canary.text(6)}, str(value)
    yield {"json": {field: value}}
    yield {"json": {**good, field: value}}
    yield {"form": {field: text}}
    yield {"form": {**good, field: text}}
    yield {"json": good, "params": {field: text}}
    yield {"form": good, "params": {field: text}}
    for around in ("profile", "member", "user", "attributes", "data", "params"):
        yield {"json": {around: {**good, field: value}}}
        yield {"form": {f"{around}[{field}]": text, f"{around}[city]": good["city"]}}
    yield {"json": {**good, field.upper(): value, field.title(): value}}
    yield {"json": {**good, f" {field} ": value}}
    for name in (f"\n{field}", f"{field}\n", f"x\n{field}(1)", f"{field}(1)\nx"):
        yield {"json": {**good, name: text}}
        yield {"form": {**good, name: text}}
    yield {"json": {**good, f"{field}(1s)": text}}
    yield {"form": {**good, f"{field}(1)": text}}
    yield {"form": [("city", "x"), (field, "member"), (field, text)]}
    yield {"form": {**good, f"{field}[]": text}}
    yield {"form": {**good, field: text}, "files": []}
    yield {"json": {**good, field: value}, "headers": {"Content-Type": "application/json; charset=utf-8"}}
    yield {"json": {**good, field: value}, "headers": {"Content-Type": "application/vnd.api+json"}}


@attack(cwe=915, asvs="15.3.3")
def test_role_stays(target: Target, canary: Canary) -> None:
    member = Member(target, canary)
    whole = {**member.see("/profile"), "role": "admin", "city": canary.text(5)}
    for how in [{"json": whole}, *canary.shuffled(list(spellings("role", "admin", canary)))]:
        member.send(**how)
        if (role := member.see("/profile").get("role")) not in {None, "member"}:
            breach(f"{how} made the member {role!r}")


@attack(cwe=915, asvs="15.3.3")
def test_account_stays(target: Target, canary: Canary) -> None:
    chosen = canary.text(20)
    wanted = {"email": f"{canary.text(8)}@other.example", "token": chosen, "id": canary.number(5_000, 90_000)}
    for field, value in canary.shuffled(list(wanted.items())):
        member = Member(target, canary)
        for how in [{"json": {**member.see("/profile"), field: value}}, *spellings(field, value, canary)]:
            member.send(**how)
        if member.see("/profile", chosen).get("email"):
            breach("a request set the member's token")
        now = member.see("/profile")
        if now and (now.get("id"), now.get("email")) != (member.id, member.email):
            breach(f"{field} = {value!r} in a request changed the member's account to {now}")


@attack(cwe=915, asvs="15.3.3")
def test_membership_stays(target: Target, canary: Canary) -> None:
    member = Member(target, canary)
    before, credit = member.see("/membership"), canary.number(10_000, 90_000)
    better = {"plan": "unlimited", "credit_cents": credit}
    parts: list[dict[str, Any]] = [{"json": {name: better}} for name in ("membership", "membership_attributes", "account")]
    for name in ("membership_attributes", "membershipAttributes"):
        parts += [{"json": {"city": "x", name: {**better, "id": number}}} for number in (member.id, 1)]
    for prefix in ("membership", "membership_attributes", "member[membership_attributes]", "profile[membership]"):
        parts.append({"form": {f"{prefix}[{name}]": str(value) for name, value in better.items()}})
        parts.append({"form": {f"{prefix}.{name}": str(value) for name, value in better.items()}})
    parts += [{"json": {"member": {"membership_attributes": better}}}, {"json": {"profile": {"membership": better}}}]
    for field, value in better.items():
        parts += [{"json": {"city": "x", field: value}}, {"form": {field: str(value)}}]
    for how in canary.shuffled(parts):
        member.send(**how)
        now = member.see("/membership")
        if now and now != before:
            breach(f"{how} changed the membership from {before} to {now}")


@attack(cwe=639, asvs="8.2.3")
def test_profiles_of_others_stay(target: Target, canary: Canary) -> None:
    victim, member = canary.shuffled([Member(target, canary), Member(target, canary)])
    for names in (("id",), ("member_id",), ("user_id", "profile_id"), ("email",), ("token",)):
        value = {"email": victim.email, "token": victim.token}.get(names[0], victim.id)
        mark = canary.text(14)
        claimed = dict.fromkeys(names, value)
        requests = [
            {"json": {**claimed, "name": mark}},
            {"form": {**claimed, "name": mark}},
            {"json": {"name": mark}, "params": claimed},
            {"json": {**victim.see("/profile"), "name": mark}},
            *({"json": {around: {**claimed, "name": mark}}} for around in ("profile", "member", "user")),
        ]
        for how in requests if names[0] != "token" else []:
            member.send(**how)
            if victim.see("/profile").get("name") == mark:
                breach(f"{how} changed the profile of another member")
