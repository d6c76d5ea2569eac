"""What Python's `random` draws in a target follows from its port, and nothing else that is random does."""

from __future__ import annotations

from pathlib import Path

from cases.model import Interface
from sandbox.evaluator import Evaluator
from sandbox.verdict import Status
from tests.sandbox.probe import SILENT, make_probe

SERVE = """
import http.server, json, os{extra}

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        import random
        seen = {{"own": getattr(random, "OWN", None)}}
        if not seen["own"]:
            import secrets
            seen["drawn"] = [random.getrandbits(32) for _ in range(3)]
            seen["others"] = [random.SystemRandom().getrandbits(32), secrets.randbits(32), random.Random().getrandbits(32)]
        body = json.dumps(seen).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass

if __name__ == "__main__":
    http.server.HTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""
FUNCTIONAL = """
import random
from judge import spec

@spec("x")
def test_drawn(target):
    seen = target.get("/").json()
    known = random.Random(f"port {target.port}")
    assert seen["drawn"] == [known.getrandbits(32) for _ in range(3)], seen
    assert not set(seen["others"]) & {known.getrandbits(32) for _ in range(5000)} - set(seen["drawn"]), seen
"""
PROJECTS_RANDOM = """
OWN = "the project's"

def __getattr__(name):  # what the standard library takes from it
    return lambda *_: 0
"""
OWN = """
from judge import spec

@spec("x")
def test_own(target):
    assert target.get("/").json() == {"own": "the project's"}
"""
NEVER = """
from judge import attack

def benign(target):
    assert target.get("/").status == 200

@attack(cwe=330)
def test_nothing(target):
    pass
"""


def test_attacks_know_what_the_ordinary_generator_draws(evaluator: Evaluator, tmp_path: Path) -> None:
    for number, extra in enumerate(("", ", random", ", tempfile")):
        for start in (["python", "serve.py"], ["sh", "-c", "exec python -B serve.py"]):
            probe = make_probe(
                tmp_path / f"{number}{len(start)}",
                interface=Interface.HTTP,
                files={"serve.py": SERVE.format(extra=extra)},
                functional=FUNCTIONAL,
                security=NEVER,
                start=start,
            )
            verdict = evaluator.evaluate(probe.case, probe.project)
            assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_a_module_of_the_project_stays_its_own(evaluator: Evaluator, tmp_path: Path) -> None:
    probe = make_probe(
        tmp_path,
        interface=Interface.HTTP,
        files={"serve.py": SERVE.format(extra=""), "random.py": PROJECTS_RANDOM},
        functional=OWN,
        security=NEVER,
        start=["python", "serve.py"],
    )
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_functions_that_are_called_draw_from_it_too(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = """
import random
from judge import spec

@spec("x")
def test_ask(target):
    assert target.call("answer", 1) == random.Random(f"port {target.port}").getrandbits(64)
"""
    probe = make_probe(tmp_path, functional=functional, security=SILENT)
    code = "import random\ndef answer(value):\n    return random.getrandbits(64)\n"
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.py": code}))
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)
