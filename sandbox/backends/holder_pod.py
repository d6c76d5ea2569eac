"""What pods that are run by the holder share: staging, trees, the line to the holder, and starting things by it.

A backend adds how the holder is launched and what stands around one process (`_around_judge`, `_around_target`).
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import shutil
import socket
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from cases.model import Interface, Limits
from sandbox import control_groups
from sandbox.backends import browser
from sandbox.backends.base import JudgeView, PodError, PodPlan, ProcessState, StartedService, StartedTarget
from sandbox.backends.holder_line import HolderLine
from sandbox.backends.pod_groups import PodGroups
from sandbox.backends.pod_processes import (
    JUDGE_MEMORY_MIB,
    JUDGE_PYTHON,
    JUDGE_RLIMITS,
    ROOM,
    rlimits,
    state_of,
    tree_name,
)
from sandbox.backends.pod_services import HeldServices, PodServices
from sandbox.backends.workspace import Workspace
from sandbox.services.model import Access, Service
from sandbox.toolchains.model import Toolchain


class HolderPod(ABC):
    """See `sandbox.backends.base.Pod`. Made first, and given its plan by `assign`: both at once, or long after."""

    _plan: PodPlan

    def __init__(self, harness: Path, workspace: Workspace, view: JudgeView, limits: Limits) -> None:
        self.judge_view = view
        self._harness = harness
        self._workspace = workspace
        self._size = (limits.disk_mib, limits.inodes)
        self._tree = ""
        self._warm: list[str] = []
        self._builder = ""
        self._judge_runs = False
        self._project = str(workspace.folder / "project")
        self._target = ""
        self._runs = 0
        self._last = ProcessState(alive=False)
        owner = os.geteuid() if workspace.uid is None else workspace.uid
        self._groups = PodGroups(control_groups.place_of(workspace.folder.name, owner))
        for name in ("project", "tests", "tree"):
            (workspace.folder / name).mkdir(mode=0o755)
        workspace.give(workspace.folder / "tree")
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
    def _around_target(
        self, tree: str, toolchain: Toolchain, argv: list[str], environment: Mapping[str, str]
    ) -> dict[str, Any]:
        """The same for a process of the target in `tree`; `environment` comes over the toolchain's."""

    def _around_browser(self) -> dict[str, Any]:
        """The same for the browser. Not every backend has one."""
        raise PodError("this backend has no browser")

    def _around_service(self, service: Service, access: Access, folder: str) -> dict[str, Any]:
        """The same for a service whose socket lies in `folder` of the pod's tree. Not every backend runs services."""
        raise PodError(f"this backend cannot run {service.name}")

    @abstractmethod
    def _choose_port(self) -> int:
        """Where the next target is to listen."""

    @abstractmethod
    def holds(self) -> dict[str, str]:
        """Resource to the mechanism that limits it."""

    # What all share.

    def assign(self, plan: PodPlan) -> None:
        """Give the pod what it is to judge."""
        self._plan = plan
        if "browser" in plan.needs:
            self.judge_view = replace(self.judge_view, browser=self._devtools_descriptor)
        folder = self._workspace.folder
        plan.project.write_to(folder / "project")
        shutil.copyfile(plan.functional_tests, folder / "tests" / "functional.py")
        shutil.copyfile(plan.security_tests, folder / "tests" / "security.py")
        if plan.hidden_driver is not None:
            shutil.copytree(plan.hidden_driver, folder / "driver")
        size = (plan.limits.disk_mib, plan.limits.inodes)
        if size != self._size:
            self._ask("resize", disk_mib=size[0], inodes=size[1])
        if self._judge_runs:
            self._ask("watch", name="judge", memory_mib=JUDGE_MEMORY_MIB)
        processes = plan.limits.processes + 64
        held = HeldServices(self._ask, self._around_service, self._state_of, processes)
        self._services = PodServices(plan.services, held)
        if plan.services:
            self._services.start_ahead()

    def warm_up(self, toolchain: Toolchain, starter: Sequence[str], targets: int, builder: Sequence[str] = ()) -> None:
        """Start the judge, and `targets` target sandboxes that load what `starter` names and then wait for a plan.

        One more loads what `builder` names and waits for the build.
        """
        self.start_judge(memory_mib=0)
        if builder:
            self._builder = self._let_wait(toolchain, builder)
        self._warm.extend(self._let_wait(toolchain, starter) for _ in range(targets))

    def _let_wait(self, toolchain: Toolchain, starter: Sequence[str]) -> str:
        """Start a sandbox on a tree of its own, whose name is returned."""
        tree = tree_name()
        self._ask("tree", name=tree)
        group = self._groups.limited(f"target-{tree}", Limits())
        self._ask(
            "spawn",
            name=f"target-{tree}",
            held_back=True,
            rlimits={**rlimits(Limits(), 0), **ROOM},
            cgroup=group.tasks if group else [],
            output_cap=1024 * 1024,
            **self._around_target(tree, toolchain, list(starter), {}),
        )
        return tree

    @property
    def _beside(self) -> int:
        browsing = browser.PROCESSES if "browser" in self._plan.needs else 0
        return browsing + sum(service.processes for service in self._plan.services) + self._strangers()

    def _strangers(self) -> int:
        """Processes outside the pod that the kernel counts together with the pod's own."""
        return 0

    @property
    def alive(self) -> bool:
        """Whether the pod's holder runs."""
        return self._process.poll() is None

    def _launch(self) -> None:
        self.judge_line, judge_end = socket.socketpair()
        ours, theirs = socket.socketpair()
        # Between judge and browser; made before it is known whether the case has one, for the judge may start before.
        devtools, browser_end = socket.socketpair()
        self._judge_descriptor, self._devtools_descriptor = judge_end.fileno(), devtools.fileno()
        self._browser_descriptor = browser_end.fileno()
        command = [*self._holder_command(), JUDGE_PYTHON, "-I", "-S", str(self._harness / "holder.py")]
        uid = self._workspace.uid
        with judge_end, theirs, devtools, browser_end, self._log().open("wb") as log:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno())],
                pass_fds=[end.fileno() for end in (theirs, judge_end, devtools, browser_end)],
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
        self._groups.adopt(self._process.pid)
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

    def start_judge(self, *, memory_mib: int = JUDGE_MEMORY_MIB) -> None:
        """Start the judge beside the target, unless it waits already; it alone gets the control line."""
        if self._judge_runs:
            return
        self._ask(
            "spawn",
            name="judge",
            fds=[self._judge_descriptor, self._devtools_descriptor],
            rlimits={**JUDGE_RLIMITS, "processes": JUDGE_RLIMITS["processes"] + self._strangers()},
            memory_mib=memory_mib,
            output_cap=1024 * 1024,
            **self._around_judge(),
        )
        self._judge_runs = True

    def start_browser(self) -> None:
        """Start the browser; it gets its end of the DevTools line, the judge has the other."""
        self._ask(
            "spawn",
            name="browser",
            fds=[self._browser_descriptor],
            rlimits=browser.RLIMITS,
            memory_mib=browser.MEMORY_MIB,
            output_cap=1024 * 1024,
            **self._around_browser(),
        )

    def browser_words(self) -> str:
        """Why the browser died, as far as anybody knows."""
        with contextlib.suppress(PodError):
            state = self._state_of("browser")
            return f"exit code {state.exit_code} {state.killed} {state.last_words}".strip()
        return ""

    def judge_words(self) -> str:
        """The end of the judge's stderr."""
        with contextlib.suppress(PodError):
            return state_of(self._ask("state", name="judge")).last_words
        return ""

    def start_services(self) -> tuple[StartedService, ...]:
        """Stop the target, then its services; fresh ones are on their way when this returns."""
        self._end_target()
        return self._services.start()

    def fallen_services(self) -> str:
        """What the target did not end."""
        return self._services.fallen()

    def _state_of(self, name: str) -> ProcessState:
        return state_of(self._ask("state", name=name))

    def start_target(self) -> StartedTarget:
        """Stop the old target with its tree; start the next on a fresh one."""
        waiting = self._warm.pop(0) if self._warm else ""
        self._next_tree(waiting)
        port = self._choose_port()
        if self._plan.interface is not Interface.CLI:
            self._target = f"target-{self._tree}"
            argv = [word.replace("{port}", str(port)) for word in self._plan.start]
            environment = {**self._services.environment(), **self._plan.environment, "PORT": str(port)}
            limits, wall_s = self._plan.limits, 2 * self._plan.limits.phase_s
            if not (waiting and self._go(self._target, argv, environment, limits, wall_s)):
                self._spawn(self._target, argv, environment, limits, wall_s=wall_s)
        return StartedTarget(port, self._tree)

    def _go(self, name: str, argv: list[str], environment: Mapping[str, str], limits: Limits, wall_s: float) -> bool:
        """Let the pre-started sandbox run `argv`; False if it is not there any more."""
        settings = {"HOME": "/tmp", "PWD": "/srv/app", **self._plan.toolchain.environment, **environment}
        self._groups.limited(name, limits)
        answer = self._ask(
            "go",
            name=name,
            message=json.dumps({"argv": argv, "env": settings}) + "\n",
            rlimits=rlimits(limits, self._beside),
            memory_mib=limits.memory_mib,
            output_cap=limits.output_kib * 1024,
            wall_s=wall_s,
        )
        return bool(answer["gone"])

    def _end_target(self) -> None:
        if self._target:
            self._last = state_of(self._ask("kill", name=self._target))
            self._target = ""

    def _next_tree(self, name: str = "") -> None:
        self._end_target()
        if self._tree:
            self._ask("drop_tree", name=self._tree)
            self._groups.end(f"target-{self._tree}")
        self._tree = name or tree_name()
        self._ask("tree", name=self._tree, project=self._project)

    def _spawn(
        self,
        name: str,
        argv: list[str],
        environment: Mapping[str, str],
        limits: Limits,
        *,
        wall_s: float,
        stdin: bytes | None = None,
    ) -> None:
        group = self._groups.limited(f"target-{self._tree}", limits)
        self._ask(
            "spawn",
            name=name,
            stdin=base64.b64encode(stdin).decode() if stdin is not None else None,
            rlimits=rlimits(limits, self._beside),
            cgroup=group.tasks if group else [],
            memory_mib=limits.memory_mib,
            output_cap=limits.output_kib * 1024,
            wall_s=wall_s,
            **self._around_target(self._tree, self._plan.toolchain, argv, environment),
        )

    def _run(
        self, argv: list[str], stdin: bytes, environment: Mapping[str, str], limits: Limits, timeout_s: float
    ) -> str:
        """Start a command that comes to an end; its name for `_wait`."""
        self._runs += 1
        self._spawn(f"run-{self._runs}", argv, environment, limits, wall_s=timeout_s, stdin=stdin)
        return f"run-{self._runs}"

    def _wait(self, name: str, timeout_s: float) -> ProcessState:
        state = state_of(self._ask("wait", name=name, timeout_s=timeout_s + 10, answer_s=timeout_s + 20))
        if state.alive:
            raise PodError("a command outlived its time limit")
        return self._with_kernel_kills(state)

    def run_build(self) -> ProcessState:
        """Build on a tree of its own; the project as the build leaves it is what every later tree is a copy of."""
        waiting, self._builder = self._builder, ""
        self._next_tree(waiting)
        argv, environment, limits = list(self._plan.build), self._plan.environment, self._plan.limits
        build_s, memory_mib = limits.build_s, limits.build_memory_mib
        limits = limits.model_copy(update={"memory_mib": memory_mib, "cpu_s": 2 * build_s})
        gone = waiting and self._go(f"target-{waiting}", argv, environment, limits, build_s)
        name = f"target-{waiting}" if gone else self._run(argv, b"", environment, limits, build_s)
        state = self._wait(name, build_s)
        if state.exit_code != 0 or state.killed:
            return state
        kept = self._ask("keep", name=self._tree)
        self._groups.end(f"target-{self._tree}")
        self._tree = ""
        if kept["refused"]:
            return replace(state, exit_code=1, stderr=str(kept["refused"]).encode())
        self._project = str(kept["project"])
        return state

    def run(self, argv: list[str], stdin: bytes, timeout_s: float) -> ProcessState:
        """One command of a `cli` case."""
        environment = {**self._services.environment(), **self._plan.environment}
        words = [*self._plan.command, *argv]
        self._last = self._wait(self._run(words, stdin, environment, self._plan.limits, timeout_s), timeout_s)
        return self._last

    def target_state(self, settle_s: float = 0.0) -> ProcessState:
        """Alive or not, and what it died of. The holder sees a death as it happens: there is nothing to wait for."""
        if self._target:
            self._last = self._with_kernel_kills(state_of(self._ask("state", name=self._target)))
        return self._last

    def _with_kernel_kills(self, state: ProcessState) -> ProcessState:
        group = self._groups.get(f"target-{self._tree}")
        if group is not None and not state.killed and group.out_of_memory():
            return ProcessState(state.alive, state.exit_code, "memory", state.stdout, state.stderr, state.cpu)
        return state

    def cpu(self) -> float:
        """CPU seconds: of the control group where there is one, so that children that came and went count."""
        group = self._groups.get(f"target-{self._tree}")
        accounted = group.cpu_seconds() if group else None
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
        self._groups.close()

    def close(self) -> None:
        """The holder ends when its line closes, and takes everything in the pod with it."""
        self._end_processes()
        self._workspace.close()
