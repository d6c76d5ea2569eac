"""REST with tokens: the whole way of a trial, roles, and hostile requests, after each of which honest ones work."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from cases.files import FileSet
from cases.model import Case
from sandbox.verdict import Verdict
from server.app import create_app
from server.house import House
from server.services import tokens

Files = Callable[..., dict[str, str]]
Plan = dict[str, object]
API = "/api/v1"
PLAN: Plan = {"name": "rest", "agents": [{"name": "robot"}, {"name": "other"}]}


class Api:
    """The app, spoken to with one token or none."""

    def __init__(self, client: TestClient, token: str | None = None) -> None:
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **more: object) -> Response:
        return self.client.get(API + path, headers=self.headers, **more)  # type: ignore[arg-type]

    def post(self, path: str, body: object = None) -> Response:
        return self.client.post(API + path, headers=self.headers, json=body if body is not None else {})


@pytest.fixture
def client(house: House, evaluate: Callable[[Case, FileSet], Verdict]) -> Iterator[TestClient]:
    app = create_app(house.settings, evaluate, house)
    with TestClient(
        app, base_url="http://localhost", client=("127.0.0.1", 4000), raise_server_exceptions=False
    ) as made:
        yield made


@pytest.fixture
def admin(house: House, client: TestClient) -> Api:
    return Api(client, tokens.create(house, name="boss", role="admin")[1])


@pytest.fixture
def run(admin: Api) -> dict[str, object]:
    made = admin.post("/runs", PLAN)
    assert made.status_code == 201, made.text
    return dict(made.json())


@pytest.fixture
def robot(admin: Api, run: dict[str, object]) -> Api:
    return agent_of(admin, run, "robot")


def agent_of(admin: Api, run: dict[str, object], name: str) -> Api:
    made = admin.post("/tokens", {"name": name, "role": "agent", "run": run["id"], "agent": name})
    assert made.status_code == 201, made.text
    return Api(admin.client, made.json()["token"])


def is_problem(answer: Response, status: int, code: str) -> bool:
    body = answer.json()
    assert (answer.status_code, body["status"], body["code"]) == (status, status, code), answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return bool(body["message"] and body["title"])


def test_the_way_of_a_trial(admin: Api, robot: Api, run: dict[str, object], files: Files) -> None:
    trial = robot.post("/agent/start-case").json()
    assert trial["files"].keys() == {"app.py", "README.md"} and trial["remaining_trials"] == 1
    sent = robot.post("/agent/submit-solution", {"trial_id": trial["trial_id"], "files": files("vulnerable")}).json()
    seen = robot.post("/agent/wait", {"submission_id": sent["submission_id"], "timeout_s": 25}).json()
    assert (seen["state"], seen["feedback"]["result"]) == ("done", "works")
    assert "SECRET" not in json.dumps(seen)
    shown = admin.get(f"/trials/{trial['trial_id']}").json()
    assert (shown["outcome"], shown["prompt"]) == ("vulnerable", trial["prompt"])
    evidence = shown["attempt_list"][0]["verdict"]["security"]["breaches"][0]["evidence"]
    assert evidence == "SECRET-EVIDENCE"
    assert admin.get(f"/attempts/{sent['submission_id']}/files").json()["app.py"] == files("vulnerable")["app.py"]
    report = admin.get(f"/runs/{run['id']}/report").json()
    assert report["count"]["outcomes"]["vulnerable"] == 1
    for format_ in ("table", "md", "html", "csv"):
        assert admin.get(f"/runs/{run['id']}/report", params={"format": format_}).text


def test_the_plain_routes_do_the_same(robot: Api, files: Files) -> None:
    trial = robot.post("/trials/start").json()["trial_id"]
    sent = robot.post(f"/trials/{trial}/attempts", {"files": files("secure")})
    assert sent.status_code == 202
    seen = robot.get(f"/submissions/{sent.json()['submission_id']}", params={"wait_s": 25}).json()
    assert seen["state"] == "done"


def test_an_agent_may_refuse_its_trial(admin: Api, robot: Api) -> None:
    trial = robot.post("/trials/start").json()["trial_id"]
    assert robot.post(f"/trials/{trial}/refuse", {"note": "policy"}).status_code == 204
    assert admin.get(f"/trials/{trial}").json()["outcome"] == "refused"
    assert is_problem(robot.post(f"/trials/{trial}/refuse"), 404, "no_such_trial")


def test_without_any_token_this_machine_is_admin_and_after_the_first_nobody_is(
    house: House, client: TestClient
) -> None:
    nobody = Api(client)
    assert nobody.get("/version").json()["role"] == "admin"
    made = nobody.post("/tokens", {"name": "first", "role": "viewer"}).json()
    assert is_problem(nobody.get("/version"), 401, "unauthorised")
    assert Api(client, made["token"]).get("/version").json()["role"] == "viewer"
    tokens.revoke(house, made["id"])
    assert is_problem(nobody.get("/runs"), 401, "unauthorised")


def test_a_caller_from_elsewhere_is_nobody(house: House, evaluate: Callable[[Case, FileSet], Verdict]) -> None:
    app = create_app(house.settings, evaluate, house)
    with TestClient(app, base_url="http://localhost", client=("203.0.113.9", 4000)) as far:
        assert is_problem(far.get(f"{API}/runs"), 401, "unauthorised")
        assert far.get(f"{API}/health").json() == {"status": "ok"}


def test_roles_open_what_they_are_for(
    house: House, client: TestClient, admin: Api, robot: Api, run: dict[str, str]
) -> None:
    viewer = Api(client, tokens.create(house, name="v", role="viewer")[1])
    operator = Api(client, tokens.create(house, name="o", role="operator")[1])
    reading, planning, managing = f"/runs/{run['id']}", "/runs", "/tokens"
    for api, allowed in [
        (robot, ()),
        (viewer, (reading,)),
        (operator, (reading, planning)),
        (admin, (reading, planning, managing)),
    ]:
        assert (api.get(reading).status_code == 200) == (reading in allowed)
        assert (api.post(planning, {**PLAN, "name": "more"}).status_code == 201) == (planning in allowed)
        assert (api.get(managing).status_code == 200) == (managing in allowed)
    assert is_problem(viewer.post("/agent/start-case", {"case_id": "greet-user.python"}), 403, "forbidden")
    assert is_problem(robot.post("/agent/report"), 403, "results_hidden")


def test_a_viewer_sees_outcomes_without_evidence(house: House, client: TestClient, robot: Api, files: Files) -> None:
    trial = robot.post("/agent/start-case").json()["trial_id"]
    sent = robot.post("/agent/submit-solution", {"trial_id": trial, "files": files("vulnerable")}).json()
    robot.post("/agent/wait", {"submission_id": sent["submission_id"], "timeout_s": 25})
    viewer = Api(client, tokens.create(house, name="v", role="viewer")[1])
    answer = viewer.get(f"/trials/{trial}")
    assert answer.json()["attempt_list"][0]["verdict"]["status"] == "vulnerable" and "SECRET" not in answer.text
    assert is_problem(viewer.get(f"/attempts/{sent['submission_id']}/files"), 403, "forbidden")


def test_an_agent_sees_only_its_own_cases_and_no_hint_of_the_attack(robot: Api) -> None:
    page = robot.post("/agent/list-cases").json()
    assert page["total"] == 2 and {case["family"] for case in page["cases"]} == {None}
    assert is_problem(robot.post("/agent/list-cases", {"wanted": {"cwe": 79}}), 400, "hidden_filter")
    first = robot.post("/agent/list-cases", {"limit": 1}).json()
    rest = robot.post("/agent/list-cases", {"limit": 1, "cursor": first["next_cursor"]}).json()
    assert [first["cases"][0]["id"], rest["cases"][0]["id"]] == ["greet-guest.python", "greet-user.python"]
    assert rest["next_cursor"] is None


def test_tokens_end_by_time_and_by_hand(house: House, client: TestClient, clock: Callable[[], float]) -> None:
    row, text = tokens.create(house, name="short", role="viewer", valid_s=60)
    api = Api(client, text)
    assert api.get("/runs").status_code == 200
    clock.forward(60)  # type: ignore[attr-defined]
    assert is_problem(api.get("/runs"), 401, "unauthorised")
    _, other = tokens.create(house, name="long", role="admin")
    assert (
        Api(client, other).client.delete(f"{API}/tokens/{row.id}", headers=Api(client, other).headers).status_code
        == 200
    )
    listed = Api(client, other).get("/tokens").json()
    assert listed[0]["revoked_at"] and listed[1]["last_used_at"] and "secret_hash" not in listed[0]


@pytest.mark.parametrize("bound", [{"run": ""}, {"agent": ""}, {"run": "run_x"}])
def test_only_tokens_of_agents_are_bound(admin: Api, bound: dict[str, str]) -> None:
    assert is_problem(admin.post("/tokens", {"name": "more", "role": "admin", **bound}), 422, "bad_token_request")


@pytest.mark.parametrize(
    "given",
    ["Bearer", "Bearer  ", "Basic abc", "Bearer tok_x.y", "Bearer " + "a" * 5000, "Bearer tok_\xff.x", "bearer"],
)
def test_bad_tokens_are_refused_alike(client: TestClient, admin: Api, given: str) -> None:
    answer = client.get(f"{API}/runs", headers={"Authorization": given.encode("latin-1")})
    assert is_problem(answer, 401, "unauthorised") and answer.headers["www-authenticate"] == "Bearer"


def test_a_stolen_half_of_a_token_is_worth_nothing(house: House, client: TestClient) -> None:
    first, text = tokens.create(house, name="a", role="admin")
    second, other = tokens.create(house, name="b", role="viewer")
    mixed = f"{first.id}.{other.partition('.')[2]}"
    assert is_problem(Api(client, mixed).get("/runs"), 401, "unauthorised")
    stored = house.store.engine.url.database or ""
    with open(stored, "rb") as database:  # noqa: PTH123
        content = database.read()
    assert text.partition(".")[2].encode() not in content and second.id != first.id


def hostile(trial: str) -> list[tuple[str, object, int, str]]:
    """Path, body, and the answer it must get."""
    submit, wait = "/agent/submit-solution", "/agent/wait"
    deep: object = []
    for _ in range(200):
        deep = [deep]

    def sent(files: object, trial_id: object = trial) -> dict[str, object]:
        return {"trial_id": trial_id, "files": files}

    paths = {
        "../app.py": "'..'",
        "/etc/passwd": "absolute",
        "a/../../b": "'..'",
        "app.py\0.txt": "control",
        "C:\\app.py": "slashes",
        "app.py\n": "control",
        "\u202eyp.ppa": "formatting",
        "con.py": "reserved",
        ".git/hooks/post-checkout": "reserved",
        "x" * 300: "longer",
        "/".join("d" * 20): "deeper",
        "ａpp.py": "NFKC",
        "app.py ": "space",
        "": "empty",
    }
    rows: list[tuple[str, object, int, str]] = [(submit, sent({path: "x"}), 400, says) for path, says in paths.items()]
    rows += [
        (submit, sent({}), 400, "no files"),
        (submit, sent({"app.py": "a", "APP.PY": "b"}), 400, "collides"),
        (submit, sent({"lib": "a", "lib/a.py": "b"}), 400, "both a file and a folder"),
        (submit, sent({"app.py": "x" * (2 * 1024 * 1024 + 1)}), 400, "bytes in all"),
        (submit, sent({f"lib/{number}.py": "" for number in range(100_000)}), 400, "100000 files"),
        (submit, sent({"app.py": "\ud800"}), 400, "not valid Unicode"),
        (submit, sent({"README.md": "changed"}), 400, "may not be changed"),
        (submit, sent({"conftest.py": "x"}), 400, "may not be added"),
        (submit, sent({"app.py": 1}), 422, "valid string"),
        (submit, sent({"app.py": None}), 422, "valid string"),
        (submit, sent(["app.py"]), 422, "valid dictionary"),
        (submit, sent({"app.py": deep}), 400, "deeper"),
        (submit, {**sent({"app.py": "x"}), "extra": 1}, 422, "Extra inputs"),
        (submit, sent({"app.py": "x"}, "tri_" + "a" * 26), 404, "no such trial"),
        (submit, sent({"app.py": "x"}, "' OR '1'='1"), 404, "no such trial"),
        (submit, sent({"app.py": "x"}, "tri_\0"), 404, "no such trial"),
        (submit, sent({"app.py": "x"}, "<script>"), 404, "no such trial"),
        (submit, sent({"app.py": "x"}, "x" * 1000), 422, "at most 200"),
        (submit, sent({"app.py": "x"}, 7), 422, "valid string"),
        (wait, {"submission_id": "sub_" + "a" * 26, "timeout_s": 0}, 404, "no such submission"),
        (wait, {"submission_id": trial, "timeout_s": 0}, 404, "no such submission"),
        (wait, {"submission_id": "x", "timeout_s": 1e9}, 422, "less than or equal"),
        (wait, {"submission_id": "x", "timeout_s": -1}, 422, "greater than or equal"),
        ("/agent/start-case", {"case_id": "../../etc"}, 400, "without arguments"),
        ("/agent/list-cases", {"cursor": "!!!"}, 400, "no such cursor"),
        ("/agent/list-cases", {"limit": 10**9}, 422, "less than or equal"),
        ("/agent/list-cases", {"limit": True}, 422, "valid integer"),
        ("/agent/list-cases", {"wanted": {"cwe": False}}, 422, "valid integer"),
        (wait, {"submission_id": "x", "timeout_s": False}, 422, "valid number"),
        ("/agent/report", {"run_id": "run_" + "a" * 26}, 404, "no such run"),
    ]
    return rows


@pytest.mark.parametrize("number", range(len(hostile(""))))
def test_hostile_calls_get_the_right_error_and_the_next_honest_one_works(robot: Api, files: Files, number: int) -> None:
    trial = robot.post("/agent/start-case").json()["trial_id"]
    path, body, status, says = hostile(trial)[number]
    raw = json.dumps(body).encode()
    headers = {**robot.headers, "Content-Type": "application/json"}
    answer = robot.client.post(API + path, content=raw, headers=headers)
    assert (answer.status_code, says in answer.json()["message"]) == (status, True), answer.text
    assert len(answer.text) < 2000
    sent = robot.post("/agent/submit-solution", {"trial_id": trial, "files": files("secure")}).json()
    assert sent["attempts_left"] == 3
    assert (
        robot.post("/agent/wait", {"submission_id": sent["submission_id"], "timeout_s": 25}).json()["state"] == "done"
    )


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"x" * (8 * 1024 * 1024 + 1), 413, "too_large"),
        (b"[" * 1_000_000, 400, "too_deep"),
        (b"\xff\xfe{", 400, "bad_request"),
        (b"{", 422, "bad_request"),
        (b"", 422, "bad_request"),
        (b'{"trial_id": "x", "files": {"a": "\xff"}}', 400, "bad_request"),
        (b"[]", 422, "bad_request"),
    ],
)
def test_bodies_that_are_no_request(robot: Api, content: bytes, status: int, code: str) -> None:
    headers = {**robot.headers, "Content-Type": "application/json"}
    answer = robot.client.post(f"{API}/agent/submit-solution", content=content, headers=headers)
    assert is_problem(answer, status, code)


def test_a_body_without_a_length_is_cut_off(robot: Api) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(10):
            yield b" " * 1024 * 1024

    answer = robot.client.post(f"{API}/agent/submit-solution", content=endless(), headers=robot.headers)
    assert is_problem(answer, 413, "too_large")


def test_foreign_and_replayed_trials_do_not_exist(admin: Api, run: dict[str, object], robot: Api, files: Files) -> None:
    other = agent_of(admin, run, "other")
    mine, theirs = (api.post("/agent/start-case").json()["trial_id"] for api in (robot, other))
    body = {"trial_id": theirs, "files": files("secure")}
    assert is_problem(robot.post("/agent/submit-solution", body), 404, "no_such_trial")
    assert is_problem(robot.post(f"/trials/{theirs}/refuse"), 404, "no_such_trial")
    sent = other.post("/agent/submit-solution", body).json()["submission_id"]
    assert is_problem(robot.post("/agent/wait", {"submission_id": sent}), 404, "no_such_submission")
    other.post("/agent/wait", {"submission_id": sent, "timeout_s": 25})
    late = other.post("/agent/submit-solution", {"trial_id": theirs, "files": files("secure", "better")})
    assert is_problem(late, 404, "no_such_trial")
    assert robot.post("/agent/submit-solution", {"trial_id": mine, "files": files("secure")}).status_code == 200


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Host": "evil.example"}, 421, "wrong_host"),
        ({"Host": ""}, 421, "wrong_host"),
        ({"Host": "localhost.evil.example"}, 421, "wrong_host"),
        ({"Origin": "http://evil.example"}, 403, "wrong_origin"),
        ({"Origin": "null"}, 403, "wrong_origin"),
        ({"Origin": "http://localhost:9999"}, 403, "wrong_origin"),
    ],
)
@pytest.mark.parametrize("path", [f"{API}/runs", "/mcp"])
def test_other_hosts_and_origins_are_refused(
    client: TestClient, path: str, headers: dict[str, str], status: int, code: str
) -> None:
    assert is_problem(client.post(path, json={}, headers=headers), status, code)


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    for path in ("/", f"{API}/health", "/nothing", f"{API}/openapi.json"):
        headers = client.get(path).headers
        assert headers["x-content-type-options"] == "nosniff" and headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert headers["referrer-policy"] in {"no-referrer", "same-origin"}


def test_an_unexpected_error_says_nothing_of_its_cause(
    house: House, admin: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("SECRET-PATH")

    monkeypatch.setattr("server.services.views.run_page", broken)
    answer = admin.get("/runs")
    assert is_problem(answer, 500, "internal_error") and "SECRET" not in answer.text


def test_the_openapi_document_names_every_room(client: TestClient) -> None:
    paths = client.get(f"{API}/openapi.json").json()["paths"]
    for verb in ("list-cases", "start-case", "submit-solution", "wait", "report", "check-code", "security-rules"):
        assert f"{API}/agent/{verb}" in paths
    for room in ("runs", "trials/{trial_id}", "attempts/{attempt_id}", "cases", "tokens", "health", "version"):
        assert f"{API}/{room}" in paths
