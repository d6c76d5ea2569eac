"""The native runner for Python: runs tests of an imported suite in the process of the submission, one fork for each.

`native.py MODULE` in /srv/app, on the same line as the `call` driver; its one function is `run_test`. This process
never imports anything of the submission. It forks for every test; the child runs test and submission and says how it
ended on a pipe of its own. What the child says is the submission's word: docs/threat-model.md, "Native suites".
"""

from __future__ import annotations

import contextlib
import ctypes
import importlib.util
import json
import os
import resource
import secrets
import select
import signal
import sys
import time
import types
import unittest.case
from pathlib import Path
from typing import Any

TESTS = "<tests>"
MAX_REPORT = 64 * 1024
MAX_TEXT = 2000
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36


def run_test(source: str, name: str, seconds: float) -> dict[str, str]:
    """Run the test `name` (a function, or `Class.method`) of a test file in a child; `outcome` and `message` of it."""
    reading, writing = os.pipe()
    token = secrets.token_hex(16)
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        close_all_but(writing)
        report(writing, token, source, name)
    os.close(writing)
    try:
        said = heard(reading, time.monotonic() + seconds)
    finally:
        os.close(reading)
        end_everything()
    if said is None:
        return {"outcome": "late", "message": ""}
    try:
        found = json.loads(said)
        if found["token"] != token:
            raise ValueError("somebody else speaks")
        return {"outcome": str(found["outcome"]), "message": str(found["message"])[:MAX_TEXT]}
    except (ValueError, LookupError, TypeError):
        return {"outcome": "died", "message": "the process ended before the test did"}


def heard(reading: int, end: float) -> bytes | None:
    """The line that is said; empty from a child that ends without one, None if neither comes in time."""
    said = b""
    while (left := end - time.monotonic()) > 0:
        if not select.select([reading], [], [], left)[0]:
            return None
        part = os.read(reading, MAX_REPORT + 1 - len(said))
        said += part
        if not part or said.endswith(b"\n") or len(said) > MAX_REPORT:
            return said
    return None


def close_all_but(kept: int) -> None:
    """Leave no line to the judge to a child, which could answer for its parent, nor what an earlier child left."""
    os.closerange(3, kept)
    os.closerange(kept + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def end_everything() -> None:
    """Kill all other processes of this sandbox, so that no test meets what an earlier one left, and see them gone.

    Those above this process are spared: in a container they keep its time. All are stopped first, in one call; a fork
    that was under way then still makes its child, which is stopped too and found by the next look.
    """
    above = ancestors()
    with contextlib.suppress(ProcessLookupError):
        os.kill(-1, signal.SIGSTOP)
    while others := {int(path.name) for path in Path("/proc").glob("[0-9]*")} - above - {os.getpid()}:
        for pid in others:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        time.sleep(0.0005)
    for pid in above - {1}:
        os.kill(pid, signal.SIGCONT)


def ancestors() -> set[int]:
    """Parent, its parent, and so on to the first process of the sandbox."""
    found = {1}
    pid = os.getppid()
    while pid > 1:
        found.add(pid)
        pid = int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return found


def report(writing: int, token: str, source: str, name: str) -> None:
    """Run the test in this process, say how it ended, and end."""
    write, dumps, leave = os.write, json.dumps, os._exit
    outcome, message = "passed", ""
    try:
        test_of(source, name)()
    except BaseException as error:
        outcome = "failed" if is_of_the_test(error) else "raised"
        message = str(error) if outcome == "failed" else f"{type(error).__name__}: {error}"
    write(writing, dumps({"token": token, "outcome": outcome, "message": message[:MAX_TEXT]}).encode() + b"\n")
    leave(0)


def is_of_the_test(error: BaseException) -> bool:
    """Whether the test itself found something wrong; an assertion of the submission is an error like any other."""
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    where = last.tb_frame.f_code.co_filename if last is not None else ""
    return isinstance(error, AssertionError) and where in {TESTS, unittest.case.__file__}


def test_of(source: str, name: str) -> Any:
    """The test, from a module made of the file's text: nothing of it lies on the disk."""
    # Last, so that no file of the project takes the place of a module that the test or this program needs.
    sys.path.append(str(Path.cwd()))
    module = types.ModuleType("native_tests")
    sys.modules[module.__name__] = module
    exec(compile(source, TESTS, "exec"), module.__dict__)
    owner, _, method = name.rpartition(".")
    if not owner:
        return getattr(module, method)
    case = getattr(module, owner)(method)
    return lambda: in_suite(case, method)


def in_suite(case: Any, method: str) -> None:
    """One method of a `unittest.TestCase`, with what the class wants done around it."""
    type(case).setUpClass()
    try:
        case.setUp()
        try:
            getattr(case, method)()
        finally:
            case.tearDown()
    finally:
        case.doCleanups()
        type(case).tearDownClass()


def main() -> None:
    """Serve one connection, as the `call` driver does, with `run_test` alone to call."""
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("driver", Path(__file__).with_name("driver.py"))
    assert spec is not None and spec.loader is not None
    driver = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(driver)
    prctl = ctypes.CDLL(None).prctl
    # Children inherit it: no process of the sandbox may look into this one, or into a pipe that it holds.
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    # What a test leaves becomes a child of this process, and the kernel reaps it at once.
    prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    driver.serve(types.SimpleNamespace(run_test=run_test))


if __name__ == "__main__":
    main()
