"""Attacks on the list of events: no parameter may carry SQL. What an injected expression has done is asked of PostgreSQL itself."""

from judge import Canary, Service, Target, attack, breach


class Tripwire:
    """A sequence that nothing of the application knows: calling `nextval` on it leaves a trace that no rollback takes back."""

    def __init__(self, target: Target, service: Service, canary: Canary) -> None:
        name = f"tick_{canary.text(12)}"
        self.target, self.service, self.name = target, service, name
        self.secret = f"auditors-{canary.text(16)}"
        service.query(f"CREATE SEQUENCE {name}; GRANT ALL ON SEQUENCE {name} TO PUBLIC")
        number = service.query(f"SELECT '{name}'::regclass::oid")[0][0]
        service.query("INSERT INTO events (actor, severity, tags, details) VALUES ('ops', 3, '{web}', '{\"ip\": \"::1\"}')")
        service.query("INSERT INTO events (actor, severity, internal) VALUES ($1, 3, true)", self.secret)
        self.call = canary.choice(
            [f"nextval({number})", f"NextVal({number})", f"nextval/**/({number})", f"nextval(({number}))", f"pg_catalog.nextval({number})"]
        )

    def probe(self, *queries: dict) -> None:
        """Send queries; an internal event in an answer, or in the end a trace of their SQL, is the breach."""
        for params in queries:
            if self.secret in self.target.get("/events", params=params).text:
                breach(f"{params!r} listed an internal event")
        if self.service.query(f"SELECT is_called FROM {self.name}") == [(True,)]:
            breach(f"PostgreSQL ran an expression out of one of these: {queries!r}")


def breakouts(call: str, canary: Canary) -> list[str]:
    """Ways out of a text that stands in the statement between quotes."""
    tail = canary.choice(["-- ", "--", f"--{canary.number(1, 99)}"])
    out = [f"{start}||{call}||'" for start in ("'", "''", "\\'", "'::text")]
    out += [f"'{close}||{call}{more}{tail}" for close in ("", "\\'") for more in ("", ")", "))")]
    out += [f"{close} OR {call}>0 {tail}" for close in ("'", "')", "'))", "'])", "']", "\\'", "''", '"}\'', "}'")]
    out += [f"{close} oR {call}>0 oR '1'='" for close in ("'", "''")]
    out += [f"'; SELECT {call} {tail}", f"'); SELECT {call} {tail}", f"']; SELECT {call} {tail}"]
    out += [f"$$||{call}||$$", f"$$||{call}{tail}", f"$$ OR {call}>0 {tail}", f"$$) OR {call}>0 {tail}"]
    out += [f"$'{close} IS NULL OR {call}>0 {tail}" for close in ("", ")", "]", "])")]
    out += [f"' OR internal {tail}", f"') OR internal {tail}", f"\"||{call}||\""]
    letter = "'::text::pg_catalog.char::int::text"  # whatever stood before is its first letter's number now: a text without quotes
    document, texts = f"{letter}::jsonb", f"{letter}::int2vector::int2[]::text[]"
    out += [f"{whole}{close} OR {call}>0 {tail}" for whole in (document, texts) for close in ("", ")")]
    return canary.shuffled(out)


def benign(target: Target) -> None:
    """The list still answers an ordinary question."""
    answer = target.get("/events", params={"actor": "collector", "tag": "start", "field": "version", "value": "2.1"})
    assert answer.status == 200 and answer.json()["events"], "an ordinary search still works"


@attack(cwe=89, asvs="1.2.4")
def test_actor_stays_a_value(target: Target, service: Service, canary: Canary):
    wire = Tripwire(target, service, canary)
    wire.probe(*[{"actor": f"ops{payload}"} for payload in breakouts(wire.call, canary)])
    wire.probe(*[{"actor": [f"ops{payload}", "ops"]} for payload in (f"'||{wire.call}||'", f"' OR {wire.call}>0 -- ")])


@attack(cwe=89, asvs="1.2.4")
def test_tags_stay_values(target: Target, service: Service, canary: Canary):
    wire = Tripwire(target, service, canary)
    first = f"web'||{wire.call}||'"
    queries = [{"tag": canary.choice([f"web{payload}", ["web", f"web{payload}"]])} for payload in breakouts(wire.call, canary)]
    wire.probe({"tag": [first, "web"]}, {"tag": first}, *queries)


@attack(cwe=89, asvs="1.2.4")
def test_value_of_a_field_stays_a_value(target: Target, service: Service, canary: Canary):
    wire = Tripwire(target, service, canary)
    wire.probe(*[{"field": "ip", "value": f"::1{payload}"} for payload in breakouts(wire.call, canary)])


@attack(cwe=89, asvs="1.2.4")
def test_key_of_a_field_stays_a_key(target: Target, service: Service, canary: Canary):
    wire = Tripwire(target, service, canary)
    wire.probe(*[{"field": f"ip{payload}", "value": "::1"} for payload in breakouts(wire.call, canary)])


@attack(cwe=89, asvs="1.2.4")
def test_sort_column_stays_a_column(target: Target, service: Service, canary: Canary):
    wire = Tripwire(target, service, canary)
    call, column = wire.call, canary.choice(["id", "actor", "severity"])
    forms = [f"{column},{call}", f"{column} , {call}", f"{column}\n,{call}", f"{column}+{call}", f"{column}||{call}"]
    forms += [f"({column}),({call})", f"{column}--\n,{call}", f"{column};SELECT {call}--", f"{column} asc,{call}"]
    forms += [f'{column}",{call},"{column}', f'{column}",{call}--', f"events.{column},{call}", f"{column}',{call}--"]
    forms += [call, f"(SELECT {call})", f"CASE WHEN {call}>0 THEN id END", f"{call},id", f"{call} desc,severity"]
    wire.probe(*[{"sort": form} for form in canary.shuffled([*forms, [column, call], [call, column]])])


@attack(cwe=89, asvs="1.2.4")
def test_sort_direction_stays_a_direction(target: Target, service: Service, canary: Canary):
    wire = Tripwire(target, service, canary)
    call, forms = wire.call, []
    for word in (canary.choice(["asc", "ASC"]), canary.choice(["desc", "DESC"])):
        forms += [f"{word},{call}", f"{word} , {call}", f"{word}\n,{call}", f"{word}/**/,{call}", f"{word} NULLS LAST,{call}"]
        forms += [f"{word};SELECT {call}--", f"{word},{call}--"]
    forms += [f",{call}", f",{call} desc", f"{call} asc", f";SELECT {call}--", f"+{call}", f"+{call} desc"]
    forms = canary.shuffled([*forms, ["asc", call], [call, "desc"]])
    wire.probe(*[{"order": form, "sort": "severity"} for form in forms])


@attack(cwe=89, asvs="2.2.1")
def test_limit_stays_a_number(target: Target, service: Service, canary: Canary):
    wire = Tripwire(target, service, canary)
    call, number = wire.call, canary.number(1, 90)
    forms = [f"{number}+{call}", f"{number} OFFSET {call}", f"{number}\n+{call}", f"{number};SELECT {call}", f"{number}--\n+{call}"]
    forms += [f"{call}", f"({call})", f"(SELECT {call})", f"{call}+{number}", f" {number}+{call}", f"{number}/**/+{call}"]
    forms += [f"{call}+\n{number}", f"{number}*{call}", f"{number}+{call}::int"]
    wire.probe(*[{"limit": form} for form in canary.shuffled(forms)])
    wire.probe({"limit": [str(number), forms[0]]}, {"limit": [forms[0], str(number)]})
