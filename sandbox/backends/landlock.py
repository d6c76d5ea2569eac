"""The fallback for machines that refuse namespaces: Landlock, seccomp and rlimits around plain processes.

Judge and target share the host's network, so TCP is limited to a block of ports per pod; there is no DNS and there are
no foreign addresses, UDP is refused, and files are seen under their host paths. Verdicts say `assurance: reduced`.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cases.model import Limits
from sandbox import seccomp
from sandbox.backends import landlock_child
from sandbox.backends.base import BackendUnavailableError, JudgeView, Pod, PodError, PodPlan
from sandbox.backends.bubblewrap import publish_filter
from sandbox.backends.holder_pod import HolderPod
from sandbox.backends.pod_processes import judge_argv
from sandbox.backends.workspace import Workspace, check_reach, open_workspace, publish_harness, sweep
from sandbox.toolchains.model import Toolchain
from sandbox.verdict import Assurance

FIRST_PORT, BLOCKS, BLOCK = 20_000, 250, 40
TARGET_PORTS = 24
"""the first ports of a block are for targets, the rest for the judge's endpoints"""
GROWTH = 32
"""processes that a user may start beside an evaluation before its own share becomes smaller"""
SYSTEM = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc/ld.so.cache", "/etc/alternatives", "/etc/localtime"),
    *("/etc/mime.types", "/etc/passwd", "/etc/group", "/etc/hosts", "/etc/nsswitch.conf", "/etc/ssl/openssl.cnf"),
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")


class LandlockBackend:
    """Makes pods of plain processes.

    Raises on construction:
        BackendUnavailableError: the kernel has no Landlock, or one that cannot limit TCP (older than 6.7).
    """

    name = "landlock"
    assurance = Assurance.REDUCED
    features: frozenset[str] = frozenset()

    def __init__(self, data: Path) -> None:
        version = landlock_child.abi()
        if version < 4:
            raise BackendUnavailableError(
                "landlock",
                f"Landlock here is version {version}; limiting TCP needs 4 (Linux 6.7)" if version else "no Landlock",
                "Allow unprivileged user namespaces (`vetloop doctor` says how).",
            )
        self.data = data
        check_reach(self.name, data)
        sweep(data)
        self.harness = publish_harness(data)
        self.filter = publish_filter(self.harness / "seccomp-tcp.bpf", seccomp.compile_bpf(datagrams=False))

    def remedy(self, feature: str) -> str:
        """None: the fallback lacks for good what it lacks."""
        return ""

    def open_pod(self, plan: PodPlan) -> Pod:
        """Make the workspace and the port block of one evaluation."""
        try:
            workspace = open_workspace(self.data)
        except OSError as error:
            raise PodError(f"no workspace: {error}") from error
        lock: socket.socket | None = None
        try:
            first, lock = _lock_ports()
            pod = LandlockPod(self, workspace, range(first, first + BLOCK), lock, plan.limits)
        except BaseException:
            if lock is not None:
                lock.close()
            workspace.close()
            raise
        try:
            pod.assign(plan)
        except BaseException:
            pod.close()
            raise
        return pod

    def keep_warm(self, pods: int) -> None:
        """Pods are not pre-started here: rules name a plan's own folders."""

    def prepare(self, plan: PodPlan, timeout_s: float) -> bool:
        """As `keep_warm`."""
        return False

    def close(self) -> None:
        """Nothing is held between pods."""


def _lock_ports() -> tuple[int, socket.socket]:
    """A block of ports no other pod uses: the lock is a name in the network namespace, as the ports are."""
    start = secrets.randbelow(BLOCKS)
    for step in range(BLOCKS):
        number = (start + step) % BLOCKS
        lock = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            lock.bind(f"\0vetloop-ports-{number}")
        except OSError:
            lock.close()
            continue
        return FIRST_PORT + number * BLOCK, lock
    raise PodError(f"all {BLOCKS} port blocks are in use")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class LandlockPod(HolderPod):
    """See `sandbox.backends.base.Pod`."""

    def __init__(
        self, backend: LandlockBackend, workspace: Workspace, ports: range, lock: socket.socket, limits: Limits
    ) -> None:
        self._filter = backend.filter
        self._ports = ports
        self._lock = lock
        self._starts = 0
        trees = str(workspace.folder / "tree")
        view = JudgeView(
            trees=trees,
            tests=str(workspace.folder / "tests"),
            name_server=False,
            srv=f"{trees}/{{tree}}/srv",
            tmp=f"{trees}/{{tree}}/tmp",
            ports=tuple(ports[TARGET_PORTS:]),
        )
        super().__init__(backend.harness, workspace, view, limits)

    def _holder_command(self) -> list[str]:
        return []

    def _setup(self) -> dict[str, Any]:
        return {"subreaper": True}

    def _rules(self, read: list[str], write: list[str], bind: list[int], connect: list[int]) -> dict[str, Any]:
        return {
            "read": [*SYSTEM, *read],
            "write": [*DEVICES, *write],
            "bind": bind,
            "connect": connect,
            "seccomp": str(self._filter),
        }

    def _around_judge(self) -> dict[str, Any]:
        library = str(self._harness / "judge" / "lib")
        rules = self._rules(
            [library, self.judge_view.tests],
            [self.judge_view.trees],
            list(self._ports[TARGET_PORTS:]),
            list(self._ports[:TARGET_PORTS]),
        )
        return {
            "landlock": rules,
            "argv": judge_argv(library, self._judge_descriptor),
            "environment": {"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            "folder": self.judge_view.trees,
        }

    def _around_target(
        self, tree_name: str, toolchain: Toolchain, argv: list[str], environment: Mapping[str, str]
    ) -> dict[str, Any]:
        tree = self._workspace.folder / "tree" / tree_name
        if (driver := self._workspace.folder / "driver").is_dir():
            toolchain = replace(toolchain, binds=(*toolchain.binds, (driver, "/opt/case")))
        modules = next((host for host, inside in toolchain.binds if inside == "/node_modules"), None)
        if modules is not None and not (tree / "node_modules").exists():
            (tree / "node_modules").symlink_to(modules)
        rules = self._rules(
            [str(host) for host, _ in toolchain.binds],
            [str(tree / "srv"), str(tree / "tmp")],
            list(self._ports[:TARGET_PORTS]),
            list(self._ports),
        )
        settings = {"HOME": str(tree / "tmp"), "TMPDIR": str(tree / "tmp"), **toolchain.host_view().environment}
        argv = [toolchain.on_host(word) for word in argv]
        path = settings.get("PATH", "/usr/bin:/bin")
        return {
            "landlock": rules,
            "argv": [_program(argv[0], path), *argv[1:]],
            "environment": {**settings, **environment},
            "folder": str(tree / "srv" / "app"),
            "orphans": True,
            "disk_mib": self._plan.limits.disk_mib,
            "inodes": self._plan.limits.inodes,
            "tree": str(tree),
        }

    def _strangers(self) -> int:
        """Without a uid of the pod's own, all that this user runs counts: what there is now, and room for a little."""
        return 0 if self._workspace.uid is not None else _threads_of(os.getuid()) + GROWTH

    def _choose_port(self) -> int:
        for _ in range(TARGET_PORTS):
            self._starts += 1
            port = self._ports[self._starts % TARGET_PORTS]
            if _is_free(port):
                return port
        raise PodError(f"ports {self._ports[0]} to {self._ports[TARGET_PORTS - 1]} are all taken")

    def holds(self) -> dict[str, str]:
        """Which mechanism holds which limit."""
        held = {
            "memory": "monitor",
            "processes": "rlimit",
            "cpu": "rlimit",
            "wall": "kill of all descendants",
            "disk": "monitor",
            "output": "pipe cap",
            "network": "landlock: TCP ports of the pod",
            "system calls": "seccomp",
        }
        return {**held, **self._groups.holds}

    def close(self) -> None:
        """End everything and let the ports go."""
        super().close()
        self._lock.close()


def _threads_of(uid: int) -> int:
    """How many threads a user has on this machine."""
    count = 0
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if process.stat().st_uid == uid:
                count += sum(1 for _ in (process / "task").iterdir())
    return count


def _program(name: str, path: str) -> str:
    """`execve` knows no search path."""
    if "/" in name:
        return name
    for folder in path.split(":"):
        candidate = Path(folder, name)
        if os.access(candidate, os.X_OK):
            return str(candidate)
    return name
