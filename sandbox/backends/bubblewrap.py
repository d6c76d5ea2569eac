"""The default backend: bubblewraps in one private network, nothing to run as a service.

Works as root (every pod under a uid of its own) and as an ordinary user (under that user's uid). Judge, target and
services have user, pid and mount namespaces of their own; they share the network namespace, which holds a loopback and
no route out.
"""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cases.model import Limits
from sandbox import control_groups, seccomp
from sandbox.backends import browser
from sandbox.backends.base import (
    POD_ADDRESSES,
    BackendUnavailableError,
    JudgeView,
    Pod,
    PodError,
    PodPlan,
    ProcessState,
)
from sandbox.backends.holder_pod import HolderPod
from sandbox.backends.pod_processes import JUDGE_PYTHON, judge_argv, random_port
from sandbox.backends.warm import PodUse, WarmKind, WarmPods
from sandbox.backends.workspace import Workspace, check_reach, open_workspace, publish_harness, sweep
from sandbox.services import registry as services
from sandbox.services.model import DATA_INSIDE, SOCKETS_INSIDE, Access, Service
from sandbox.toolchains.model import Toolchain
from sandbox.verdict import Assurance

TARGETS = 2
"""pre-started targets of a pod: one for each phase; where a phase needs another, it is started when it is needed"""


class BubblewrapBackend:
    """Makes pods out of `unshare`, `bwrap` and the holder.

    Raises on construction:
        BackendUnavailableError: a program is missing or the machine refuses namespaces.
    """

    name = "bubblewrap"
    assurance = Assurance.FULL

    def __init__(self, data: Path) -> None:
        self.data = data
        self.bwrap = _program("bwrap", "apt-get install bubblewrap")
        self.unshare = _program("unshare", "apt-get install util-linux")
        _check_namespaces(self.unshare)
        check_reach(self.name, data)
        sweep(data)
        control_groups.sweep()
        self.harness = publish_harness(data)
        self.browser = browser.find_browser()
        self.features = frozenset(
            {"addresses", "namespaces", *services.names(), *(["browser"] if self.browser else [])}
        )
        self.filter = publish_filter(self.harness / "seccomp.bpf", seccomp.compile_bpf())

        self._pool: WarmPods[BubblewrapPod] | None = None

    def remedy(self, feature: str) -> str:
        """The browser is a package of the host; all else is always there."""
        return browser.INSTALL if feature == "browser" else ""

    def open_pod(self, plan: PodPlan) -> Pod:
        """The network, the tree and the workspace of one evaluation: pre-started if there is one that fits."""
        pool = self._pool
        use = pool.begin(builds=bool(plan.build)) if pool is not None else None
        pod: BubblewrapPod | None = None
        try:
            if pool is not None:
                pod = pool.take(WarmKind.of(plan))
            if pod is None:
                pod = self._make(plan.limits)
            pod.use = use
            pod.assign(plan)
        except BaseException:
            if pod is not None:
                pod.close()
            if use is not None:
                use.end()
            raise
        return pod

    def _make(self, limits: Limits) -> BubblewrapPod:
        try:
            workspace = open_workspace(self.data)
        except OSError as error:
            raise PodError(f"no workspace: {error}") from error
        try:
            return BubblewrapPod(self, workspace, limits)
        except BaseException:
            workspace.close()
            raise

    def _warmed(self, kind: WarmKind) -> BubblewrapPod:
        pod = self._make(Limits())
        try:
            pod.warm_up(kind.toolchain, kind.starter, TARGETS if kind.starter else 0, kind.builder)
        except BaseException:
            pod.close()
            raise
        return pod

    def keep_warm(self, pods: int) -> None:
        """Pods are pre-started in a thread of their own."""
        if self._pool is None:
            self._pool = WarmPods(self._warmed, pods)

    def prepare(self, plan: PodPlan, timeout_s: float) -> bool:
        """Ask the pool for one pod and wait for it."""
        return self._pool is not None and self._pool.prepare(WarmKind.of(plan), timeout_s)

    def close(self) -> None:
        """End the pods that were started for nothing."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None
        control_groups.sweep()


def publish_filter(path: Path, program: bytes) -> Path:
    """Put a compiled system call filter where every uid may read it."""
    if not path.exists():
        building = path.with_suffix(f".{secrets.token_hex(4)}")
        building.write_bytes(program)
        building.chmod(0o644)
        building.rename(path)
    return path


def _program(name: str, remedy: str) -> str:
    path = shutil.which(name, path="/usr/bin:/bin:/usr/local/bin")
    if path is None:
        raise BackendUnavailableError("bubblewrap", f"{name} is not installed", f"Run: {remedy}")
    return path


def _check_namespaces(unshare: str) -> None:
    # Mounting and writing to the network's settings are what plain containers refuse although they grant namespaces.
    trial = "mount -n -t tmpfs none /mnt && echo 0 > /proc/sys/net/ipv4/ip_unprivileged_port_start"
    command = [unshare, "--user", "--net", "--mount", "--map-root-user", "/bin/sh", "-c", trial]
    user = 65534 if os.geteuid() == 0 else None
    try:
        tried = subprocess.run(command, capture_output=True, user=user, env={"PATH": "/usr/bin:/bin"}, check=False)
    except OSError as error:
        raise BackendUnavailableError("bubblewrap", f"{unshare} cannot be started: {error}", "") from error
    if tried.returncode:
        raise BackendUnavailableError(
            "bubblewrap",
            f"this machine refuses unprivileged namespaces ({tried.stderr.decode(errors='replace').strip()})",
            "`vetloop doctor` names the cause; the landlock backend works without them, at reduced assurance.",
        )


class BubblewrapPod(HolderPod):
    """See `sandbox.backends.base.Pod`."""

    def __init__(self, backend: BubblewrapBackend, workspace: Workspace, limits: Limits) -> None:
        self._backend = backend
        self.use: PodUse | None = None
        """what the pool must be told of; None without a pool"""
        super().__init__(backend.harness, workspace, JudgeView(), limits)

    def run_build(self) -> ProcessState:
        """As `Pod.run_build`."""
        try:
            return super().run_build()
        finally:
            if self.use is not None:
                self.use.built()

    def close(self) -> None:
        """As `Pod.close`."""
        try:
            super().close()
        finally:
            if self.use is not None:
                self.use.end()

    def _holder_command(self) -> list[str]:
        return [self._backend.unshare, "--user", "--net", "--mount", "--map-root-user"]

    def _setup(self) -> dict[str, Any]:
        return {"addresses": list(POD_ADDRESSES), "disk_mib": self._size[0], "inodes": self._size[1]}

    def _sandbox(self) -> list[str]:
        """bubblewrap's arguments that judge and target share."""
        arguments = [
            *("--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"),
            *("--disable-userns", "--hostname", "sandbox", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
            *("--clearenv", "--ro-bind", "/usr", "/usr"),
        ]
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
        arguments += ["--proc", "/proc", "--dev", "/dev", "--size", "16777216", "--tmpfs", "/dev/shm"]
        return [*arguments, "--remount-ro", "/dev", "--size", "16777216", "--tmpfs", "/run"]

    def _spawned(self, arguments: list[str], argv: list[str]) -> dict[str, Any]:
        return {
            "bwrap": self._backend.bwrap,
            "seccomp": str(self._backend.filter),
            "args": [*self._sandbox(), *arguments],
            "argv": argv,
        }

    def _around_judge(self) -> dict[str, Any]:
        folder = self._workspace.folder
        arguments = [
            *("--uid", "65533", "--gid", "65533", "--setenv", "LANG", "C.UTF-8"),
            *("--ro-bind", str(self._harness / "judge"), "/judge"),
            *("--ro-bind", str(folder / "tests"), self.judge_view.tests),
            *("--bind", str(folder / "tree"), self.judge_view.trees),
            *("--size", "67108864", "--tmpfs", "/tmp", "--remount-ro", "/", "--chdir", "/"),
        ]
        return self._spawned(arguments, judge_argv("/judge/lib", self._judge_descriptor))

    def _around_target(
        self, tree: str, toolchain: Toolchain, argv: list[str], environment: Mapping[str, str]
    ) -> dict[str, Any]:
        folder = self._workspace.folder
        arguments = ["--uid", "65534", "--gid", "65534"]
        for key, value in {"HOME": "/tmp", **toolchain.environment, **environment}.items():
            arguments += ["--setenv", key, value]
        for host, inside in toolchain.binds:
            arguments += ["--ro-bind", str(host), inside]
        if (folder / "driver").is_dir():
            arguments += ["--ro-bind", str(folder / "driver"), "/opt/case"]
        for part in ("srv", "tmp"):
            arguments += ["--bind", str(folder / "tree" / tree / part), f"/{part}"]
        return self._spawned([*arguments, "--remount-ro", "/", "--chdir", "/srv/app"], argv)

    def _around_browser(self) -> dict[str, Any]:
        program = self._backend.browser
        if program is None:
            raise PodError("the browser has gone")
        return self._spawned(
            browser.browser_arguments(), browser.browser_argv(JUDGE_PYTHON, program, self._browser_descriptor)
        )

    def _around_service(self, service: Service, access: Access, folder: str) -> dict[str, Any]:
        arguments = ["--uid", "65532", "--gid", "65532", "--setenv", "LANG", "C.UTF-8"]
        for host, inside in service.binds:
            arguments += ["--ro-bind", str(host), inside]
        arguments += ["--bind", str(self._workspace.folder / "tree" / folder), SOCKETS_INSIDE]
        arguments += ["--size", str(service.disk_mib * 1024 * 1024), "--tmpfs", DATA_INSIDE, "--remount-ro", "/"]
        return self._spawned([*arguments, "--chdir", DATA_INSIDE], service.command(access))

    def _choose_port(self) -> int:
        return random_port()

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
        return {**held, **self._groups.holds}
