"""A pod without any sandbox: the bare limit that verdict latency is compared with.

The same judge runs the same tests on the same target command, as plain processes of this machine. Only for our own
reference solutions.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from cases.model import Interface
from sandbox.backends.base import JudgeView, Pod, PodError, PodPlan, ProcessState, StartedService, StartedTarget
from sandbox.backends.pod_processes import judge_argv
from sandbox.verdict import Assurance

CASE = "/opt/case"
HARNESS = Path(__file__).resolve().parent.parent / "sandbox"


class BareBackend:
    """See `sandbox.backends.base.Backend`."""

    name = "bare"
    assurance = Assurance.IN_PROCESS
    features: frozenset[str] = frozenset({"namespaces"})
    """Not true: without them C is refused, for the sake of faulty submissions; a secure one runs all the same."""

    def remedy(self, feature: str) -> str:
        return ""

    def open_pod(self, plan: PodPlan) -> Pod:
        return BarePod(plan)

    def keep_warm(self, pods: int) -> None:
        pass

    def prepare(self, plan: PodPlan, timeout_s: float) -> bool:
        return False

    def close(self) -> None:
        pass


class BarePod:
    """See `sandbox.backends.base.Pod`."""

    def __init__(self, plan: PodPlan) -> None:
        self._plan = plan
        self._toolchain = plan.toolchain.host_view()
        self._folder = Path(tempfile.mkdtemp(prefix="bare-"))
        (self._folder / "tests").mkdir()
        shutil.copyfile(plan.functional_tests, self._folder / "tests" / "functional.py")
        shutil.copyfile(plan.security_tests, self._folder / "tests" / "security.py")
        self.judge_line, self._judge_end = socket.socketpair()
        self.judge_view = JudgeView(
            trees=str(self._folder),
            tests=str(self._folder / "tests"),
            name_server=False,
            srv=f"{self._folder}/{{tree}}/srv",
            tmp=f"{self._folder}/{{tree}}/tmp",
        )
        self._judge: subprocess.Popen[bytes] | None = None
        self._target: subprocess.Popen[bytes] | None = None
        self._starts = 0
        self._tree = self._folder
        self._built: Path | None = None

    def start_judge(self) -> None:
        descriptor = self._judge_end.fileno()
        self._judge = subprocess.Popen(judge_argv(str(HARNESS), descriptor), pass_fds=(descriptor,))

    def judge_words(self) -> str:
        return ""

    def start_services(self) -> tuple[StartedService, ...]:
        return ()

    def fallen_services(self) -> str:
        return ""

    def start_browser(self) -> None:
        raise PodError("there is no bare browser")

    def browser_words(self) -> str:
        return ""

    def start_target(self) -> StartedTarget:
        self._stop()
        self._plant()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        if self._plan.interface is not Interface.CLI:
            self._target = subprocess.Popen(
                self._on_host([word.replace("{port}", str(port)) for word in self._plan.start]),
                cwd=self._tree / "srv" / "app",
                env={**self._environment(), "PORT": str(port)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        return StartedTarget(port, self._tree.name)

    def run_build(self) -> ProcessState:
        self._plant()
        self._built = self._tree / "srv" / "app"
        return self._run(self._plan.build, b"", self._plan.limits.build_s)

    def run(self, argv: list[str], stdin: bytes, timeout_s: float) -> ProcessState:
        return self._run((*self._plan.command, *argv), stdin, timeout_s)

    def _run(self, argv: Sequence[str], stdin: bytes, timeout_s: float) -> ProcessState:
        done = subprocess.run(
            self._on_host(argv),
            input=stdin,
            cwd=self._tree / "srv" / "app",
            env=self._environment(),
            capture_output=True,
            timeout=timeout_s,
            check=False,
        )
        return ProcessState(alive=False, exit_code=done.returncode, stdout=done.stdout, stderr=done.stderr)

    def _on_host(self, argv: Sequence[str]) -> list[str]:
        program, *rest = (self._plan.toolchain.on_host(self._of_case(word)) for word in argv)
        return [shutil.which(program, path=self._environment()["PATH"]) or program, *rest]

    def _of_case(self, word: str) -> str:
        """The case's own part of a driver, where it is on this machine."""
        driver = self._plan.hidden_driver
        return word if driver is None or not word.startswith(f"{CASE}/") else f"{driver}{word.removeprefix(CASE)}"

    def _environment(self) -> dict[str, str]:
        places = {"HOME": str(self._tree / "tmp"), "TMPDIR": str(self._tree / "tmp")}
        return {**places, **self._toolchain.environment, **self._plan.environment}

    def _plant(self) -> None:
        self._starts += 1
        self._tree = self._folder / f"t{self._starts}"
        (self._tree / "tmp").mkdir(parents=True)
        if self._built is None:
            self._plan.project.write_to(self._tree / "srv" / "app")
        else:
            shutil.copytree(self._built, self._tree / "srv" / "app")
        for host, inside in self._toolchain.binds:
            if inside == "/node_modules":
                (self._tree / "node_modules").symlink_to(host)

    def target_state(self, settle_s: float = 0.0) -> ProcessState:
        alive = self._target is not None and self._target.poll() is None
        return ProcessState(alive=alive, exit_code=self._target.returncode if self._target else None)

    def cpu(self) -> float:
        if self._target is None:
            return 0.0
        with contextlib.suppress(OSError, IndexError):
            fields = Path(f"/proc/{self._target.pid}/stat").read_bytes().rsplit(b")", 1)[1].split()
            return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return 0.0

    def holds(self) -> dict[str, str]:
        return {}

    def _stop(self) -> None:
        if self._target is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._target.pid, signal.SIGKILL)
            self._target.wait()
            self._target = None

    def close(self) -> None:
        self._stop()
        self.judge_line.close()
        self._judge_end.close()
        if self._judge is not None:
            try:
                self._judge.wait(2)
            except subprocess.TimeoutExpired:
                self._judge.kill()
                self._judge.wait()
        shutil.rmtree(self._folder, ignore_errors=True)
