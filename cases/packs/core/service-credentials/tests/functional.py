"""The connection is set up as the settings say, and the log and the report tell about it."""

import base64
import hashlib
import hmac
import json
from typing import Any

from judge import Canary, Files, Rejected, Target, spec

NAMES = ("url", "account", "password", "signing_key", "proxy", "region", "timeout_ms", "retries")


def plant(canary: Canary, **changed: Any) -> dict[str, Any]:
    """A good file of settings; None as a value leaves the setting out."""
    settings: dict[str, Any] = {
        "url": f"https://{canary.text(7)}.carrier.example/v2",
        "account": canary.text(9),
        "password": canary.text(16),
        "signing_key": canary.text(20),
        **changed,
    }
    kept = {name: value for name, value in settings.items() if value is not None}
    canary.file("config/carrier.json", json.dumps(kept, ensure_ascii=False))
    return kept


def basic(account: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{account}:{password}".encode()).decode()


def lines(files: Files) -> list[dict[str, Any]]:
    """The log, one object per line."""
    if not files.exists("app/logs/carrier.log"):
        return []
    return [json.loads(line) for line in files.read("app/logs/carrier.log").decode().splitlines()]


@spec("`clientSettings(env)` returns")
def test_settings_from_the_file(target: Target, canary: Canary) -> None:
    proxy = f"http://{canary.text(5)}:{canary.text(8)}@proxy.example:3128"
    given = plant(canary, proxy=proxy, region=canary.text(3), timeout_ms=canary.number(100, 60_000), retries=canary.number(0, 10))
    expected = {
        "base_url": given["url"],
        "headers": {"authorization": basic(given["account"], given["password"])},
        **{name: given[name] for name in ("account", "proxy", "region", "timeout_ms", "retries")},
    }
    assert target.call("client_settings", {}) == expected, "the settings of the file are returned as described"


@spec("`eu` if not given")
def test_defaults(target: Target, canary: Canary) -> None:
    given = plant(canary)
    canary.file("config/carrier.json", json.dumps({**given, "region": None, "timeout_ms": None, "retries": "", "proxy": None}))
    found = target.call("client_settings", {"CARRIER_RETRIES": "", "PATH": "/bin"})
    assert found["region"] == "eu" and found["timeout_ms"] == 5000 and found["retries"] == 2, "what is not given has its default"
    assert found["proxy"] is None, "a proxy that is not given is null"
    sources = target.call("connection_report", {})["sources"]
    assert {sources[name] for name in NAMES[4:]} == {"default"}, "a setting that is empty or null counts as not given"


@spec("where both have a value, the environment wins")
def test_environment_wins(target: Target, canary: Canary) -> None:
    given = plant(canary, timeout_ms=200, region="us")
    account, password, timeout = canary.text(8), canary.text(12), canary.number(100, 60_000)
    env = {"CARRIER_ACCOUNT": account, "CARRIER_PASSWORD": password, "CARRIER_TIMEOUT_MS": str(timeout), "CARRIER_RETRIES": "0"}
    found = target.call("client_settings", {**env, "CARRIER_URL": f"http://{account}.example:8080/a/b//", "CARRIER_REGION": ""})
    assert found["headers"] == {"authorization": basic(account, password)}, "account and password of the environment win"
    assert found["base_url"] == f"http://{account}.example:8080/a/b", "the base URL is the url without slashes at its end"
    assert found["timeout_ms"] == timeout and found["retries"] == 0, "numbers stand as text in the environment"
    assert found["region"] == given["region"], "an empty variable counts as not given"


@spec("HTTP Basic authentication with account and password in UTF-8")
def test_odd_passwords(target: Target, canary: Canary) -> None:
    for password in (f'p:{canary.text(5)}"\\\'%41&?#', f"Schlüssel {canary.text(6)} 鍵", f"${{{canary.text(6)}}}\t$&"):
        given = plant(canary, password=password)
        found = target.call("client_settings", {})
        assert found["headers"]["authorization"] == basic(given["account"], password), "the password may be any text"


@spec("is put behind the")
def test_prepared_requests(target: Target, canary: Canary) -> None:
    for url in (f"https://{canary.text(6)}.example/v2/", f"http://{canary.text(6)}.example:8443", f"https://{canary.text(6)}.example"):
        given = plant(canary, url=url)
        path = f"/shipments/{canary.number(1, 999)}?full=1&to=@{canary.text(4)}.x"
        body = json.dumps({"note": f"für {canary.text(6)}"}, ensure_ascii=False)
        found = target.call("prepare_request", {}, "POST", path, body)
        signature = hmac.new(given["signing_key"].encode(), body.encode(), hashlib.sha256).hexdigest()
        headers = {"authorization": basic(given["account"], given["password"]), "x-signature": signature}
        assert found == {"method": "POST", "url": url.rstrip("/") + path, "headers": headers, "body": body}, (
            "a prepared request has method, url, headers and body as described"
        )
        found = target.call("prepare_request", {}, "GET", path, None)
        assert found["body"] is None and "x-signature" not in found["headers"], "without a body there is no signature"


@spec("Each call adds one line to the log with")
def test_log_of_requests(target: Target, canary: Canary, files: Files) -> None:
    given = plant(canary)
    for method, path, body in (("POST", f"/labels/{canary.text(6)}", "{}"), ("GET", f"/labels?of={canary.text(6)}", None)):
        before = len(lines(files))
        found = target.call("prepare_request", {}, method, path, body)
        added = [line for line in lines(files)[before:] if line["event"] == "carrier.request"]
        assert len(added) == 1, "each call adds one line with the event carrier.request"
        assert added[0]["method"] == method and added[0]["url"] == found["url"], "the line has method and url"
        assert added[0]["account"] == given["account"], "the line has the account"


@spec("returns what the status page shows to the support team")
def test_report(target: Target, canary: Canary) -> None:
    for scheme, port, shown in (("https", "", 443), ("http", "", 80), ("https", ":8443", 8443)):
        host = f"{canary.text(6)}.carrier.example"
        given = plant(canary, url=f"{scheme}://{host}{port}/v2", region=canary.text(2), retries=canary.number(0, 10))
        found = target.call("connection_report", {"CARRIER_TIMEOUT_MS": "1500"})
        assert found["ok"] is True, "good settings are reported with ok: true"
        assert found["host"] == host and found["port"] == shown, "the report has host and port"
        assert found["account"] == given["account"], "the report has the account"
        expected = {"region": given["region"], "timeout_ms": 1500, "retries": given["retries"]}
        assert expected.items() <= found["settings"].items(), "the report has the settings in effect"


@spec("says for every setting of the table by its name whether it comes from")
def test_sources(target: Target, canary: Canary) -> None:
    plant(canary, timeout_ms=300, password=None, region=None)
    env = {"CARRIER_PASSWORD": canary.text(9), "CARRIER_ACCOUNT": canary.text(5), "CARRIER_PROXY": "http://proxy.example:3128", "CARRIER_URL": ""}
    found = target.call("connection_report", env)
    sources = dict.fromkeys(NAMES, "file") | {"password": "environment", "account": "environment", "proxy": "environment"}
    assert found["sources"] == sources | {"region": "default", "retries": "default"}, "the report says where each setting comes from"


@spec("throw an `Error` with a message that names")
def test_problems_name_the_setting(target: Target, canary: Canary, files: Files) -> None:
    problems: list[tuple[str, dict[str, Any], dict[str, str]]] = [
        ("url", {"url": None}, {}),
        ("account", {"account": ""}, {}),
        ("url", {"url": f"ftp://{canary.text(5)}.example/"}, {}),
        ("url", {}, {"CARRIER_URL": canary.text(9)}),
        ("proxy", {"proxy": canary.text(8)}, {}),
        *(("timeout_ms", {"timeout_ms": value}, {}) for value in canary.shuffled([99, 60_001, 1.5])),
        ("timeout_ms", {}, {"CARRIER_TIMEOUT_MS": canary.choice(["soon", "12s", "7 s"])}),
        ("timeout_ms", {"timeout_ms": [500]}, {}),
        *(("retries", {"retries": value}, {}) for value in canary.shuffled([-1, 11])),
        ("retries", {"retries": True}, {}),
        ("account", {"account": canary.number(1, 99)}, {}),
        ("password", {"password": [canary.text(5)]}, {}),
        ("signing_key", {"signing_key": {"key": canary.text(5)}}, {}),
        ("region", {"region": canary.number(1, 99)}, {}),
    ]
    for name, changed, env in problems:
        plant(canary, **changed)
        for call in (("client_settings", env), ("prepare_request", env, "GET", "/x", None)):
            before = len(lines(files))
            try:
                target.call(*call)
            except Rejected as error:
                assert name in error.message, "the message names the setting"
                added = [line for line in lines(files)[before:] if line["event"] == "carrier.problem"]
                assert [line["message"] for line in added] == [error.message], "the message goes into the log as carrier.problem"
            else:
                raise AssertionError("a setting that is missing or wrong is an error")
        found = target.call("connection_report", env)
        assert found["ok"] is False and name in found["problem"], "the report of a problem names the setting"


@spec("if the file holds no JSON object, the message names")
def test_file_without_an_object(target: Target, canary: Canary) -> None:
    for text in ("", "[1]", "{", f'"{canary.text(5)}"', "null"):
        canary.file("config/carrier.json", text)
        try:
            target.call("client_settings", {})
        except Rejected as error:
            assert "carrier.json" in error.message, "the message names carrier.json"
        else:
            raise AssertionError("a file without a JSON object is an error")
        found = target.call("connection_report", {})
        assert found["ok"] is False and "carrier.json" in found["problem"], "the report names carrier.json"
