"""HTTP targets: what reaches them, what they may answer, on every backend."""

from __future__ import annotations

from pathlib import Path

from cases.model import Interface
from sandbox.backends import landlock, pod_services
from sandbox.backends.pod_processes import OPEN_PORTS
from sandbox.evaluator import Evaluator
from sandbox.verdict import Status
from tests.sandbox.probe import make_probe


def test_an_http_target_sees_paths_as_written_and_keeps_no_secrets_between_phases(
    evaluator: Evaluator, tmp_path: Path
) -> None:
    server = """
import http.server, os

class Handler(http.server.BaseHTTPRequestHandler):
    seen = []

    def do_GET(self):
        body = ("%s|%s" % (self.path, len(self.seen))).encode()
        self.seen.append(self.path)
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Set-Cookie", "sid=1; HttpOnly")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
    functional = """
from judge import spec

@spec("x")
def test_paths(target):
    assert target.get("/a/../b%2e//c", params={"x": "1&2"}).text == "/a/../b%2e//c?x=1%262|0"
    answer = target.get("/n")
    assert answer.status == 200 and answer.cookies["sid"]["httponly"]
    session = target.session()
    session.get("/")
    assert session.cookies == {"sid": "1"}
    assert b"HTTP/1.0 200" in target.get_raw(b"GET /raw HTTP/1.0\\r\\n\\r\\n")
"""
    security = """
from judge import attack

def benign(target):
    assert target.get("/").status == 200

@attack(cwe=22)
def test_fresh(target):
    assert target.get("/first").text == "/first|0", "the target of the functional phase is still there"
"""
    probe = make_probe(
        tmp_path,
        interface=Interface.HTTP,
        files={"serve.py": server},
        functional=functional,
        security=security,
        start=["python", "serve.py"],
    )
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_a_server_that_answers_without_end_is_cut_off(evaluator: Evaluator, tmp_path: Path) -> None:
    server = """
import os, socket
server = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
while True:
    connection, _ = server.accept()
    try:
        connection.sendall(b"HTTP/1.1 200 OK\\r\\n\\r\\n")
        while True:
            connection.sendall(b"x" * 65536)
    except OSError:
        pass
"""
    functional = "from judge import spec\n@spec('x')\ndef test_get(target):\n    target.get('/')\n"
    probe = make_probe(
        tmp_path,
        interface=Interface.HTTP,
        files={"serve.py": server},
        functional=functional,
        start=["python", "serve.py"],
        limits={"request_s": 3},
    )
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.functional.passed == 0
    assert "larger than" in verdict.functional.failures[0].message


SERVE_SIGNALS = """
import http.server, os

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = open("ends", "rb").read()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""


def test_a_program_starts_with_the_signals_that_any_program_starts_with(evaluator: Evaluator, tmp_path: Path) -> None:
    """A writer whose reader has gone, or who meets the limit of a file, ends; it does not where they are ignored."""
    probe = make_probe(
        tmp_path,
        interface=Interface.HTTP,
        files={
            "serve.py": SERVE_SIGNALS,
            "start.sh": 'for name in PIPE XFSZ; do sh -c "kill -s $name \\$\\$"; echo $?; done > ends; exec python serve.py',
        },
        functional="""
from judge import spec

@spec("x")
def test_ends(target):
    said = target.get("/").text.split()
    assert said == ["141", "153"], said
""",
        security="""
from judge import attack

def benign(target):
    assert target.get("/").status == 200

@attack(cwe=22)
def test_nothing(target):
    pass
""",
        start=["sh", "start.sh"],
    )
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_no_target_gets_a_port_that_clients_refuse() -> None:
    """The "bad ports" above 4190 of the Fetch standard; Next.js has the same list."""
    refused = {5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080}
    blocks = range(landlock.FIRST_PORT, landlock.FIRST_PORT + landlock.BLOCKS * landlock.BLOCK)
    assert not refused & {*OPEN_PORTS, *blocks, *pod_services.PORTS}
