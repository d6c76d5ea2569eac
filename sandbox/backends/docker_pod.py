"""A pod of containers: a keeper with the network and the files, a judge, and one target at a time."""

from __future__ import annotations

import base64
import contextlib
import json
import struct
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from cases.model import Interface
from sandbox.backends.base import (
    POD_ADDRESSES,
    JudgeView,
    PodError,
    PodPlan,
    ProcessState,
    SlowPodError,
    StartedService,
    StartedTarget,
)
from sandbox.backends.docker_browser import DEVTOOLS, FOLDER, SOCKET, start_browser
from sandbox.backends.docker_containers import ALLOWANCE_S, PodContainers, limited, mount, ulimits
from sandbox.backends.docker_engine import POD, daemon_trouble, remove_container, volume_is_gone
from sandbox.backends.docker_images import UIDS
from sandbox.backends.docker_process import ContainerProcess
from sandbox.backends.docker_services import ServiceContainers
from sandbox.backends.docker_stream import Bridge
from sandbox.backends.holder_line import HolderLine
from sandbox.backends.pod_processes import JUDGE_MEMORY_MIB, JUDGE_PYTHON, random_port, tree_name
from sandbox.backends.pod_services import PodServices

if TYPE_CHECKING:
    from sandbox.backends.docker import DockerBackend

TREES, STORE, CASE = "/targets", "/store", "/opt/case"
KEEPER_CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "NET_ADMIN"]
SETTLE_S = 1.0
"""a browser whose line has broken is given so long to be known as dead"""
SPARE_S = 600
"""on top of all time limits: after so long a pod's services and browser end even where nobody is left to end them"""


class DockerPod:
    """See `sandbox.backends.base.Pod`."""

    def __init__(self, backend: DockerBackend, plan: PodPlan, name: str, uid: int, lock: IO[bytes]) -> None:
        self.judge_view = JudgeView(browser=DEVTOOLS if "browser" in plan.needs else -1)
        self._browser: ContainerProcess | None = None
        self._backend = backend
        self._plan = plan
        self._name = name
        self._uid = uid
        self._lock = lock
        self._tree = ""
        self._runs = 0
        self._target: ContainerProcess | None = None
        self._last = ProcessState(alive=False)
        self._waited_s = 0.0
        self._bridges: list[Bridge] = []
        self._removing = ThreadPoolExecutor(1)
        self._api = backend.engine.connect()
        self._containers = PodContainers(self._api, name, backend.profile, backend.runtime)
        self._service_containers: ServiceContainers | None = None
        try:
            self._image = backend.toolchain_image(self._api, plan)
            images = backend.service_images(self._api, plan)
            self._volume = self._make_volume()
            self._keeper = self._start_keeper()
            with ThreadPoolExecutor(1) as beside:  # starting a container takes longer than all the rest
                judge = beside.submit(self._start_judge_container)
                self._set_up()
                self._service_containers = ServiceContainers(
                    self._containers, images, self._volume, uid + UIDS, self._ask, self._life_s
                )
                self._services = PodServices(plan.services, self._service_containers)
                if plan.services:
                    self._services.start_ahead()
            self._judge = judge.result()
            self.judge_line = self._judge.line
        except BaseException:
            self.close()
            raise

    @property
    def _life_s(self) -> float:
        """Longer than the pod can live."""
        return self._plan.limits.build_s + 2 * self._plan.limits.phase_s + SPARE_S

    # Setting up.

    def _make_volume(self) -> str:
        """A file system of fixed size for all trees; returns its folder as the daemon's machine knows it."""
        limits = self._plan.limits
        options = f"size={limits.disk_mib}m,nr_inodes={limits.inodes},mode=0777,nosuid,nodev"
        with daemon_trouble("making the pod's volume"):
            made = self._api.create_volume(
                self._name,
                driver="local",
                driver_opts={"type": "tmpfs", "device": "tmpfs", "o": options},
                labels=self._containers.labels,
            )
        return str(made["Mountpoint"])

    def _start_keeper(self) -> HolderLine:
        limits = self._plan.limits
        host = self._containers.host_config(
            memory_mib=256 + 2 * limits.disk_mib,
            network_mode="none",
            sysctls={"net.ipv4.ip_unprivileged_port_start": "0", "net.ipv6.conf.all.disable_ipv6": "0"},
            dns=["127.0.0.1"],
            dns_opt=["timeout:1", "attempts:1"],
            cap_add=KEEPER_CAPABILITIES,
            mounts=[mount(TREES, self._name, "volume")],
            tmpfs={STORE: "size=64m,mode=0700"},
            pids_limit=32,
            auto_remove=True,
        )
        command = [JUDGE_PYTHON, "-I", "-S", "/harness/docker_keeper.py"]
        return HolderLine(self._start_bridged("keeper", command, host, 0, hostname="sandbox").line)

    def _set_up(self) -> None:
        """Have the keeper set the addresses and take the files."""
        case = self._plan.hidden_driver
        self._ask(
            "setup",
            uid=self._uid,
            addresses=list(POD_ADDRESSES),
            project={path: base64.b64encode(content).decode() for path, content in self._plan.project},
            case=_folder(case) if case is not None else None,
        )

    def _start_judge_container(self) -> Bridge:
        """The judge waits for its tests: `start_judge` sends them."""
        host = self._containers.host_config(
            memory_mib=JUDGE_MEMORY_MIB,
            network_mode=self._containers.network,
            group_add=[str(self._uid + UIDS)] if self._plan.services else [],
            mounts=[mount(TREES, self._name, "volume")],
            tmpfs={"/tests": f"size=16m,mode=0700,uid={self._uid}", "/tmp": "size=64m,mode=1777"},
            pids_limit=256,
            ulimits=ulimits(core=0, nofile=1024),
            auto_remove=True,
        )
        command = [JUDGE_PYTHON, "-I", "-S", "/harness/docker_judge.py"]
        return self._start_bridged("judge", command, host, self._uid)

    def _start_bridged(self, part: str, command: list[str], host: dict[str, Any], user: int, **more: Any) -> Bridge:
        bridge = self._containers.start_bridged(part, self._backend.image, command, host, user, **more)
        self._bridges.append(bridge)
        return bridge

    def _ask(self, op: str, **fields: Any) -> dict[str, Any]:
        try:
            return self._keeper.ask(op, **fields)
        except PodError as error:
            raise PodError(f"{error} {self._bridges[0].words()}".strip()) from error

    # The judge.

    def start_judge(self) -> None:
        """Hand the judge its tests; it speaks when it has them."""
        tests = {
            "functional.py": self._plan.functional_tests.read_text("utf-8"),
            "security.py": self._plan.security_tests.read_text("utf-8"),
        }
        devtools = (DEVTOOLS, f"{TREES}/{FOLDER}", SOCKET) if self.judge_view.browser >= 0 else None
        content = json.dumps({"tests": tests, "devtools": devtools}).encode()
        try:
            self.judge_line.sendall(struct.pack(">I", len(content)) + content)
        except OSError as error:
            raise PodError(f"the judge takes no tests: {error}") from error

    def judge_words(self) -> str:
        """The end of the judge's stderr; or that the daemon is gone, since then it had no chance to say anything."""
        try:
            with daemon_trouble("after the judge fell silent"):
                self._api.ping()
        except PodError as error:
            return str(error)
        return self._judge.words()

    # The target.

    def start_services(self) -> tuple[StartedService, ...]:
        """Stop the target, then its services; fresh ones are on their way when this returns."""
        self._end_target()
        return self._services.start()

    def start_browser(self) -> None:
        """Start the browser; the judge's container gives it its end of the DevTools line."""
        image = self._backend.browser_image(self._api)
        self._browser = start_browser(self._containers, image, self._volume, self._uid + 2 * UIDS, self._life_s)

    def browser_words(self) -> str:
        """Why the browser died, as far as anybody knows."""
        with contextlib.suppress(PodError):
            if self._browser is not None:
                state = self._browser.state(SETTLE_S)
                return f"exit code {state.exit_code} {state.killed} {state.last_words}".strip()
        return ""

    def fallen_services(self) -> str:
        """What the target did not end."""
        return self._services.fallen()

    def start_target(self) -> StartedTarget:
        """Stop the old target with its tree; start the next on a fresh one."""
        self._next_tree()
        port = random_port()
        if self._plan.interface is not Interface.CLI:
            argv = [word.replace("{port}", str(port)) for word in self._plan.start]
            self._target = self._spawn(argv, {**self._told(), "PORT": str(port)}, wall_s=2 * self._plan.limits.phase_s)
        return StartedTarget(port, self._tree)

    def _told(self) -> dict[str, str]:
        """Environment of a target besides its toolchain's."""
        return {**self._services.environment(), **self._plan.environment}

    def _end_target(self) -> None:
        if self._target is not None:
            self._last = self._retire(self._target)
            self._target = None

    def _next_tree(self) -> None:
        self._end_target()
        if self._tree:
            self._ask("drop_tree", name=self._tree)
        self._tree = tree_name()
        self._ask("tree", name=self._tree)

    def _spawn(
        self,
        argv: list[str],
        environment: Mapping[str, str],
        *,
        wall_s: float,
        stdin: bytes | None = None,
        building: bool = False,
    ) -> ContainerProcess:
        limits = self._plan.limits
        self._runs += 1
        trees = [mount(f"/{part}", f"{self._volume}/{self._tree}/{part}", "bind") for part in ("srv", "tmp")]
        if self._plan.hidden_driver is not None:
            trees.append(mount(CASE, f"{self._volume}/.case", "bind", read_only=True))
        host = self._containers.host_config(
            memory_mib=(limits.build_memory_mib if building else limits.memory_mib) + limits.disk_mib,
            network_mode=self._containers.network,
            mounts=trees,
            tmpfs={"/run": "size=16m,nr_inodes=4k,mode=1777", "/dev/shm": "size=16m,nr_inodes=4k,mode=1777"},
            pids_limit=limits.processes + 8,
            init=True,
            ulimits=ulimits(
                cpu=int(2 * limits.build_s if building else limits.cpu_s) + 1,
                nofile=1024,
                fsize=limits.disk_mib * 1024 * 1024,
                core=0,
                memlock=0,
                msgqueue=0,
            ),
        )
        settings = {"HOME": "/tmp", **self._plan.toolchain.environment, **environment}
        with daemon_trouble("making the target"):
            container = self._containers.create(
                f"target-{self._runs}",
                self._image,
                limited(argv, wall_s, settings),
                host,
                self._uid,
                stdin_open=stdin is not None,
                working_dir="/srv/app",
            )
        return ContainerProcess(self._api, container, output_cap=limits.output_kib * 1024, wall_s=wall_s, stdin=stdin)

    def _finish(
        self,
        argv: list[str],
        environment: Mapping[str, str],
        stdin: bytes,
        timeout_s: float,
        *,
        building: bool = False,
    ) -> ProcessState:
        process = self._spawn(argv, environment, wall_s=timeout_s, stdin=stdin, building=building)
        state = process.wait(timeout_s + ALLOWANCE_S)
        self._retire(process)
        if state.alive:
            raise PodError("a command outlived its time limit")
        return state

    def _retire(self, process: ContainerProcess) -> ProcessState:
        """End a container; it is dead when this returns, and removed some time later, by `close` at the latest."""
        state = process.finish()
        self._removing.submit(remove_container, self._api, process.container)
        return state

    def run_build(self) -> ProcessState:
        """Build on a tree of its own; the project as the build leaves it is what every later tree is a copy of."""
        self._next_tree()
        state = self._finish(
            list(self._plan.build), self._plan.environment, b"", self._plan.limits.build_s, building=True
        )
        if state.exit_code != 0 or state.killed:
            return state
        kept = self._ask("keep", name=self._tree)
        self._tree = ""
        if kept["refused"]:
            return replace(state, exit_code=1, stderr=str(kept["refused"]).encode())
        return state

    def run(self, argv: list[str], stdin: bytes, timeout_s: float) -> ProcessState:
        """One command of a `cli` case."""
        self._last = self._finish([*self._plan.command, *argv], self._told(), stdin, timeout_s)
        return self._last

    def target_state(self, settle_s: float = 0.0) -> ProcessState:
        """Alive or not, and what it died of."""
        if self._target is not None:
            self._last = self._target.state(settle_s)
        return self._last

    def cpu(self) -> float:
        """CPU seconds of the target's container.

        A daemon of another machine takes up to a second to tell. A case that asks often would run out of time by that
        alone, which is no doing of the submission: `SlowPodError` once half of a phase's time was spent so.
        """
        if self._target is None:
            return self._last.cpu
        began = time.monotonic()
        seconds = self._target.cpu()
        self._waited_s += time.monotonic() - began
        if self._waited_s > self._plan.limits.phase_s / 2:
            raise SlowPodError(f"the Docker daemon took {self._waited_s:.0f} s of the phase to tell CPU times")
        return seconds

    def holds(self) -> dict[str, str]:
        """Which mechanism holds which limit."""
        version = self._backend.engine.info.get("CgroupVersion", "1")
        return {
            "memory": f"cgroup v{version}",
            "processes": f"cgroup v{version}",
            "cpu": "rlimit",
            "cpu accounting": f"cgroup v{version}",
            "wall": "container kill",
            "disk": "tmpfs size and inodes",
            "output": "stream cap",
            "network": "own namespace, loopback only",
            "system calls": "seccomp",
            **({"kernel": "gVisor"} if self._backend.runtime else {}),
        }

    def close(self) -> None:
        """Remove every container and the volume; what the daemon refuses is removed before the next pod opens."""
        clean = False
        self._removing.shutdown(cancel_futures=True)
        if self._service_containers is not None:
            self._service_containers.close()
        for bridge in self._bridges:
            bridge.close()
        try:
            with daemon_trouble("closing the pod"):
                clean = self._is_removed()
        except PodError:
            pass  # the backend removes it, which is told so below
        finally:
            with contextlib.suppress(OSError):
                self._api.close()
            self._lock.close()
            self._backend.forget(self._name, clean=clean)

    def _is_removed(self) -> bool:
        found = self._api.containers(all=True, filters={"label": f"{POD}={self._name}"})
        if found:
            with ThreadPoolExecutor(4) as pool:
                list(pool.map(lambda item: remove_container(self._api, item["Id"]), found))
        return volume_is_gone(self._api, self._name)


def _folder(folder: Path) -> dict[str, str]:
    """The files of a case's driver, path to base64."""
    return {
        str(file.relative_to(folder)): base64.b64encode(file.read_bytes()).decode()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }
