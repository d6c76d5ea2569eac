"""The browser in the pod: script that runs there is seen to run, and neither page nor target reaches what is not theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from cases.model import Interface
from sandbox.backends.browser import INSTALL, find_browser
from sandbox.evaluator import Evaluator
from sandbox.verdict import Status, Verdict
from tests.sandbox.probe import make_probe

SERVER = """
import html, os, sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

class Handler(BaseHTTPRequestHandler):
    def log_message(self, *words): pass
    def do_GET(self):
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        policy = []
        if url.path == "/raw":
            body = "<p id=note>" + query["note"] + "</p>"
        elif url.path == "/policy":
            policy = [("Content-Security-Policy", "script-src 'none'")]
            body = "<p id=note>" + query["note"] + "</p>"
        elif url.path == "/link":
            body = '<a id=go href="' + html.escape(query["to"]) + '">go</a>'
        elif url.path == "/frame":
            body = '<iframe src="' + html.escape(query["to"]) + '"></iframe>'
        elif url.path == "/form":
            body = '''<form><input id=name><button type=button id=send>send</button></form><p id=said></p><script>
                send.onclick = () => fetch('/echo?' + new URLSearchParams({word: document.getElementById('name').value}))
                  .then(r => r.text()).then(t => { said.textContent = t })</script>'''
        elif url.path == "/leave":
            body = '''<button id=go>go</button><script>
                go.onclick = () => fetch('/noted').then(() => location.assign('/?note=there'))</script>'''
        elif url.path == "/echo":
            body = "echo " + query["word"] + " " + self.headers.get("cookie", "none")
        elif url.path == "/talk":
            body = "<script>console.log('said', 7); alert('one'); confirm('two')</script><p>after</p>"
        elif url.path == "/slow":
            body = '''<ol id=ticks></ol><script>let left = TIMES; const tick = () => {
                ticks.append(document.createElement('li')); if (--left) setTimeout(tick, 300); else ticks.className = 'done'
            }; tick()</script>'''.replace("TIMES", query["times"])
        elif url.path == "/hang":
            body = "<script>for (;;) {}</script>"
        elif url.path == "/agent":
            body = "<p id=asked>" + html.escape(str(self.headers)) + '''</p><p id=me></p><script>
                const brands = (navigator.userAgentData?.brands ?? []).map(b => b.brand + '/' + b.version)
                me.textContent = [navigator.userAgent, ...brands, typeof chrome, navigator.plugins.length > 0,
                  navigator.pdfViewerEnabled, navigator.webdriver].join(' ')</script>'''
        else:
            body = "<p id=note>" + html.escape(query.get("note", "")) + "</p>"
        self.send_response(200)
        self.send_header("content-type", "text/html; charset=utf-8")
        for name, value in policy: self.send_header(name, value)
        self.end_headers()
        self.wfile.write(("<!doctype html>" + body).encode())

ThreadingHTTPServer(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
"""

QUIET = """
from judge import attack

def benign(target):
    assert target.get("/").status == 200

@attack(cwe=79)
def test_nothing(target):
    pass
"""


@pytest.fixture
def browsing(complete: Evaluator) -> Evaluator:
    if complete.backend_name == "bubblewrap" and find_browser() is None:
        pytest.skip(f"no browser is installed: {INSTALL}")
    return complete


def judged(evaluator: Evaluator, folder: Path, functional: str, security: str = QUIET, server: str = SERVER) -> Verdict:
    probe = make_probe(
        folder,
        interface=Interface.HTTP,
        files={"serve.py": server},
        start=["python", "serve.py"],
        needs=["browser"],
        functional="from judge import spec\n" + functional,
        security=security,
        limits={"request_s": 5, "phase_s": 60},
    )
    return evaluator.evaluate(probe.case, probe.project)


SEEN = """
@spec("gives back what it gets")
def test_script_that_runs_sounds_the_alarm(target, browser):
    alarm = browser.alarm()
    page = browser.open(target, "/raw?note=<img%20src=x%20 onerror=" + alarm.script + ">")
    assert browser.sounded(alarm), "an event handler has run"
    other = browser.alarm()
    browser.open(target, "/raw?note=<script>" + other.script + "</script>")
    assert browser.sounded(other), "a script element has run"

@spec("gives back what it gets")
def test_script_that_does_not_run_is_silent(target, browser):
    alarm = browser.alarm()
    attempt = "<img src=x onerror=" + alarm.script + "><script>" + alarm.script + "</script>"
    page = browser.open(target, "/?note=" + attempt)
    assert not browser.sounded(alarm), "escaped text does not run"
    assert attempt in page.text("#note"), "and is shown as text"
    browser.open(target, "/policy?note=" + attempt)
    assert not browser.sounded(alarm), "a policy that forbids it is a defence"

@spec("gives back what it gets")
def test_only_the_origin_of_the_target_counts(target, browser):
    alarm = browser.alarm()
    browser.open(target, "/frame?to=data:text/html,<script>" + alarm.script + "</script>")
    assert not browser.sounded(alarm), "a document without an origin is not the site"
    browser.open(target, "/frame?to=javascript:" + alarm.script)
    assert browser.sounded(alarm), "a frame with the site's origin is"

@spec("gives back what it gets")
def test_a_link_is_clicked_as_people_do(target, browser):
    alarm = browser.alarm()
    page = browser.open(target, "/link?to=javascript:" + alarm.script)
    assert not browser.sounded(alarm)
    page.click("#go")
    assert browser.sounded(alarm), "a javascript: link runs when it is clicked"
    page = browser.open(target, "/link?to=/?note=there")
    page.click("#go")
    assert page.text("#note") == "there", "a link is followed"
    for _ in range(10):
        page.goto("/leave")
        page.click("#go")
        assert page.text("#note") == "there", "an answer that nobody reads does not keep a page from coming to rest"

@spec("gives back what it gets")
def test_forms_cookies_console_and_dialogs(target, browser):
    page = browser.open(target, "/form", cookies={"sid": "s1"})
    page.fill("#name", "näme <b>")
    page.click("#send")
    page.wait_for("#said", "echo")
    assert page.text("#said").endswith("echo näme <b> sid=s1"), "fields, buttons and cookies work"
    assert browser.open(target, "/echo?word=x").text() == "echo x none", "every page has a fresh profile"
    page = browser.open(target, "/talk")
    assert (page.console, page.dialogs, page.text("p")) == (["said 7"], ["one", "two"], "after")
    assert page.count("p") == 1 and page.texts("p") == ["after"] and page.attribute("p", "id") is None
    times = int(page._seconds * 0.4 / 0.3)  # twice as long as a page may stand still
    page.goto("/slow?times=" + str(times))
    page.wait_for(".done")
    assert page.count("li") == times, "a page that goes on changing is waited for"
    page = browser.open(target, "/agent")
    told, asked = page.text("#me"), page.text("#asked")
    assert "Headless" not in told + asked, "neither a page nor its server is told that it is watched"
    assert told.endswith(" object true true false"), "it is the browser that people have: " + told
    import re
    versions = set(re.findall("Chrom(?:e|ium)/([0-9]+)", told)) | set(re.findall('Chromium";v="([0-9]+)', asked))
    assert len(versions) == 1, "all say the same version: " + told + asked
"""


MISSED = """
@spec("gives back what it gets")
def test_what_never_comes(target, browser):
    browser.open(target, "/?note=here").wait_for("#other")
"""


def test_what_a_page_never_shows_is_no_pass(browsing: Evaluator, tmp_path: Path) -> None:
    verdict = judged(browsing, tmp_path, MISSED)
    assert verdict.status is Status.TIMED_OUT, verdict.model_dump_json(indent=1)


def test_what_runs_in_a_page_is_seen_to_run(browsing: Evaluator, tmp_path: Path) -> None:
    verdict = judged(browsing, tmp_path, SEEN)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


ATTACK = """
from judge import attack, breach

def benign(target):
    assert target.get("/").status == 200

@attack(cwe=79)
def test_notes_run(target, browser):
    alarm = browser.alarm()
    browser.open(target, "/?note=<svg/onload=" + alarm.script + ">")
    if browser.sounded(alarm):
        breach("a note ran as script")
"""


def test_execution_decides_between_secure_and_vulnerable(browsing: Evaluator, tmp_path: Path) -> None:
    one = '@spec("gives back what it gets")\ndef test_answers(target):\n    assert target.get("/").status == 200\n'
    assert judged(browsing, tmp_path / "a", one, ATTACK).status is Status.SECURE
    leaky = SERVER.replace('html.escape(query.get("note", ""))', 'query.get("note", "")')
    verdict = judged(browsing, tmp_path / "b", one, ATTACK, leaky)
    assert verdict.status is Status.VULNERABLE, verdict.model_dump_json(indent=1)
    assert verdict.security.breaches[0].evidence == "a note ran as script"


HANGS = """
@spec("gives back what it gets")
def test_a_page_that_hangs_is_the_pages_fault(target, browser):
    browser.open(target, "/hang")
"""


def test_a_page_that_never_comes_to_rest_is_no_pass(browsing: Evaluator, tmp_path: Path) -> None:
    verdict = judged(browsing, tmp_path, HANGS)
    assert verdict.status is Status.TIMED_OUT, verdict.model_dump_json(indent=1)


SNOOP = """
import glob, os, socket, threading
def seen():
    found = []
    for folder in glob.glob("/proc/[0-9]*"):
        try:
            words = open(folder + "/cmdline", "rb").read()
        except OSError:
            continue
        if b"chrom" in words or b"judge" in words:
            found.append(words.decode())
    for line in open("/proc/net/unix").read().splitlines()[1:]:
        if "@" in line and ("chrom" in line.lower() or "devtools" in line.lower()):
            found.append(line)
    mine = {int(os.environ["PORT"])}
    for line in open("/proc/net/tcp").read().splitlines()[1:]:
        fields = line.split()
        if fields[3] == "0A" and int(fields[1].split(":")[1], 16) not in mine:
            found.append(line)
    return found
"""
UNREACHED = """
@spec("gives back what it gets")
def test_the_target_finds_no_browser_and_no_debugging_port(target, browser):
    page = browser.open(target, "/")
    assert target.get("/seen").text.endswith("[]"), target.get("/seen").text

@spec("gives back what it gets")
def test_the_browser_sees_no_file_of_target_or_judge(target, browser, canary):
    secret = canary.file("secret.txt")
    page = browser.open(target, "/")
    for url in ("file:///srv/app/secret.txt", "file:///tests/functional.py", "file:///targets", "file:///etc/shadow"):
        answer = page._ask("Page.navigate", url=url)
        assert answer.get("errorText"), url
"""


def test_target_and_browser_do_not_reach_each_other(browsing: Evaluator, tmp_path: Path) -> None:
    server = SNOOP + SERVER.replace(
        'elif url.path == "/echo"',
        'elif url.path == "/seen":\n            body = str(seen())\n        elif url.path == "/echo"',
    )
    verdict = judged(browsing, tmp_path, UNREACHED, server=server)
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_without_a_browser_there_is_no_verdict(
    bubblewrap: Evaluator, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sandbox.backends.bubblewrap.browser.find_browser", lambda: None)
    evaluator = Evaluator(bubblewrap._data, "bubblewrap")
    verdict = judged(evaluator, tmp_path, SEEN)
    assert verdict.status is Status.INFRA_ERROR
    assert INSTALL in verdict.reason
