"""A server, or workers alone, for test_crashes.py to kill: `killable.py server|workers DATA PACK LOG PORT`.

Imports everything once, and then forks a process for every line on standard input, telling its pid: a restart costs
milliseconds, so many kills fit into a test. The evaluator notes each evaluation it finishes in LOG, so that the test
can count what was done twice.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from pathlib import Path

import uvicorn

from cases.files import FileSet
from cases.loader import load_library
from cases.model import Case
from sandbox.verdict import Assurance, Functional, Security, Status, ToolchainRef, Verdict
from server.app import create_app
from server.house import House
from server.judges import FunctionJudges
from server.settings import Settings
from server.workers import WorkerPool

WORK_S = 0.02


def evaluate(case: Case, project: FileSet) -> Verdict:
    time.sleep(WORK_S)  # The work itself: kills must be able to hit the middle of an evaluation.
    status = Status.SECURE if b"secure" in project.as_dict()["app.py"] else Status.VULNERABLE
    with Path(sys.argv[4]).open("a") as log:
        log.write(f"{project.digest}\n")
    return Verdict(
        case=case.id,
        case_digest=case.digest,
        status=status,
        functional=Functional(passed=1, total=1),
        security=Security(withstood=int(status is Status.SECURE), total=1),
        assurance=Assurance.FULL,
        backend="scripted",
        toolchain=ToolchainRef(name="python", digest="t" * 64),
    )


def serve() -> None:
    kind, data, pack, _log, port = sys.argv[1:]
    settings = Settings(data=Path(data), workers=2, poll_s=0.02, port=int(port), requests_per_second=1e6)
    house = House(settings, library=load_library((Path(pack),)))
    if kind == "workers":
        WorkerPool(house, FunctionJudges(evaluate)).start()
        threading.Event().wait()
    else:
        uvicorn.run(create_app(settings, evaluate, house), host="127.0.0.1", port=settings.port, log_level="error")


def main() -> None:
    """Forks from a process with one thread and nothing open; the child before must be dead, or is waited for."""
    child = 0
    for _line in sys.stdin:
        if child:
            os.waitpid(child, 0)
        child = os.fork()
        if child == 0:
            serve()
            os._exit(0)
        print(child, flush=True)


if __name__ == "__main__":
    main()
