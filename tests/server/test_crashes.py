"""`kill -9` at any moment: every attempt ends with exactly one verdict, and every trial with its outcome."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import httpx
import pytest
from sqlmodel import col, func, select

from cases.library import Library
from server.house import House
from server.services import leases, submissions, tokens
from server.services.planning import plan_run
from server.services.plans import parse_plan
from server.settings import Settings
from server.store.tables import Attempt, AttemptState, Trial, TrialState, VerdictRow
from tools.contract import Caller, NothingLeft

KILLABLE = Path(__file__).with_name("killable.py")
DEADLINE_S = 1500.0


class Client(Protocol):
    """One agent session: what it takes to work a trial."""

    def start(self) -> str | None: ...

    def submit(self, trial: str, files: dict[str, str]) -> str: ...

    def judged(self, submission: str) -> bool: ...


class DirectClient:
    """Through the services, in this process; the workers are elsewhere."""

    def __init__(self, house: House, caller: Caller) -> None:
        self.house, self.caller = house, caller

    def start(self) -> str | None:
        got = leases.start(self.house, self.caller, None, None)
        return None if isinstance(got, NothingLeft) else got.trial_id

    def submit(self, trial: str, files: dict[str, str]) -> str:
        return submissions.submit(self.house, self.caller, trial, files).submission_id

    def judged(self, submission: str) -> bool:
        return submissions.show(self.house, self.caller, submission).state == "done"


class HttpClient:
    """Over HTTP, repeating every call until the server, which is being killed, has answered it."""

    def __init__(self, url: str, token: str) -> None:
        self.http = httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=20)

    def _call(self, verb: str, body: dict[str, object]) -> dict[str, object]:
        while True:
            try:
                answer = self.http.post(f"/api/v1/agent/{verb}", json=body)
            except httpx.TransportError:
                time.sleep(0.05)
                continue
            assert answer.status_code == 200, answer.text
            return dict(answer.json())

    def start(self) -> str | None:
        got = self._call("start-case", {})
        return None if "done" in got else str(got["trial_id"])

    def submit(self, trial: str, files: dict[str, str]) -> str:
        return str(self._call("submit-solution", {"trial_id": trial, "files": files})["submission_id"])

    def judged(self, submission: str) -> bool:
        return self._call("wait", {"submission_id": submission, "timeout_s": 5})["state"] == "done"


def work_through(client: Client, seen: list[str]) -> None:
    """Every trial in two attempts: a vulnerable one, then a secure one."""
    until = time.monotonic() + DEADLINE_S
    while (trial := client.start()) is not None:
        for word in ("vulnerable", "secure"):
            submission = client.submit(trial, {"app.py": f"# {word} {trial}\n"})
            while not client.judged(submission):
                assert time.monotonic() < until, "no verdict in time"
                time.sleep(0.01)
        seen.append(trial)


class Killable:
    """The process of killable.py's forks: one runs, until it is killed and the next begins."""

    def __init__(self, *arguments: str) -> None:
        argv = [sys.executable, str(KILLABLE), *arguments]
        self._nursery = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._pid = self._fork()
        self.kills = 0

    def kill(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        self.kills += 1
        self._pid = self._fork()

    def close(self) -> None:
        os.kill(self._pid, signal.SIGKILL)
        self._nursery.communicate()

    def _fork(self) -> int:
        assert self._nursery.stdin is not None and self._nursery.stdout is not None
        self._nursery.stdin.write("\n")
        self._nursery.stdin.flush()
        return int(self._nursery.stdout.readline())


@contextmanager
def killed_now_and_then(target: Killable, progress: Callable[[], int], total: int, kills: int) -> Iterator[None]:
    """Kill `target` whenever `progress` has reached the next of `kills` random marks; then let it run."""
    draw = random.Random(kills)
    marks = sorted(draw.sample(range(total), kills))
    stop = threading.Event()

    def hunt() -> None:
        for mark in marks:
            while progress() < mark:
                if stop.wait(draw.uniform(0.001, 0.02)):
                    return
            stop.wait(draw.uniform(0, 0.02))
            target.kill()

    hunter = threading.Thread(target=hunt)
    hunter.start()
    try:
        yield
    finally:
        stop.set()
        hunter.join()
        target.close()


def crash_run(
    tmp_path: Path, pack: Path, library: Library, *, kind: str, trials: int, kills: int, sessions: int
) -> None:
    settings = Settings(data=tmp_path / "data", workers=0)
    house = House(settings, library=library)
    log = tmp_path / "evaluations.log"
    log.touch()
    plan = {"name": "crashes", "feedback": "full", "repairs": 1, "rounds": trials // 2, "agents": [{"name": "robot"}]}
    run, _ = plan_run(house, parse_plan(plan))
    with house.store.read() as session:
        agent = session.exec(select(Trial.agent_id).where(Trial.run_id == run.id)).first()
    port = free_port()
    clients: list[Client] = []
    for number in range(sessions):
        row, text = tokens.create(house, name=f"session {number}", role="agent", run=run.id)
        direct = Caller(token_id=row.id, role="agent", run_id=run.id, agent_id=agent)
        url = f"http://127.0.0.1:{port}"
        clients.append(DirectClient(house, direct) if kind == "workers" else HttpClient(url, text))

    def judged() -> int:
        with house.store.read() as session:
            return session.exec(select(func.count()).select_from(VerdictRow)).one()

    seen: list[str] = []
    target = Killable(kind, str(settings.data), str(pack), str(log), str(port))
    with killed_now_and_then(target, judged, 2 * trials, kills):
        threads = [threading.Thread(target=work_through, args=(client, seen)) for client in clients]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert target.kills == kills
    with house.store.read() as session:
        states = Counter(session.exec(select(Trial.state)))
        outcomes = Counter(session.exec(select(Trial.outcome)))
        attempts = session.exec(select(Attempt)).all()
        verdicts = session.exec(select(VerdictRow.attempt_id)).all()
        pending = session.exec(select(func.count()).select_from(Trial).where(col(Trial.pending).is_not(None))).one()
    assert (states, outcomes, pending) == ({TrialState.CLOSED: trials}, {"secure": trials}, 0)
    assert sorted(seen) == sorted(set(seen)) and len(seen) == trials
    assert len(attempts) == 2 * trials and {attempt.state for attempt in attempts} == {AttemptState.DONE}
    assert sorted(verdicts) == sorted(attempt.id for attempt in attempts)
    evaluations = Counter(log.read_text().split())
    assert set(evaluations) == {attempt.files_digest for attempt in attempts}
    # Only work that a kill hit may have been done again: at most both threads of each killed process.
    assert evaluations.total() - len(evaluations) <= 2 * kills
    house.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_killed_workers_lose_and_double_nothing(tmp_path: Path, pack: Path, library: Library) -> None:
    crash_run(tmp_path, pack, library, kind="workers", trials=30, kills=5, sessions=3)


@pytest.mark.heavy
@pytest.mark.timeout(1800)
def test_a_server_killed_50_times_loses_and_doubles_nothing(tmp_path: Path, pack: Path, library: Library) -> None:
    crash_run(tmp_path, pack, library, kind="server", trials=200, kills=50, sessions=4)
