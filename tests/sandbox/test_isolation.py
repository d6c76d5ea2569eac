"""What a submission can reach and use, asked by submissions that try. The same questions to every backend."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sandbox.backends.workspace import open_workspace
from sandbox.evaluator import Evaluator
from sandbox.verdict import Status, Verdict
from tests.sandbox.probe import SILENT, make_probe

ASK = """
from judge import spec

@spec("x")
def test_ask(target):
    assert False, repr(target.call("answer", 1))
"""


def asked(evaluator: Evaluator, folder: Path, body: str, **limits: float) -> str:
    """What the body of a Python function `answer(value)` returns inside a target."""
    probe = make_probe(folder, functional=ASK, limits={"request_s": 10, **limits})
    code = "def answer(value):\n" + "".join(f"    {line}\n" for line in body.splitlines())
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.py": code}))
    assert verdict.functional.failures, verdict.model_dump_json(indent=1)
    return verdict.functional.failures[0].message


@pytest.fixture
def host_server() -> Iterator[int]:
    """A TCP server on the host's loopback."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_the_hosts_network_is_out_of_reach(evaluator: Evaluator, tmp_path: Path, host_server: int) -> None:
    body = f"""
import socket
reached = []
for address in (('127.0.0.1', {host_server}), ('1.1.1.1', 443), ('8.8.8.8', 53)):
    try:
        socket.create_connection(address, 1).close()
        reached.append(address)
    except OSError:
        pass
for family in ('AF_PACKET', 'AF_VSOCK', 'AF_ALG', 'AF_BLUETOOTH'):
    try:
        socket.socket(getattr(socket, family), socket.SOCK_STREAM if family == 'AF_VSOCK' else socket.SOCK_RAW)
        reached.append(family)
    except (OSError, AttributeError):
        pass
return reached
"""
    assert asked(evaluator, tmp_path, body) == "[]"


def test_the_hosts_files_are_out_of_reach(evaluator: Evaluator, tmp_path: Path, sandbox_data: Path) -> None:
    secret = tmp_path / "host-secret.txt"
    secret.write_text("secret")
    places = [str(secret), "/etc/shadow", "/root/.bashrc", str(Path(__file__)), str(sandbox_data / "vetloop.db")]
    body = f"""
import os
reached = []
for path in {places!r}:
    try:
        open(path).read(1)
        reached.append(path)
    except OSError:
        pass
for path in ('/usr/bin/x', '/etc/x', '/x', '/opt/x', '/var/x', '/dev/x', '/run/x/y', {str(tmp_path / "made")!r}):
    try:
        open(path, 'w').close()
        reached.append(path)
    except OSError:
        pass
return reached
"""
    assert asked(evaluator, tmp_path, body) == "[]"
    assert not (tmp_path / "made").exists()


def test_other_processes_cannot_be_seen_or_signalled(evaluator: Evaluator, tmp_path: Path) -> None:
    body = f"""
import os
seen = []
try:
    names = os.listdir('/proc')
except OSError:
    names = []
for name in names:
    if name.isdigit():
        try:
            seen.append(open('/proc/' + name + '/cmdline').read())
        except OSError:
            pass
try:
    os.kill({os.getpid()}, 0)
    seen.append('judge.main')
except OSError:
    pass
return [text for text in seen if 'judge' in text or 'pytest' in text or 'holder' in text]
"""
    assert asked(evaluator, tmp_path, body) == "[]"


def test_dangerous_system_calls_are_refused(evaluator: Evaluator, tmp_path: Path) -> None:
    body = """
import ctypes, errno
libc = ctypes.CDLL(None, use_errno=True)
calls = {'ptrace': (101, 0, 0, 0, 0), 'unshare': (272, 0x10000000), 'mount': (165, 0, 0, 0, 0, 0), 'bpf': (321, 0, 0, 0),
         'io_uring_setup': (425, 1, 0), 'keyctl': (250, 0, 0), 'clone3': (435, 0, 0), 'userfaultfd': (323, 0),
         'process_vm_readv': (310, 1, 0, 0, 0, 0, 0), 'clone(NEWUSER)': (56, 0x10000011, 0, 0, 0, 0)}
answers = {}
for name, (number, *arguments) in calls.items():
    ctypes.set_errno(0)
    result = libc.syscall(number, *arguments)
    if result == 0 and name.startswith('clone'):
        import os
        os._exit(0)
    answers[name] = errno.errorcode.get(ctypes.get_errno(), result)
return [name for name, answer in answers.items() if answer not in ('EPERM', 'ENOSYS')]
"""
    assert os.uname().machine == "x86_64", "the numbers above are those of x86_64"
    assert asked(evaluator, tmp_path, body) == "[]"


def test_the_environment_holds_only_what_the_case_gives(evaluator: Evaluator, tmp_path: Path) -> None:
    os.environ["VETLOOP_TEST_SECRET"] = "leaked"
    try:
        told = asked(evaluator, tmp_path, "import os\nreturn sorted(os.environ)")
    finally:
        del os.environ["VETLOOP_TEST_SECRET"]
    names = set(json.loads(told.replace("'", '"')))
    assert "PORT" in names
    assert names <= {"PORT", "PATH", "LANG", "HOME", "PWD", "TMPDIR", "LC_CTYPE"} | {
        name for name in names if name.startswith("PYTHON")
    }


def test_what_a_program_may_write_to_is_its_own(evaluator: Evaluator, tmp_path: Path) -> None:
    body = """
import os, tempfile
places = [".", "..", tempfile.gettempdir()]
for place in places:
    os.chmod(place, 0o755)
return [os.stat(place).st_uid == os.getuid() for place in places]
"""
    assert "[True, True, True]" in asked(evaluator, tmp_path, body)


def test_processes_are_limited(evaluator: Evaluator, tmp_path: Path) -> None:
    body = """
import os, time
made = 0
try:
    for _ in range(500):
        if os.fork() == 0:
            time.sleep(20)
            os._exit(0)
        made += 1
except OSError:
    pass
return made < 100
"""
    assert asked(evaluator, tmp_path, body, processes=32) == "True"


def test_what_else_this_user_runs_is_not_counted(evaluator: Evaluator, tmp_path: Path) -> None:
    """The kernel counts processes by user: without a uid of its own a target would have none left on a busy desktop."""
    many = "import threading, time\nfor _ in range(700):\n    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n"
    with subprocess.Popen(
        [sys.executable, "-c", many + "print('up', flush=True)\ntime.sleep(60)\n"], stdout=subprocess.PIPE
    ) as busy:
        try:
            assert busy.stdout is not None and busy.stdout.readline() == b"up\n"
            told = asked(evaluator, tmp_path, "import os\nif os.fork() == 0:\n    os._exit(0)\nreturn os.wait()[1]")
        finally:
            busy.kill()
    assert told == "0"


def test_the_disk_is_limited(evaluator: Evaluator, tmp_path: Path) -> None:
    filling = (
        "def answer(value):\n"
        "    with open('big', 'wb') as big:\n"
        "        for _ in range(200):\n            big.write(b'x' * (1 << 20))\n            big.flush()\n"
        "    return value\n"
    )
    probe = make_probe(tmp_path, limits={"disk_mib": 16})
    assert evaluator.evaluate(probe.case, probe.with_files({"notes.py": filling})).functional.passed == 0


def test_memory_of_many_children_counts_together(evaluator: Evaluator, tmp_path: Path) -> None:
    """12 children want 40 MiB each of the 200 that all may have together."""
    greedy = (
        "import os, time\ndef answer(value):\n    children = []\n    for _ in range(12):\n        pid = os.fork()\n"
        "        if pid == 0:\n            held = bytearray(os.urandom(1 << 20) * 40)\n            time.sleep(30)\n"
        "            os._exit(0)\n        children.append(pid)\n    time.sleep(5)\n"
        "    return sum(os.waitpid(pid, os.WNOHANG) == (0, 0) for pid in children)\n"
    )
    functional = "from judge import spec\n@spec('x')\ndef test_n(target):\n    assert target.call('answer', 1) <= 5\n"
    probe = make_probe(tmp_path, functional=functional, security=SILENT, limits={"memory_mib": 200, "request_s": 12})
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.py": greedy}))
    assert verdict.status in {Status.OUT_OF_MEMORY, Status.SECURE}, verdict.model_dump_json(indent=1)


@pytest.mark.parametrize(
    "stubborn",
    [
        "import signal\nfor n in range(1, 65):\n    try:\n        signal.signal(n, signal.SIG_IGN)\n    except (OSError, ValueError):\n        pass\n",
        "import os, time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(600)\n    os._exit(0)\n",
        "import os\nfor _ in range(8):\n    if os.fork() == 0:\n        os.setsid()\n        while True:\n            pass\n",
    ],
    ids=["ignores-signals", "daemon", "spinning-daemons"],
)
def test_nothing_outlives_the_evaluation(evaluator: Evaluator, tmp_path: Path, stubborn: str) -> None:
    mark = f"{os.getpid()}-{time.monotonic_ns()}"
    stubborn += "def answer(value):\n    return value\ndef read_note(name):\n    return None\n"
    probe = make_probe(tmp_path, limits={"request_s": 2, "phase_s": 20}, environment={"TEST_MARK": mark})
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.py": stubborn}))
    assert verdict.status is Status.SECURE, "it ran, so there was something to end"
    assert _carrying(mark) == []


def _carrying(mark: str) -> list[int]:
    """Processes of this machine whose environment carries the mark."""
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            with contextlib.suppress(OSError):
                if mark.encode() in Path("/proc", name, "environ").read_bytes():
                    found.append(int(name))
    return found


def test_folders_that_are_deep_or_closed_are_removed_with_the_pod(evaluator: Evaluator, tmp_path: Path) -> None:
    """A tree that cannot be removed would be our fault, and so a way out of every verdict."""
    code = (
        "import os, tempfile\ndef answer(value):\n    return value\ndef read_note(name):\n    return None\n"
        "for place in ('.', tempfile.gettempdir()):\n"
        "    os.makedirs(place + '/closed/inner', exist_ok=True)\n    open(place + '/closed/inner/file', 'w').close()\n"
        "    os.chmod(place + '/closed/inner', 0)\n    os.chmod(place + '/closed', 0)\n"
        "here = os.getcwd()\nfor _ in range(100):\n    os.mkdir('d')\n    os.chdir('d')\nos.chdir(here)\n"
    )
    probe = make_probe(tmp_path)
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.py": code}))
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_a_workspace_leaves_nothing_however_deep_it_was_made(tmp_path: Path) -> None:
    workspace = open_workspace(tmp_path)
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(workspace.folder)
        for _ in range(3000):
            os.mkdir("d")
            os.chdir("d")
    finally:
        os.fchdir(here)
        os.close(here)
    workspace.close()
    assert list((tmp_path / "work").iterdir()) == []


def test_evaluations_at_once_keep_apart(evaluator: Evaluator, tmp_path: Path) -> None:
    """Each leaves a mark, waits, and looks for marks of others."""
    functional = """
import time
from judge import spec

@spec("x")
def test_alone(target, files, canary):
    mark = canary.text()
    target.call("answer", mark)
    time.sleep(0.3)
    marks = [path for path in files.list() if "mark-" in path]
    assert len(marks) == 1, "only the own mark is there"
"""
    code = (
        "import tempfile\ndef answer(value):\n    open(tempfile.gettempdir() + '/mark-' + value, 'w').close()\n"
        "def read_note(name):\n    return None\n"
    )
    probe = make_probe(tmp_path, functional=functional, security=SILENT)
    files = probe.with_files({"notes.py": code})
    with ThreadPoolExecutor(4) as pool:
        verdicts: list[Verdict] = list(pool.map(lambda _: evaluator.evaluate(probe.case, files), range(6)))
    assert [verdict.status for verdict in verdicts] == [Status.SECURE] * 6, [v.reason + v.message for v in verdicts]


def test_hostile_trees_are_read_without_following_links(evaluator: Evaluator, tmp_path: Path) -> None:
    functional = """
from judge import BadAnswer, spec

@spec("x")
def test_tree(target, files, canary):
    target.call("answer", 1)
    assert files.is_link("app/link")
    for path in ("app/link", "app/folder/passwd", "app/pipe"):
        try:
            files.read(path)
        except BadAnswer:
            continue
        assert False, f"{path} was read"
    try:
        canary.file("folder/planted.txt")
    except BadAnswer:
        return
    assert False, "a file was planted through a link"
"""
    code = (
        "import os\ndef answer(value):\n    os.symlink('/etc/passwd', 'link')\n    os.symlink('/etc', 'folder')\n"
        "    os.mkfifo('pipe')\ndef read_note(name):\n    return None\n"
    )
    probe = make_probe(tmp_path, functional=functional, security=SILENT)
    verdict = evaluator.evaluate(probe.case, probe.with_files({"notes.py": code}))
    assert verdict.status is Status.SECURE, verdict.model_dump_json(indent=1)


def test_threads_may_evaluate_while_the_main_thread_waits(evaluator: Evaluator, tmp_path: Path) -> None:
    """The pod must not die with the thread that made it while another thread of the process goes on."""
    probe = make_probe(tmp_path)
    found: list[Verdict] = []
    thread = threading.Thread(target=lambda: found.append(evaluator.evaluate(probe.case, probe.project)))
    thread.start()
    thread.join()
    assert found[0].status is Status.SECURE
