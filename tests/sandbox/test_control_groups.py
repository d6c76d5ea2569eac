"""Control groups hold what they say, and end with their pods, also those that the kernel held for a moment longer."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sandbox import control_groups
from sandbox.control_groups import ControlGroup, PodPlace
from sandbox.evaluator import Evaluator
from sandbox.verdict import Status
from tests.sandbox.probe import make_probe

MEMORY_MIB, PROCESSES = 64, 16
Run = Callable[[ControlGroup, str], "subprocess.CompletedProcess[str]"]


def folders(group: ControlGroup) -> list[Path]:
    return [Path(tasks).parent for tasks in group.tasks]


@pytest.fixture
def place() -> Iterator[PodPlace]:
    made = control_groups.place_of(f"test-{secrets.token_hex(6)}", os.getuid())
    if made is None:
        pytest.skip("control groups are not ours to make here: neither root's nor delegated")
    yield made
    made.close()
    control_groups.sweep()


@pytest.fixture
def group(place: PodPlace) -> Iterator[ControlGroup]:
    made = place.make("one", MEMORY_MIB, PROCESSES)
    assert made is not None
    yield made
    made.close()
    deadline = time.monotonic() + 10
    while any(folder.exists() for folder in folders(made)) and time.monotonic() < deadline:
        time.sleep(0.05)
        control_groups.sweep()
    assert not [folder for folder in folders(made) if folder.exists()]


@pytest.fixture
def run(place: PodPlace) -> Run:
    """Runs Python in a group, started by a process that the place has taken in, as a pod's holder starts targets."""

    def inside(group: ControlGroup, code: str) -> subprocess.CompletedProcess[str]:
        joins = f"import sys\nsys.stdin.read(1)\nfor path in {group.tasks!r}:\n    open(path, 'w').write('0')\n"
        with subprocess.Popen(
            [sys.executable, "-c", joins + code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as started:
            place.adopt(started.pid)
            out, err = started.communicate("x", timeout=60)
        return subprocess.CompletedProcess(started.args, started.returncode, out, err)

    return inside


def test_more_memory_than_that_ends_the_process_and_is_known(group: ControlGroup, run: Run) -> None:
    assert run(group, "held = bytearray(8 << 20)\nprint(len(held))").stdout.strip() == str(8 << 20)
    assert not group.out_of_memory()
    assert run(group, "held = bytearray(256 << 20)\nprint(len(held))").returncode == -9
    assert group.out_of_memory()


def test_children_count_with_their_parent(group: ControlGroup, run: Run) -> None:
    code = (
        "import os, time\nfor number in range(12):\n    if os.fork() == 0:\n        held = b'x' * (12 << 20)\n"
        "        time.sleep(20)\n        os._exit(0)\nkilled = [os.wait()[1] for number in range(1)]\nprint(killed)\n"
        "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nos.killpg(0, signal.SIGTERM)\n"
    )
    run(group, "import os\nos.setsid()\n" + code)
    assert group.out_of_memory(), "twelve of twelve MiB are more than 64"


def test_more_processes_than_that_are_refused(group: ControlGroup, run: Run) -> None:
    code = (
        "import os, time\nmade = 0\ntry:\n    for number in range(100):\n        if os.fork() == 0:\n"
        "            time.sleep(3)\n            os._exit(0)\n        made += 1\nexcept OSError:\n    print(made)\n"
    )
    assert run(group, code).stdout.strip() == str(PROCESSES - 1)


def test_time_of_children_that_are_gone_is_accounted(group: ControlGroup, run: Run) -> None:
    before = group.cpu_seconds()
    assert before is not None
    run(
        group,
        "import os, time\nif os.fork() == 0:\n    while time.process_time() < 0.5: pass\n    os._exit(0)\nos.wait()",
    )
    after = group.cpu_seconds()
    assert after is not None and after - before >= 0.5


def test_limits_change_but_not_below_what_is_used(group: ControlGroup, run: Run) -> None:
    group.limit(512, 64)
    assert run(group, "held = b'x' * (200 << 20)\nprint('fits')").stdout.strip() == "fits"
    holding = "import time\nheld = b'x' * (100 << 20)\nprint('held', flush=True)\ntime.sleep(30)"
    joins = f"for path in {group.tasks!r}:\n    open(path, 'w').write('0')\n"
    with subprocess.Popen([sys.executable, "-c", joins + holding], stdout=subprocess.PIPE, text=True) as held:
        assert held.stdout is not None and held.stdout.readline() == "held\n"
        with pytest.raises(OSError, match=r".+"):
            group.limit(16, 64)
        assert held.poll() is None
        held.kill()
    assert not group.out_of_memory()


def test_a_verdict_names_what_held_its_limits(bubblewrap: Evaluator, tmp_path: Path, group: ControlGroup) -> None:
    probe = make_probe(tmp_path)
    verdict = bubblewrap.evaluate(probe.case, probe.project)
    assert verdict.status is Status.SECURE
    version = f"cgroup v{control_groups.version()}"
    assert (
        {verdict.limits[name] for name in ("memory", "processes", "cpu accounting")}
        == {version}
        == set(group.holds().values())
    )


def test_a_group_without_processes_is_removed(group: ControlGroup) -> None:
    assert all(folder.is_dir() for folder in folders(group))
    group.close()
    assert not any(folder.exists() for folder in folders(group))


def test_a_group_that_was_still_held_is_removed_with_the_next(group: ControlGroup) -> None:
    with subprocess.Popen(["sleep", "600"]) as held:
        for tasks in group.tasks:
            Path(tasks).write_text(str(held.pid))
        group.close()
        assert all(folder.is_dir() for folder in folders(group))
        control_groups.sweep()
        assert all(folder.is_dir() for folder in folders(group)), "what is in use is never removed"
        held.kill()
    control_groups.sweep()
    assert not any(folder.exists() for folder in folders(group))


def test_only_old_groups_of_others_are_swept(group: ControlGroup) -> None:
    control_groups.sweep()
    assert all(folder.is_dir() for folder in folders(group)), "one that somebody is about to use stays"
    for folder in folders(group):
        for old in (folder, folder.parent):
            if "vetloop-" in old.name:
                os.utime(old, (0, 0))
    control_groups.sweep()
    assert not any(folder.exists() for folder in folders(group))


def test_time_is_found_by_process_and_only_under_the_name_asked_for(group: ControlGroup) -> None:
    joins = f"for path in {group.tasks!r}:\n    open(path, 'w').write('0')\n"
    busy = "import sys, time\nwhile time.process_time() < 0.3: pass\nprint('done', flush=True)\nsys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", joins + busy], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as started:
        assert started.stdout is not None
        assert started.stdout.readline() == "done\n"
        name = folders(group)[0].name
        found = control_groups.cpu_seconds_of(started.pid, name)
        assert found is not None and 0.2 < found == group.cpu_seconds()
        assert control_groups.cpu_seconds_of(started.pid, "of-another-machine") is None
        started.communicate("")
    assert control_groups.cpu_seconds_of(started.pid, name) is None
