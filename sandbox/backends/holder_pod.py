"""What pods that are run by the holder share: staging, trees, the line to the holder, and starting things by it.

A backend adds how the holder is launched and what stands around one process (`_around_judge`, `_around_target`).
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
from abc import ABC, abstractmethod
from dataclasses import replace
from pathlib import Path
from typing import Any

from cases.model import Interface
from sandbox import control_groups
from sandbox.backends.base import JudgeView, PodError, PodPlan, ProcessState, StartedTarget
from sandbox.backends.workspace import Workspace

JUDGE_PYTHON = "/usr/bin/python3"
HOLDER_ANSWER_S = 30.0
JUDGE_MEMORY_MIB = 1024
JUDGE_RLIMITS = {"core": 0, "files": 1024, "processes": 256}


def judge_argv(library: str, descriptor: int) -> list[str]:
    """Start of the judge. The pod has no TLS, and importing it costs 15 ms: `http.client` does without."""
    code = (
        f"import sys; sys.modules['ssl'] = None; sys.path.insert(0, {library!r}); from judge.main import main; main()"
    )
    return [JUDGE_PYTHON, "-I", "-S", "-c", code, str(descriptor)]


class HolderLine:
    """Requests to the holder, one at a time."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._reader = line.makefile("rb")

    def ask(self, op: str, *, answer_s: float = HOLDER_ANSWER_S, **fields: Any) -> dict[str, Any]:
        """Send a request and return the answer; raises `PodError`."""
        try:
            self._line.settimeout(answer_s)
            self._line.sendall(json.dumps({"op": op, **fields}).encode() + b"\n")
            answer = json.loads(self._reader.readline() or b"null")
        except (OSError, ValueError) as error:
            raise PodError(f"the pod's holder does not answer to {op}: {error}") from error
        if answer is None:
            raise PodError(f"the pod's holder ended at {op}")
        if "error" in answer:
            raise PodError(f"{op}: {answer['error']}")
        result: dict[str, Any] = answer
        return result

    def close(self) -> None:
        """Close our end: the holder ends, and everything in the pod with it."""
        self._reader.close()
        self._line.close()


class HolderPod(ABC):
    """See `sandbox.backends.base.Pod`."""

    def __init__(self, harness: Path, plan: PodPlan, workspace: Workspace, view: JudgeView) -> None:
        self.judge_view = view
        self._harness = harness
        self._plan = plan
        self._workspace = workspace
        self._trees = 0
        self._tree = ""
        self._project = str(workspace.folder / "project")
        self._target = ""
        self._runs = 0
        self._last = ProcessState(alive=False)
        self._stage()
        self._group = control_groups.make(
            workspace.folder.name,
            workspace.uid if workspace.uid is not None else os.geteuid(),
            (plan.limits.build_memory_mib if plan.build else plan.limits.memory_mib) + plan.limits.disk_mib,
            plan.limits.processes + 8,
        )
        self._launch()

    # What a backend adds.

    @abstractmethod
    def _holder_command(self) -> list[str]:
        """argv up to the interpreter that runs holder.py."""

    @abstractmethod
    def _setup(self) -> dict[str, Any]:
        """Fields of the holder's `setup` request."""

    @abstractmethod
    def _around_judge(self) -> dict[str, Any]:
        """Fields of the judge's `spawn` request that say what stands around it; `argv` among them."""

    @abstractmethod
    def _around_target(self, argv: list[str], environment: dict[str, str]) -> dict[str, Any]:
        """The same for a process of the target in the current tree."""

    @abstractmethod
    def _choose_port(self) -> int:
        """Where the next target is to listen."""

    @abstractmethod
    def holds(self) -> dict[str, str]:
        """Resource to the mechanism that limits it."""

    # What all share.

    def _stage(self) -> None:
        """Lay out what the sandboxes see, in the pod's folder."""
        folder = self._workspace.folder
        for name in ("project", "tests", "tree"):
            (folder / name).mkdir(mode=0o755)
        self._plan.project.write_to(folder / "project")
        shutil.copyfile(self._plan.functional_tests, folder / "tests" / "functional.py")
        shutil.copyfile(self._plan.security_tests, folder / "tests" / "security.py")
        if self._plan.hidden_driver is not None:
            shutil.copytree(self._plan.hidden_driver, folder / "driver")
        self._workspace.give(folder / "tree")

    def _launch(self) -> None:
        self.judge_line, judge_end = socket.socketpair()
        ours, theirs = socket.socketpair()
        self._judge_descriptor = judge_end.fileno()
        command = [*self._holder_command(), JUDGE_PYTHON, "-I", "-S", str(self._harness / "holder.py")]
        uid = self._workspace.uid
        with judge_end, theirs, self._log().open("wb") as log:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno())],
                pass_fds=(theirs.fileno(), judge_end.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log,
                env={},
                cwd="/",
                user=uid,
                group=uid,
                extra_groups=[] if uid is not None else None,
                umask=0o022,
                start_new_session=True,
            )
        self._holder = HolderLine(ours)
        try:
            self._ask("setup", tree=str(self._workspace.folder / "tree"), **self._setup())
        except PodError:
            self._end_processes()
            raise

    def _log(self) -> Path:
        return self._workspace.folder / "holder.log"

    def _ask(self, op: str, **fields: Any) -> dict[str, Any]:
        try:
            return self._holder.ask(op, **fields)
        except PodError as error:
            said = self._log().read_text(errors="replace").strip()[-1000:] if self._log().exists() else ""
            raise PodError(f"{error}{': ' + said if said else ''}") from error

    def _tree_folder(self) -> Path:
        return self._workspace.folder / "tree" / self._tree

    def start_judge(self) -> None:
        """Start the judge beside the target; it gets the control line, which nothing else has."""
        self._ask(
            "spawn",
            name="judge",
            fds=[self._judge_descriptor],
            rlimits=JUDGE_RLIMITS,
            memory_mib=JUDGE_MEMORY_MIB,
            output_cap=1024 * 1024,
            **self._around_judge(),
        )

    def judge_words(self) -> str:
        """The end of the judge's stderr."""
        with contextlib.suppress(PodError):
            return _state(self._ask("state", name="judge")).last_words
        return ""

    def start_target(self) -> StartedTarget:
        """Stop the old target with its tree; start the next on a fresh one."""
        self._next_tree()
        port = self._choose_port()
        if self._plan.interface is not Interface.CLI:
            self._target = f"target-{self._tree}"
            argv = [word.replace("{port}", str(port)) for word in self._plan.start]
            self._spawn(self._target, argv, {"PORT": str(port)}, wall_s=2 * self._plan.limits.phase_s)
        return StartedTarget(port, self._tree)

    def _next_tree(self) -> None:
        if self._target:
            self._last = _state(self._ask("kill", name=self._target))
            self._target = ""
        if self._tree:
            self._ask("drop_tree", name=self._tree)
        self._trees += 1
        self._tree = f"t{self._trees}"
        self._ask("tree", name=self._tree, project=self._project)

    def _spawn(
        self,
        name: str,
        argv: list[str],
        environment: dict[str, str],
        *,
        wall_s: float,
        stdin: bytes | None = None,
        building: bool = False,
    ) -> None:
        limits = self._plan.limits
        self._ask(
            "spawn",
            name=name,
            stdin=base64.b64encode(stdin).decode() if stdin is not None else None,
            rlimits={
                "cpu": int(2 * limits.build_s if building else limits.cpu_s) + 1,
                "processes": limits.processes + 8,
                "files": 1024,
                "file_size": limits.disk_mib * 1024 * 1024,
                "core": 0,
                "memlock": 0,
                "msgqueue": 0,
            },
            cgroup=self._group.tasks if self._group else [],
            memory_mib=limits.build_memory_mib if building else limits.memory_mib,
            output_cap=limits.output_kib * 1024,
            wall_s=wall_s,
            **self._around_target(argv, environment),
        )

    def _finish(self, argv: list[str], stdin: bytes, timeout_s: float, *, building: bool = False) -> ProcessState:
        self._runs += 1
        name = f"run-{self._runs}"
        self._spawn(name, argv, {}, wall_s=timeout_s, stdin=stdin, building=building)
        wait_s = timeout_s + 10
        state = _state(self._ask("wait", name=name, timeout_s=wait_s, answer_s=wait_s + 10))
        if state.alive:
            raise PodError("a command outlived its time limit")
        return self._with_kernel_kills(state)

    def run_build(self) -> ProcessState:
        """Build on a tree of its own; the project as the build leaves it is what every later tree is a copy of."""
        self._next_tree()
        state = self._finish(list(self._plan.build), b"", self._plan.limits.build_s, building=True)
        if state.exit_code != 0 or state.killed:
            return state
        kept = self._ask("keep", name=self._tree)
        self._tree = ""
        if kept["refused"]:
            return replace(state, exit_code=1, stderr=str(kept["refused"]).encode())
        self._project = str(kept["project"])
        if self._group is not None:
            self._group.limit_memory(self._plan.limits.memory_mib + self._plan.limits.disk_mib)
        return state

    def run(self, argv: list[str], stdin: bytes, timeout_s: float) -> ProcessState:
        """One command of a `cli` case."""
        self._last = self._finish([*self._plan.command, *argv], stdin, timeout_s)
        return self._last

    def target_state(self, settle_s: float = 0.0) -> ProcessState:
        """Alive or not, and what it died of. The holder sees a death as it happens: there is nothing to wait for."""
        if self._target:
            self._last = self._with_kernel_kills(_state(self._ask("state", name=self._target)))
        return self._last

    def _with_kernel_kills(self, state: ProcessState) -> ProcessState:
        if self._group is not None and not state.killed and self._group.out_of_memory():
            return ProcessState(state.alive, state.exit_code, "memory", state.stdout, state.stderr, state.cpu)
        return state

    def cpu(self) -> float:
        """CPU seconds: of the control group where there is one, so that children that came and went count."""
        accounted = self._group.cpu_seconds() if self._group else None
        if accounted is not None:
            return accounted
        return float(self._ask("cpu", name=self._target)["cpu"]) if self._target else self._last.cpu

    def _end_processes(self) -> None:
        self._holder.close()
        self.judge_line.close()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._group is not None:
            self._group.close()

    def close(self) -> None:
        """The holder ends when its line closes, and takes everything in the pod with it."""
        self._end_processes()
        self._workspace.close()


def random_port() -> int:
    """A port below the ephemeral range, for a network that is the pod's alone."""
    return 10_000 + secrets.randbelow(20_000)


def _state(answer: dict[str, Any]) -> ProcessState:
    try:
        return ProcessState(
            alive=bool(answer["alive"]),
            exit_code=answer["exit_code"],
            killed=str(answer["killed"]),
            stdout=base64.b64decode(answer["stdout"]),
            stderr=base64.b64decode(answer["stderr"]),
            cpu=float(answer["cpu"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise PodError(f"the pod's holder sent a malformed state: {error!r}") from error
