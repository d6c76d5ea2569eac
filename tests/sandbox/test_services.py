"""Services in the pod: what target and judge reach of them, and what becomes of a verdict when one falls."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cases.model import Interface
from sandbox.evaluator import Evaluator
from sandbox.services import registry
from sandbox.services.postgres import service as postgres
from sandbox.services.redis import service as redis
from sandbox.verdict import Status, Verdict
from tests.sandbox.probe import make_probe

SERVER = """
import json, os
from http.server import BaseHTTPRequestHandler, HTTPServer
{setup}
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            answer = {expression}
        except Exception as error:
            answer = f"{{type(error).__name__}}: {{error}}"
        body = json.dumps(answer, default=str).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def do_POST(self):
        try:
            {deed}
        except Exception:
            pass
        self.do_GET()
    def log_message(self, *words):
        pass
HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
POSTGRES = """
import psycopg
database = psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
database.execute("CREATE TABLE IF NOT EXISTS notes (id SERIAL PRIMARY KEY, body TEXT)")
"""
REDIS = """
import redis
database = redis.from_url(os.environ["REDIS_URL"], decode_responses=True)
"""
STARTS = """
from judge import attack, spec

@spec("answers")
def test_answers(target):
    assert target.get("/").status == 200
"""
HARMLESS = """
from judge import attack, breach

def benign(target):
    assert target.get("/").status == 200

@attack(cwe=22)
def test_nothing(target):
    target.get("/")
"""


def judge(
    evaluator: Evaluator,
    folder: Path,
    needs: str,
    functional: str = STARTS,
    security: str = HARMLESS,
    *,
    expression: str = "1",
    deed: str = "pass",
) -> Verdict:
    """The verdict on a server with a service, by these tests."""
    setup = {"postgres": POSTGRES, "redis": REDIS}[needs]
    files = {"app.py": SERVER.format(setup=setup, expression=expression, deed=deed)}
    probe = make_probe(
        folder,
        interface=Interface.HTTP,
        files=files,
        functional=functional,
        security=security,
        start=["python", "app.py"],
        needs=[needs],
        limits={"start_s": 20, "request_s": 20, "phase_s": 60},
    )
    return evaluator.evaluate(probe.case, probe.project)


@pytest.fixture(autouse=True)
def servers() -> None:
    """The host's own servers, which Debian's packages bring."""
    missing = [state.command for state in registry.states() if state.command]
    if missing:
        pytest.skip(f"a server is not installed: {'; '.join(missing)}")


def test_postgres_is_shared_by_target_and_judge_and_fresh_for_every_target(complete: Evaluator, tmp_path: Path) -> None:
    functional = """
from judge import StatementFailed, spec

@spec("reads what is there")
def test_target_reads_what_the_judge_wrote(target, service, canary):
    word = f"it's {canary.text()} ü"
    service.query("INSERT INTO notes (body) VALUES ($1), ($2)", word, None)
    assert target.get("/").json() == [[word], [None]]

@spec("values have types")
def test_values_have_types(service):
    row = service.query("SELECT 1, 2::bigint, true, NULL, 2.5::float8, 'a', now() > '2020-01-01', ARRAY[1]")
    assert row == [(1, 2, True, None, 2.5, "a", True, "{1}")], row
    assert service.query("SELECT $1::int + 1, $2::boolean", 41, False) == [(42, False)]
    assert service.query("SELECT 1; SELECT 2") == [(1,), (2,)]
    try:
        service.query("SELECT * FROM nowhere")
    except StatementFailed as error:
        assert error.code == "42P01"
    else:
        raise AssertionError("an unknown table was found")
    assert service.query("SELECT 1") == [(1,)]

@spec("the role is an ordinary one")
def test_the_targets_role_is_an_ordinary_one(service):
    role = service.query("SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication FROM pg_roles WHERE rolname = 'app'")
    assert role == [(False, False, False, False)], role
    assert service.query("SELECT datname, pg_get_userbyid(datdba) FROM pg_database") == [("app", "app")]

@spec("a restart is fresh")
def test_a_restart_is_fresh(target, service):
    service.query("INSERT INTO notes (body) VALUES ('old')")
    target.restart()
    assert target.get("/").json() == []
"""
    security = """
from judge import attack, breach

def benign(target):
    assert target.get("/").status == 200

@attack(cwe=22)
def test_is_fresh(service):
    if service.query("SELECT * FROM notes"):
        breach("the functional phase left something")
"""
    verdict = judge(
        complete,
        tmp_path,
        "postgres",
        functional,
        security,
        expression="database.execute('SELECT body FROM notes ORDER BY id').fetchall()",
    )
    assert (verdict.status, verdict.functional.failures) == (Status.SECURE, ()), verdict


def test_redis_is_shared_by_target_and_judge_and_fresh_for_every_target(complete: Evaluator, tmp_path: Path) -> None:
    functional = """
from judge import StatementFailed, spec

@spec("reads what is there")
def test_target_reads_what_the_judge_wrote(target, service, canary):
    word = canary.text()
    assert service.command("SET", "k", word) == "OK"
    assert target.get("/").json() == word
    assert service.command("GET", "none") is None
    assert service.command("RPUSH", "l", "a", "b c") == 2
    assert service.command("LRANGE", "l", 0, -1) == ["a", "b c"]
    try:
        service.command("INCR", "k")
    except StatementFailed as error:
        assert error.code == "ERR"
    else:
        raise AssertionError("a word was counted up")
    target.restart()
    assert target.get("/").json() is None
"""
    verdict = judge(complete, tmp_path, "redis", functional, expression="database.get('k')")
    assert (verdict.status, verdict.functional.failures) == (Status.SECURE, ()), verdict


def test_files_and_processes_of_a_service_are_out_of_the_targets_reach(complete: Evaluator, tmp_path: Path) -> None:
    functional = """
from judge import spec

@spec("sees nothing")
def test_sees_nothing(target, service):
    seen = target.get("/").json()
    assert seen["processes"] == [], seen
    assert seen["places"] == [], seen
    assert "permission denied" in seen["program"] or "must be superuser" in seen["program"], seen
    assert "no pg_hba.conf entry" in seen["judge"], seen
    assert "password" in seen["stranger"], seen
"""
    expression = """{
                "processes": [p for p in os.listdir("/proc") if p.isdigit()
                              and any(word in open(f"/proc/{p}/cmdline").read() for word in ("/postgres", "postgres:"))],
                "places": [p for p in ("/run/service", "/data", "/opt/service", "/targets") if os.path.exists(p)],
                "program": said(lambda: database.execute("COPY (SELECT 1) TO PROGRAM 'cat > /data/x'")),
                "judge": said(lambda: psycopg.connect(os.environ["DATABASE_URL"], user="judge")),
                "stranger": said(lambda: psycopg.connect(os.environ["DATABASE_URL"], password="x")),
            }"""
    setup = POSTGRES + (
        "def said(act):\n    try:\n        act()\n    except Exception as error:\n        return str(error)\n    return 'done'\n"
    )
    files = {"app.py": SERVER.format(setup=setup, expression=expression, deed="pass")}
    probe = make_probe(
        tmp_path,
        interface=Interface.HTTP,
        files=files,
        functional=functional,
        security=HARMLESS,
        start=["python", "app.py"],
        needs=["postgres"],
    )
    verdict = complete.evaluate(probe.case, probe.project)
    assert (verdict.status, verdict.functional.failures) == (Status.SECURE, ()), verdict


FALLS = """
from judge import attack, breach

def benign(target):
    assert target.get("/").json() == "up"

@attack(cwe=22)
def test_target_fells_its_service(target):
    target.post("/")
"""


@pytest.mark.parametrize(
    ("needs", "expression", "deed"),
    [
        ("redis", "'up' if database.ping() else ''", "database.shutdown(nosave=True)"),
        (
            "postgres",
            "psycopg.connect(os.environ['DATABASE_URL']).execute(\"SELECT 'up'\").fetchone()[0]",
            "database.execute(\"SELECT length(repeat('x', 900000000))\")",
        ),
    ],
)
def test_a_service_that_the_target_brings_down_is_never_secure(
    complete: Evaluator, tmp_path: Path, needs: str, expression: str, deed: str
) -> None:
    verdict = judge(complete, tmp_path, needs, security=FALLS, expression=expression, deed=deed)
    assert verdict.status is Status.CRASHED, verdict


def test_a_service_that_does_not_come_up_is_our_fault(
    complete: Evaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = redis.service
    argv = ("/bin/sh", "-c", "echo no memory >&2; exit 3")
    monkeypatch.setattr(redis, "service", lambda *words: replace(made(*words), argv=argv))
    verdict = judge(complete, tmp_path, "redis")
    assert verdict.status is Status.INFRA_ERROR
    assert "redis ended (exit code 3)" in verdict.reason and "no memory" in verdict.reason, verdict


def test_without_the_server_there_is_no_verdict_but_a_way_out(
    complete: Evaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres, "find", lambda: None)
    verdict = judge(complete, tmp_path, "postgres")
    assert verdict.status is Status.INFRA_ERROR
    assert "apt-get install postgresql" in verdict.reason


def test_the_fallback_runs_no_services(evaluator: Evaluator, tmp_path: Path) -> None:
    if evaluator.backend_name != "landlock":
        return
    verdict = judge(evaluator, tmp_path, "redis")
    assert verdict.status is Status.INFRA_ERROR
    assert "redis" in verdict.reason


def test_the_digest_of_a_verdict_covers_its_services(complete: Evaluator, tmp_path: Path) -> None:
    digests = set()
    for number, needs in enumerate(([], ["redis"], ["postgres"], ["postgres", "redis"])):
        made: Any = make_probe(tmp_path / str(number), needs=needs)
        digests.add(complete.toolchain(made.case).digest)
    assert len(digests) == 4


def test_services_run_in_pre_started_pods(sandbox_data: Path, tmp_path: Path) -> None:
    evaluator = Evaluator(sandbox_data, "bubblewrap", warm_pods=1)
    try:
        assert evaluator.prepare(make_probe(tmp_path / "warm", interface=Interface.HTTP, needs=["redis"]).case)
        verdict = judge(evaluator, tmp_path, "redis", expression="database.get('k')")
    finally:
        evaluator.close()
    assert verdict.status is Status.SECURE, verdict


def test_prune_keeps_what_the_next_start_copies(reachable_folder: Path) -> None:
    name = next((name for name in registry.names() if not registry.missing_packages(name)), None)
    if name is None:
        pytest.skip("no server is installed: apt-get install postgresql redis-server")
    ready = registry.make_ready(name, reachable_folder)
    place = reachable_folder / "services"
    current = [folder for folder in place.iterdir() if folder.is_dir()]
    for stale in (f"{name}-0123456789ab", f".{name}-0123456789ab.broken"):
        (place / stale).mkdir()
    (place / "unknown-0123456789ab").mkdir()
    assert {folder.name for folder in registry.prune(reachable_folder)} == {
        f"{name}-0123456789ab",
        f".{name}-0123456789ab.broken",
    }
    assert all(folder.is_dir() for folder in current) and (place / "unknown-0123456789ab").is_dir()
    assert registry.make_ready(name, reachable_folder).digest == ready.digest
