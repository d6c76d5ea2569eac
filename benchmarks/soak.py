"""A server at full load for as long as one likes, hostile submissions among the rest: what grows, what stays behind.

A real `vetloop serve` with a database of its own; sessions lease, submit and wait over HTTP without a pause. Honest
submissions (reference solutions, never the same twice) must get their verdict; hostile ones (the breakouts of the drill
when the module is loaded, and a few in JavaScript) may end in anything but `no_verdict`. Every half minute the server's
own memory, open files and threads are noted; at the end, what is left: processes, mounts, control groups, folders.
`uv run python -m benchmarks.soak [--minutes 60] [--sessions 4] [--hostile 0.2] [--json] [CASE …]`
exits with 1 if a verdict was wrong or there was none, something is left, or the memory is not flat or was seen too
seldom to say so.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import secrets
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from cases.digest import GENERATED
from cases.files import FileSet
from cases.loader import load_library
from cases.model import Case, SolutionKind
from sandbox.backends.workspace import FIRST_UID
from sandbox.data_folder import data_folder
from sandbox.drill.breakouts import BREAKOUTS
from sandbox.evaluator import Evaluator
from sandbox.toolchains.model import ToolchainError

SAMPLE_S = 30.0
GROWTH = 0.10
CGROUPS = Path("/sys/fs/cgroup")

PYTHON = [files["notes.py"] + "\nanswer(None)\n" for files in BREAKOUTS.values()]
JAVASCRIPT = [
    """
try {
  const { spawn } = process.getBuiltinModule('child_process');
  for (let n = 0; n < 300; n++) spawn('sleep', ['600']).on('error', () => {});
} catch {}
""",
    """
const held = [];
for (;;) held.push(Buffer.alloc(1 << 24, 1));
""",
    """
try {
  for (;;) process.getBuiltinModule('fs').appendFileSync('/tmp/much', Buffer.alloc(1 << 20));
} catch {}
""",
    """
for (;;) process.getBuiltinModule('fs').writeSync(1, 'x'.repeat(65536));
""",
    """
try {
  process.kill(-1, 'SIGKILL');
} catch {}
""",
    """
for (;;);
""",
]
HOSTILE = {"python": PYTHON, "javascript": JAVASCRIPT}
COMMENT = {"python": "#", "javascript": "//"}


@dataclass
class Tally:
    """What was submitted and what is expected of it, by trial, and the server's size over time."""

    expected: dict[str, str] = field(default_factory=dict)
    samples: list[dict[str, float]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def playable(names: list[str]) -> list[Case]:
    """Cases in the languages of the hostile code that this machine can judge without a browser or a service."""
    probe, found = Evaluator(data_folder()), []
    library = load_library()
    for case in [library.get(name) for name in names] or library.all():
        if case.stack.language not in HOSTILE or set(case.stack.needs) - {"addresses"}:
            continue
        try:
            probe.toolchain(case)
        except ToolchainError:
            continue
        if probe.can_judge(case):
            found.append(case)
    if not found:
        raise SystemExit("no case in Python or JavaScript can be judged here; run `vetloop doctor`")
    return found


def submission(case: Case, draw: random.Random, hostile: float) -> tuple[dict[str, str], str]:
    """Files that were never submitted before, and the outcome that they must have; empty for hostile ones."""
    kind = draw.choice([SolutionKind.SECURE, SolutionKind.VULNERABLE])
    attacks = HOSTILE[case.stack.language]
    bad = draw.random() < hostile
    name = draw.choice(case.solution_names(SolutionKind.SECURE if bad else kind))
    files = dict(FileSet.read_folder(case.solution(name), skip=GENERATED).as_dict())
    main = next(path for path in files if path in case.stack.editable)
    extra = f"\n{COMMENT[case.stack.language]} {secrets.token_hex(8)}\n" + (draw.choice(attacks) if bad else "")
    texts = {path: content.decode("utf-8") + (extra if path == main else "") for path, content in files.items()}
    return texts, "" if bad else kind.value


class Server:
    """`vetloop serve` with a data folder of its own, which borrows the toolchains of the usual one."""

    def __init__(self, folder: Path) -> None:
        self.data, self.scratch = folder / "data", folder / "scratch"
        self.data.mkdir()
        self.scratch.mkdir()
        for shared in ("toolchains", "services"):
            if (data_folder() / shared).is_dir():
                (self.data / shared).symlink_to(data_folder() / shared)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.log = (folder / "server.log").open("w")
        settings = {
            "VETLOOP_DATA": str(self.data),
            "TMPDIR": str(self.scratch),
            "VETLOOP_REQUESTS_PER_SECOND": "100000",
        }
        argv = [sys.executable, "-m", "server.main", "serve", "--port", str(port), "--log-level", "warning"]
        self.process = subprocess.Popen(argv, env={**os.environ, **settings}, stdout=self.log, stderr=subprocess.STDOUT)
        try:
            self._wait_until_up()
        except BaseException:
            self.process.kill()
            raise

    def _wait_until_up(self) -> None:
        for _ in range(300):
            try:
                httpx.get(f"{self.url}/api/v1/health", trust_env=False)
            except httpx.TransportError:
                if self.process.poll() is not None:
                    raise SystemExit(f"the server did not start; its output is in {self.log.name}") from None
                time.sleep(0.1)
            else:
                return
        raise SystemExit("the server did not answer within 30 seconds")

    def size(self) -> dict[str, float]:
        """Anonymous memory of the server's own process in MiB, its open files and threads."""
        root = Path(f"/proc/{self.process.pid}")
        lines = (root / "smaps_rollup").read_text().splitlines()
        memory = next(int(line.split()[1]) for line in lines if line.startswith("Anonymous:")) / 1024
        return {
            "memory_mib": memory,
            "files": len(list((root / "fd").iterdir())),
            "threads": len(list((root / "task").iterdir())),
        }

    def stop(self) -> None:
        """End it as an operator would, and wait."""
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(120)
        self.log.close()


def client(url: str, token: str) -> httpx.Client:
    """A client that is let in."""
    return httpx.Client(
        base_url=f"{url}/api/v1", headers={"Authorization": f"Bearer {token}"}, timeout=120, trust_env=False
    )


def answered(response: httpx.Response) -> Any:
    """The JSON of a good answer."""
    if response.is_error:
        raise RuntimeError(f"{response.request.url}: {response.status_code}: {response.text[:300]}")
    return response.json()


def work(
    url: str, tokens: Iterator[str], cases: dict[str, Case], hostile: float, until: float, seed: int, tally: Tally
) -> None:
    """One session: trial after trial until the time is over, with the next token when a run has nothing left."""
    draw = random.Random(seed)
    try:
        agent = client(url, next(tokens))
        while time.monotonic() < until:
            trial = answered(agent.post("/agent/start-case", json={}))
            if "done" in trial:
                agent = client(url, next(tokens))
                continue
            files, expected = submission(cases[trial["case_id"]], draw, hostile)
            tally.expected[trial["trial_id"]] = expected
            body = {"trial_id": trial["trial_id"], "files": files}
            sent = answered(agent.post("/agent/submit-solution", json=body))
            while sent["state"] in {"queued", "running"}:
                sent = answered(
                    agent.post("/agent/wait", json={"submission_id": sent["submission_id"], "timeout_s": 25})
                )
    except Exception as error:
        tally.faults.append(f"session {seed}: {type(error).__name__}: {error}")


def outcomes(admin: httpx.Client, runs: list[str]) -> dict[str, str]:
    """Outcome by trial, of those that are over."""
    found: dict[str, str] = {}
    for run in runs:
        offset = 0
        while page := answered(
            admin.get(f"/runs/{run}/trials", params={"offset": offset, "limit": 500, "state": "closed"})
        )["trials"]:
            found |= {trial["id"]: trial["outcome"] for trial in page}
            offset += len(page)
    return found


def surroundings(folder: Path) -> dict[str, set[str]]:
    """What can be ours: processes in a sandbox, of a sandbox's uid, or from `folder`; mounts there; control groups."""
    processes = set()
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
            owner = entry.stat().st_uid
        except OSError:
            continue
        ours = owner >= FIRST_UID or "bwrap" in words or str(folder) in words
        if ours and int(entry.name) != os.getpid():
            processes.add(f"{entry.name} {words[:80]}")
    mounts = {line for line in Path("/proc/mounts").read_text().splitlines() if str(folder) in line}
    groups = {str(path) for path in CGROUPS.rglob("vetloop*") if path.is_dir() and not path.is_symlink()}
    return {"processes": processes, "mounts": mounts, "groups": groups}


def plan(admin: httpx.Client, cases: list[Case], number: int, sessions: int) -> tuple[str, list[str]]:
    """A run of 100 rounds over the cases, and a token of it for every session."""
    body = {
        "name": f"soak {number}",
        "feedback": "full",
        "repairs": 0,
        "rounds": 100,
        "selection": {"ids": [case.id for case in cases]},
        "agents": [{"name": "robot"}],
    }
    run = answered(admin.post("/runs", json=body))["id"]
    made = [
        answered(admin.post("/tokens", json={"role": "agent", "name": f"session {one}", "run": run}))["token"]
        for one in range(sessions)
    ]
    return run, made


def judged_wrongly(admin: httpx.Client, tally: Tally, found: dict[str, str]) -> list[str]:
    """Honest submissions with another outcome than theirs, and hostile ones without a verdict."""
    wrong = []
    for trial, expected in tally.expected.items():
        outcome = found.get(trial, "missing")
        if outcome != expected if expected else outcome in {"no_verdict", "missing"}:
            detail = answered(admin.get(f"/trials/{trial}"))
            reasons = "; ".join(attempt["last_reason"] for attempt in detail["attempt_list"])
            wrong.append(f"{detail['case_id']}: {outcome}, expected {expected or 'any verdict'}: {reasons}")
    return wrong


def soak(folder: Path, arguments: argparse.Namespace) -> dict[str, Any]:
    """Run it; the findings."""
    cases = playable(arguments.cases)
    before = surroundings(folder)
    server, tally = Server(folder), Tally()
    try:
        admin = httpx.Client(base_url=f"{server.url}/api/v1", timeout=120, trust_env=False)
        admin = client(server.url, answered(admin.post("/tokens", json={"role": "admin", "name": "soak"}))["token"])
        began = time.monotonic()
        runs = worked_through(server, admin, cases, arguments, tally)
        minutes = (time.monotonic() - began) / 60
        found = outcomes(admin, runs)
        wrong = judged_wrongly(admin, tally, found)
    finally:
        server.stop()
    time.sleep(2)
    after = surroundings(folder)
    left = {key: sorted(after[key] - before[key]) for key in after}
    left["scratch"] = sorted(str(path.relative_to(server.scratch)) for path in server.scratch.rglob("*"))
    return {
        "minutes": round(minutes, 1),
        "verdicts": len(found),
        "per_minute": round(len(found) / minutes, 1),
        "hostile": sum(not expected for expected in tally.expected.values()),
        "outcomes": dict(Counter(found[trial] for trial in tally.expected if trial in found)),
        "growth": growth([one["memory_mib"] for one in tally.samples]),
        "most_memory_mib": round(max(one["memory_mib"] for one in tally.samples), 1),
        "most_files": max(one["files"] for one in tally.samples),
        "most_threads": max(one["threads"] for one in tally.samples),
        "wrong": wrong,
        "faults": tally.faults,
        "left": left,
    }


def worked_through(
    server: Server, admin: httpx.Client, cases: list[Case], arguments: argparse.Namespace, tally: Tally
) -> list[str]:
    """All sessions at work until the time is over, the server's size noted; the runs that they worked through."""
    needed = 1 + int(arguments.minutes * 400 / (100 * len(cases)))
    planned = [plan(admin, cases, number, arguments.sessions) for number in range(needed)]
    until, by_id = time.monotonic() + arguments.minutes * 60, {case.id: case for case in cases}
    sessions = []
    for number in range(arguments.sessions):
        tokens = iter([made[number] for _, made in planned])
        told = (server.url, tokens, by_id, arguments.hostile, until, number, tally)
        sessions.append(threading.Thread(target=work, args=told, daemon=True))
    began = time.monotonic()
    for session in sessions:
        session.start()
    while any(session.is_alive() for session in sessions):
        second = round(time.monotonic() - began)
        tally.samples.append({"second": second, "submitted": len(tally.expected), **server.size()})
        print("  ".join(f"{key} {value:.0f}" for key, value in tally.samples[-1].items()), file=sys.stderr, flush=True)
        for session in sessions:
            session.join(SAMPLE_S / len(sessions))
    return [run for run, _ in planned]


def growth(memory: list[float]) -> float | None:
    """The last quarter of the samples against the second, less one: the first warms up. None for fewer than four."""
    quarter = len(memory) // 4
    if not quarter:
        return None
    return round(statistics.mean(memory[-quarter:]) / statistics.mean(memory[quarter : 2 * quarter]) - 1, 3)


def wrongs(findings: dict[str, Any]) -> list[str]:
    """The findings, by name, that are not as they should be."""
    grown = findings["growth"]
    bad = {
        "verdicts": not findings["verdicts"],
        "growth": grown is None or abs(grown) > GROWTH,
        "wrong": findings["wrong"],
        "faults": findings["faults"],
        "left": any(findings["left"].values()),
    }
    return [name for name, is_bad in bad.items() if is_bad]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*")
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--sessions", type=int, default=4)
    parser.add_argument("--hostile", type=float, default=0.2, help="share of hostile submissions")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vetloop-soak-") as folder:
        Path(folder).chmod(0o755)  # sandboxes have users of their own, who must get to the toolchains
        findings = soak(Path(folder), arguments)
    bad = wrongs(findings)
    if arguments.json:
        print(json.dumps(findings, indent=1))
    else:
        for key, value in findings.items():
            print(f"{key}: {value}{'  <- not as it should be' if key in bad else ''}")
    raise SystemExit(1 if bad else 0)


if __name__ == "__main__":
    main()
