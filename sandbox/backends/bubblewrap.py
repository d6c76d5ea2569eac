"""The default backend: two bubblewraps in one private network, nothing to install as a service, 30 ms a pod.

Works as root (every pod under a uid of its own) and as an ordinary user (under that user's uid; namespaces keep judge and
target apart, which have user, pid and mount namespaces of their own).
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
from pathlib import Path
from typing import Any

from cases.model import Interface
from sandbox import control_groups, seccomp
from sandbox.backends.base import (
    POD_ADDRESSES,
    BackendUnavailableError,
    JudgeView,
    Pod,
    PodError,
    PodPlan,
    ProcessState,
    StartedTarget,
)
from sandbox.backends.workspace import Workspace, open_workspace, publish_harness, sweep
from sandbox.verdict import Assurance

JUDGE_PYTHON = "/usr/bin/python3"
JUDGE_START = "import sys; sys.path.insert(0, '/judge/lib'); from judge.main import main; main()"
HOLDER_ANSWER_S = 30.0
JUDGE_MEMORY_MIB = 1024


class BubblewrapBackend:
    """Makes pods out of `unshare`, `bwrap` and the holder."""

    name = "bubblewrap"
    assurance = Assurance.FULL

    def __init__(self, data: Path) -> None:
        self.data = data
        self.bwrap = _program("bwrap", "apt-get install bubblewrap")
        self.unshare = _program("unshare", "apt-get install util-linux")
        _check_namespaces(self.unshare)
        sweep(data)
        self.harness = publish_harness(data)
        self.filter = self.harness / "seccomp.bpf"
        if not self.filter.exists():
            building = self.filter.with_suffix(f".{secrets.token_hex(4)}")
            building.write_bytes(seccomp.compile_bpf())
            building.chmod(0o644)
            building.rename(self.filter)

    def open_pod(self, plan: PodPlan) -> Pod:
        """Make the network, the tree and the workspace of one evaluation."""
        try:
            workspace = open_workspace(self.data)
        except OSError as error:
            raise PodError(f"no workspace: {error}") from error
        try:
            return BubblewrapPod(self, plan, workspace)
        except BaseException:
            workspace.close()
            raise

    def close(self) -> None:
        """Nothing is held between pods."""


def _program(name: str, remedy: str) -> str:
    path = shutil.which(name, path="/usr/bin:/bin:/usr/local/bin")
    if path is None:
        raise BackendUnavailableError("bubblewrap", f"{name} is not installed", f"Run: {remedy}")
    return path


def _check_namespaces(unshare: str) -> None:
    command = [unshare, "--user", "--net", "--mount", "--map-root-user", "true"]
    user = 65534 if os.geteuid() == 0 else None
    tried = subprocess.run(command, capture_output=True, user=user, env={"PATH": "/usr/bin:/bin"}, check=False)
    if tried.returncode:
        raise BackendUnavailableError(
            "bubblewrap",
            f"this machine refuses unprivileged namespaces ({tried.stderr.decode(errors='replace').strip()})",
            "`vetloop doctor` names the cause; the landlock backend works without them, at reduced assurance.",
        )


class _HolderLine:
    """Requests to the holder, one at a time."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._reader = line.makefile("rb")

    def ask(self, op: str, *, answer_s: float = HOLDER_ANSWER_S, **fields: Any) -> dict[str, Any]:
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
        self._reader.close()
        self._line.close()


class BubblewrapPod:
    """See `sandbox.backends.base.Pod`."""

    def __init__(self, backend: BubblewrapBackend, plan: PodPlan, workspace: Workspace) -> None:
        self._backend = backend
        self._plan = plan
        self._workspace = workspace
        self._trees = 0
        self._tree = ""
        self._tree_is_fresh = False
        self._target = ""
        self._runs = 0
        self._last = ProcessState(alive=False)
        self.judge_view = JudgeView()
        self._stage()
        self._group = control_groups.make(
            workspace.folder.name,
            workspace.uid if workspace.uid is not None else os.geteuid(),
            plan.limits.memory_mib + plan.limits.disk_mib,
            plan.limits.processes + 8,
        )
        self.judge_line, judge_end = socket.socketpair()
        ours, theirs = socket.socketpair()
        command = [backend.unshare, "--user", "--net", "--mount", "--map-root-user", JUDGE_PYTHON, "-I", "-S"]
        command += [str(backend.harness / "holder.py"), str(theirs.fileno())]
        self._judge_descriptor = judge_end.fileno()
        with contextlib.ExitStack() as stack:
            stack.enter_context(judge_end)
            stack.enter_context(theirs)
            self._process = subprocess.Popen(
                command,
                pass_fds=(theirs.fileno(), judge_end.fileno()),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=(workspace.folder / "holder.log").open("wb"),
                env={},
                cwd="/",
                user=workspace.uid,
                group=workspace.uid,
                extra_groups=[] if workspace.uid is not None else None,
                umask=0o022,
                start_new_session=True,
            )
        self._holder = _HolderLine(ours)
        try:
            self._ask(
                "setup",
                addresses=list(POD_ADDRESSES),
                tree=str(workspace.folder / "tree"),
                disk_mib=plan.limits.disk_mib,
                inodes=plan.limits.inodes,
            )
        except PodError:
            self._end_processes()
            raise

    def _ask(self, op: str, **fields: Any) -> dict[str, Any]:
        try:
            return self._holder.ask(op, **fields)
        except PodError as error:
            log = (self._workspace.folder / "holder.log").read_text(errors="replace").strip()[-1000:]
            raise PodError(f"{error}{': ' + log if log else ''}") from error

    def _stage(self) -> None:
        """Lay out what the sandboxes see, in the pod's folder."""
        folder = self._workspace.folder
        for name in ("project", "tests", "tree"):
            (folder / name).mkdir(mode=0o755)
        self._plan.project.write_to(folder / "project")
        shutil.copyfile(self._plan.functional_tests, folder / "tests" / "functional.py")
        shutil.copyfile(self._plan.security_tests, folder / "tests" / "security.py")
        self._workspace.give(folder / "tree")
        (folder / "holder.log").touch()

    def _sandbox(self) -> list[str]:
        """bubblewrap's arguments that judge and target share."""
        arguments = (
            "--unshare-user --unshare-pid --unshare-ipc --unshare-uts --unshare-cgroup-try --disable-userns "
            "--hostname sandbox --die-with-parent --new-session --cap-drop ALL --clearenv --ro-bind /usr /usr"
        ).split()
        for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
            path = Path("/", name)
            if path.is_symlink():
                arguments += ["--symlink", str(path.readlink()), str(path)]
            elif path.is_dir():
                arguments += ["--ro-bind", str(path), str(path)]
        for file in sorted((self._backend.harness / "etc").iterdir()):
            arguments += ["--ro-bind", str(file), f"/etc/{file.name}"]
        for host in ("/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime", "/etc/mime.types"):
            arguments += ["--ro-bind-try", host, host]
        arguments += "--proc /proc --dev /dev --size 16777216 --tmpfs /dev/shm --remount-ro /dev".split()
        return [*arguments, "--size", "16777216", "--tmpfs", "/run"]

    def start_judge(self) -> None:
        """Start the judge beside the target; it gets the control line, which nothing else has."""
        folder = self._workspace.folder
        arguments = [
            *self._sandbox(),
            *("--uid", "65533", "--gid", "65533", "--setenv", "LANG", "C.UTF-8"),
            *("--ro-bind", str(self._backend.harness / "judge"), "/judge"),
            *("--ro-bind", str(folder / "tests"), self.judge_view.tests),
            *("--bind", str(folder / "tree"), self.judge_view.trees),
            *("--size", "67108864", "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/"),
        ]
        self._ask(
            "spawn",
            name="judge",
            bwrap=self._backend.bwrap,
            seccomp=str(self._backend.filter),
            args=arguments,
            argv=[JUDGE_PYTHON, "-I", "-S", "-c", JUDGE_START, str(self._judge_descriptor)],
            fds=[self._judge_descriptor],
            rlimits={"core": 0, "files": 1024, "processes": 256},
            memory_mib=JUDGE_MEMORY_MIB,
            output_cap=1024 * 1024,
        )

    def judge_words(self) -> str:
        """The end of the judge's stderr."""
        with contextlib.suppress(PodError):
            return _state(self._ask("state", name="judge")).last_words
        return ""

    def start_target(self) -> StartedTarget:
        """Stop the old target with its tree; start the next on a fresh one."""
        self._next_tree()
        self._tree_is_fresh = False
        port = 10_000 + secrets.randbelow(20_000)
        if self._plan.interface is not Interface.CLI:
            self._target = f"target-{self._tree}"
            argv = [word.replace("{port}", str(port)) for word in self._plan.start]
            self._spawn(self._target, argv, {"PORT": str(port)}, wall_s=2 * self._plan.limits.phase_s)
        return StartedTarget(port, self._tree)

    def _next_tree(self) -> None:
        if self._tree_is_fresh:
            return
        if self._target:
            self._last = _state(self._ask("kill", name=self._target))
            self._target = ""
        if self._tree:
            self._ask("drop_tree", name=self._tree)
        self._trees += 1
        self._tree = f"t{self._trees}"
        self._ask("tree", name=self._tree, project=str(self._workspace.folder / "project"))
        self._tree_is_fresh = True

    def _spawn(
        self, name: str, argv: list[str], environment: dict[str, str], *, wall_s: float, stdin: bytes | None = None
    ) -> None:
        plan, limits = self._plan, self._plan.limits
        tree = self._workspace.folder / "tree" / self._tree
        arguments = [*self._sandbox(), "--uid", "65534", "--gid", "65534"]
        settings = {"HOME": "/tmp", **plan.toolchain.environment, **plan.environment, **environment}
        for key, value in settings.items():
            arguments += ["--setenv", key, value]
        for host, inside in plan.toolchain.binds:
            arguments += ["--ro-bind", str(host), inside]
        if plan.hidden_driver is not None:
            arguments += ["--ro-bind", str(plan.hidden_driver), "/opt/case"]
        arguments += ["--bind", str(tree / "srv"), "/srv", "--bind", str(tree / "tmp"), "/tmp"]
        arguments += ["--remount-ro", "/", "--chdir", "/srv/app"]
        self._ask(
            "spawn",
            name=name,
            bwrap=self._backend.bwrap,
            seccomp=str(self._backend.filter),
            args=arguments,
            argv=argv,
            stdin=base64.b64encode(stdin).decode() if stdin is not None else None,
            rlimits={
                "cpu": int(limits.cpu_s) + 1,
                "processes": limits.processes + 8,
                "files": 1024,
                "file_size": limits.disk_mib * 1024 * 1024,
                "core": 0,
                "memlock": 0,
                "msgqueue": 0,
            },
            cgroup=self._group.tasks if self._group else [],
            memory_mib=limits.memory_mib,
            output_cap=limits.output_kib * 1024,
            wall_s=wall_s,
        )

    def _finish(self, argv: list[str], stdin: bytes, timeout_s: float) -> ProcessState:
        self._runs += 1
        name = f"run-{self._runs}"
        self._spawn(name, argv, {}, wall_s=timeout_s, stdin=stdin)
        wait_s = timeout_s + 10
        state = _state(self._ask("wait", name=name, timeout_s=wait_s, answer_s=wait_s + 10))
        if state.alive:
            raise PodError("a command outlived its time limit")
        return self._with_kernel_kills(state)

    def run_build(self) -> ProcessState:
        """Build on a tree of its own that the next target takes over."""
        self._next_tree()
        return self._finish(list(self._plan.build), b"", self._plan.limits.phase_s)

    def run(self, argv: list[str], stdin: bytes, timeout_s: float) -> ProcessState:
        """One command of a `cli` case."""
        self._last = self._finish([*self._plan.command, *argv], stdin, timeout_s)
        return self._last

    def target_state(self) -> ProcessState:
        """Alive or not, and what it died of."""
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

    def holds(self) -> dict[str, str]:
        """Which mechanism holds which limit."""
        held = {
            "memory": "monitor",
            "processes": "rlimit",
            "cpu": "rlimit",
            "wall": "pid namespace kill",
            "disk": "tmpfs size and inodes",
            "output": "pipe cap",
            "network": "own namespace, loopback only",
            "system calls": "seccomp",
        }
        return {**held, **(self._group.holds() if self._group else {})}

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
        """The holder ends when its line closes, and takes both sandboxes, network and tree with it."""
        self._end_processes()
        self._workspace.close()


def _state(answer: dict[str, Any]) -> ProcessState:
    return ProcessState(
        alive=bool(answer["alive"]),
        exit_code=answer["exit_code"],
        killed=str(answer["killed"]),
        stdout=base64.b64decode(answer["stdout"]),
        stderr=base64.b64decode(answer["stderr"]),
        cpu=float(answer["cpu"]),
    )
