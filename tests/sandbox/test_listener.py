"""The pod's own internet: addresses and names that exist in it alone, and what the judge hears there."""

from __future__ import annotations

from pathlib import Path

import pytest

from sandbox.evaluator import Evaluator
from sandbox.verdict import Status
from tests.sandbox.probe import SILENT, make_probe


def test_foreign_addresses_and_names_exist_inside_the_pod_only(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = """
from judge import spec

@spec("x")
def test_fetches(target, listener, canary):
    word = canary.text()
    web = listener.http(listener.PUBLIC[0], 80, body=word.encode())
    inside = listener.http(listener.METADATA, 80, body=b"metadata")
    private = listener.http(listener.PRIVATE[1], 8080, status=302, headers={"Location": "/x"})
    listener.resolve("shop.example", listener.PUBLIC[0], listener.PRIVATE[0])
    assert target.call("fetch", "http://shop.example/page") == word
    assert [request.path for request in web.requests] == ["/page"]
    assert target.call("fetch", "http://169.254.169.254/latest") == "metadata"
    assert target.call("look_up", "shop.example") == listener.PRIVATE[0], "the second answer is another"
    assert target.call("look_up", "nowhere.example") == "unknown"
    assert "nowhere.example" in listener.lookups
    assert len(inside.requests) == 1 and not private.requests
    together = (listener.PUBLIC[0], listener.PRIVATE[0])
    listener.resolve("many.example", together, "::1")
    assert sorted(target.call("look_up_all", "many.example")) == sorted(together), "several come together"
    slow = listener.tcp(listener.PUBLIC[1], 443)
    target.call("speak_late", listener.PUBLIC[1])
    assert slow.connections == [b"\\x16\\x03"], "whoever takes his time before he speaks is heard"
"""
    code = """
import socket, time, urllib.request

def fetch(url):
    return urllib.request.urlopen(url, timeout=2).read().decode()

def look_up(name):
    try:
        return socket.getaddrinfo(name, 80, socket.AF_INET)[0][4][0]
    except OSError:
        return "unknown"

def look_up_all(name):
    return list({found[4][0] for found in socket.getaddrinfo(name, 80, socket.AF_INET)})

def speak_late(host):
    with socket.create_connection((host, 443), timeout=2) as line:
        time.sleep(0.8)
        line.sendall(b"\\x16\\x03")
        line.recv(1)
"""
    probe = make_probe(tmp_path, functional=functional, security=SILENT, needs=["addresses"])
    if not evaluator.can_judge(probe.case):
        pytest.skip(f"{evaluator.backend_name} has no foreign addresses")
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.py": code}))
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_squatting_on_the_judges_addresses_is_tampering(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = (
        "from judge import spec\n@spec('x')\ndef test_l(target, listener):\n    listener.http(listener.METADATA, 80)\n"
    )
    code = (
        "import socket\nserver = socket.create_server(('169.254.169.254', 80))\ndef answer(value):\n    return value\n"
    )
    probe = make_probe(tmp_path, functional=functional, needs=["addresses"])
    if not evaluator.can_judge(probe.case):
        pytest.skip(f"{evaluator.backend_name} has no foreign addresses")
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.py": code}))
    assert verdict.status is Status.TAMPERING


def test_a_case_that_needs_addresses_is_no_verdict_on_landlock(tmp_path: Path, evaluator: Evaluator) -> None:
    probe = make_probe(tmp_path, needs=["addresses"])
    has_addresses = evaluator.backend_name != "landlock"
    assert evaluator.can_judge(probe.case) is has_addresses
    verdict = evaluator.evaluate(probe.case, probe.project)
    assert verdict.status is (Status.SECURE if has_addresses else Status.INFRA_ERROR)
