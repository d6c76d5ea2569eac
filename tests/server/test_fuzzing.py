"""Requests that nobody wrote: every operation of the OpenAPI document, and submissions, from generators.

No answer may be a 500, all must keep to the document, and honest work goes on beside and after it. The heavy form
asks more than 10,000 times.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from schemathesis.core.failures import FailureGroup

from cases.files import FileSet
from cases.model import Case
from sandbox.verdict import Verdict
from server.app import create_app
from server.house import House
from server.services import tokens
from tests.tools.serving import served

API = "/api/v1"
Files = Callable[..., dict[str, str]]

# The document cannot say everything that makes a request good: a run that exists, a plan that selects a case.
load_all_checks()
UNSAID = [schemathesis.checks.CHECKS.get_one("positive_data_acceptance")]


@dataclass
class Site:
    """A server on a real socket, a run in it, and tokens of its admin and two of its agents."""

    base: str
    run: str
    admin: httpx.Client
    robot: httpx.Client
    other: httpx.Client

    def honest_trial(self, files: dict[str, str]) -> str:
        """The state of a practice submission of one that behaves."""
        started = self.admin.post("/agent/start-case", json={"case_id": "greet-user.python"}).json()
        sent = self.admin.post("/agent/submit-solution", json={"trial_id": started["trial_id"], "files": files}).json()
        seen = self.admin.post("/agent/wait", json={"submission_id": sent["submission_id"], "timeout_s": 25}).json()
        return str(seen["state"])


@pytest.fixture
def site(house: House, evaluate: Callable[[Case, FileSet], Verdict]) -> Iterator[Site]:
    house.settings = house.settings.model_copy(update={"requests_per_second": 1e6})
    with served(create_app(house.settings, evaluate, house)) as base:

        def client(token: str) -> httpx.Client:
            return httpx.Client(base_url=base + API, headers={"Authorization": f"Bearer {token}"}, timeout=40)

        admin = client(tokens.create(house, name="boss", role="admin")[1])
        plan = {"name": "fuzzed", "agents": [{"name": "robot"}, {"name": "other"}], "rounds": 40}
        run = admin.post("/runs", json=plan).json()["id"]
        agents = [
            client(
                admin.post("/tokens", json={"name": name, "role": "agent", "run": run, "agent": name}).json()["token"]
            )
            for name in ("robot", "other")
        ]
        yield Site(base, run, admin, *agents)
        for one in (admin, *agents):
            one.close()


def ask_every_operation(site: Site, files: Files, examples: int) -> None:
    headers = {"Authorization": site.admin.headers["Authorization"]}
    document = schemathesis.openapi.from_url(f"{site.base}{API}/openapi.json", headers=headers)
    trial = site.robot.post("/agent/start-case", json={}).json()["trial_id"]
    sent = site.robot.post("/agent/submit-solution", json={"trial_id": trial, "files": files("functional_failed")})
    known = {"run_id": site.run, "trial_id": trial, "case_id": "greet-user.python"}
    known |= dict.fromkeys(("submission_id", "attempt_id"), sent.json()["submission_id"])
    asked = set()
    for found in document.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:

            @settings(
                max_examples=examples,
                derandomize=True,
                database=None,
                phases=(Phase.explicit, Phase.generate),
                suppress_health_check=list(HealthCheck),
            )
            @given(case=operation.as_strategy(generation_mode=mode), real=st.booleans())
            def ask(case: schemathesis.Case, real: bool) -> None:
                if real and case.path_parameters:
                    case.path_parameters |= {name: known[name] for name in case.path_parameters if name in known}
                case.call_and_validate(headers=headers, excluded_checks=UNSAID)
                asked.add(case.operation.label)

            try:
                ask()
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE, f"{operation.label} cannot be asked at all"
            except FailureGroup as failures:
                pytest.fail(f"{operation.label}, {mode}: {failures}")
    assert len(asked) > 20
    assert site.honest_trial(files("secure", "afterwards")) == "done"


def test_every_operation_keeps_to_its_document(site: Site, files: Files) -> None:
    ask_every_operation(site, files, examples=3)


@pytest.mark.heavy
def test_every_operation_keeps_to_its_document_for_long(site: Site, files: Files) -> None:
    ask_every_operation(site, files, examples=200)


SEGMENTS = st.one_of(
    st.sampled_from(
        [
            "..",
            ".",
            "",
            "app.py",
            "APP.PY",
            "lib",
            ".git",
            "CON",
            "a\u202eb",
            "e\u0301",
            "\xe9",
            "\ud800",
            "x" * 300,
            "~",
        ]
    ),
    st.text(max_size=12),
)
PATHS = st.one_of(
    st.lists(SEGMENTS, min_size=1, max_size=6).map("/".join),
    st.lists(SEGMENTS, min_size=1, max_size=4).map("\\".join),
    st.sampled_from(
        ["/etc/passwd", "//app.py", "C:\\app.py", "lib/../app.py", "lib/x.py\0", "lib/\n.py", "app.py/", "lib/" * 200]
    ),
)
CONTENTS = st.one_of(
    st.just("def greet(name):\n    return name\n"),
    st.text(max_size=60),
    st.integers(0, 3).map(lambda size: "x" * (size * 900_000)),
    st.sampled_from(
        ["\0", "\ud800", "\ufeff", "\x1b]0;title\x07", "'; DROP TABLE attempts; --", "<script>alert(1)</script>"]
    ),
)
ODD = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
BODIES = st.one_of(
    st.dictionaries(st.sampled_from(["app.py", "lib/more.py"]), CONTENTS, min_size=1).map(
        lambda files: {"files": files}
    ),
    st.dictionaries(PATHS, CONTENTS, max_size=5).map(lambda files: {"files": files}),
    st.dictionaries(st.just("app.py") | PATHS, CONTENTS | ODD, max_size=3).map(lambda files: {"files": files}),
    st.fixed_dictionaries({"files": ODD}, optional={"trial_id": ODD, "more": ODD}),
)


def send_hostile_submissions(site: Site, house: House, files: Files, examples: int) -> None:
    """Submissions of one agent to its own trials, to another's, and to none; some twice."""
    theirs = site.other.post("/agent/start-case", json={}).json()["trial_id"]
    stored_beside = {path.name for path in house.settings.data.parent.rglob("*") if "blobs" not in path.parts}
    accepted: list[str] = []

    @settings(
        max_examples=examples,
        derandomize=True,
        database=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
    @given(body=BODIES, whose=st.sampled_from(["own", "own", "own", "theirs", "nobody's"]), times=st.integers(1, 3))
    def send(body: dict[str, object], whose: str, times: int) -> None:
        trial = {"theirs": theirs, "nobody's": "tri_x"}.get(whose)
        if trial is None:
            trial = site.robot.post("/agent/start-case", json={}).json().get("trial_id", "none left")
        content = json.dumps({"trial_id": trial, **body}).encode()
        for _ in range(times):
            answer = site.robot.post(
                "/agent/submit-solution", content=content, headers={"Content-Type": "application/json"}
            )
            assert answer.status_code in {200, 400, 404, 409, 413, 422}, (answer.status_code, answer.text[:500])
            assert whose == "own" or answer.status_code != 200, answer.text[:300]
            if answer.status_code == 200:
                accepted.append(answer.json()["submission_id"])

    send()
    assert accepted, "some of them are submissions like any other"
    for submission in accepted[:: max(1, len(accepted) // 20)]:
        seen = site.robot.post("/agent/wait", json={"submission_id": submission, "timeout_s": 25}).json()
        assert seen["state"] == "done", seen
        hidden = site.other.post("/agent/wait", json={"submission_id": submission, "timeout_s": 0})
        assert hidden.status_code == 404 and "no such submission" in hidden.text
    assert site.honest_trial(files("secure", "afterwards")) == "done"
    assert stored_beside == {path.name for path in house.settings.data.parent.rglob("*") if "blobs" not in path.parts}


def test_hostile_submissions_get_their_answer_and_harm_nobody(site: Site, house: House, files: Files) -> None:
    send_hostile_submissions(site, house, files, examples=100)


@pytest.mark.heavy
def test_ten_thousand_hostile_submissions(site: Site, house: House, files: Files) -> None:
    send_hostile_submissions(site, house, files, examples=5_000)
