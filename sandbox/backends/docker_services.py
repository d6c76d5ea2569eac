"""The services of a Docker pod: a container each, in the keeper's network, under a uid that no other part has.

A service's unix socket lies in a folder of the pod's volume that only its own container and the judge's can see; the
judge gets in as a member of the service's group.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from sandbox.backends.base import ProcessState
from sandbox.backends.docker_containers import PodContainers, limited, mount, ulimits
from sandbox.backends.docker_engine import daemon_trouble, remove_container
from sandbox.backends.docker_process import ContainerProcess
from sandbox.backends.pod_services import CPU_S, FILES, OUTPUT_CAP
from sandbox.services.model import DATA_INSIDE, SOCKETS_INSIDE, Access, Service

_SHARE_WITH_GROUP = ("/bin/sh", "-c", 'umask 007; exec "$@"', "sh")


class ServiceContainers:
    """`sandbox.backends.pod_services.ServiceHost` on a Docker daemon; `close` it before the pod is removed."""

    def __init__(
        self,
        containers: PodContainers,
        images: Mapping[str, str],
        volume: str,
        uid: int,
        ask: Callable[..., dict[str, Any]],
        life_s: float,
    ) -> None:
        """`volume` is the pod's file system on the daemon's machine; `ask` is the line to the keeper."""
        self._containers = containers
        self._images = images
        self._volume = volume
        self._uid = uid
        self._ask = ask
        self._life_s = life_s
        self._started: dict[str, Future[ContainerProcess]] = {}
        self._starting = ThreadPoolExecutor(2, "docker-service")

    def start(self, service: Service, access: Access, folder: str) -> None:
        """As `ServiceHost` says."""
        self._ask("folder", name=folder, uid=self._uid)
        self._started[folder] = self._starting.submit(self._run, service, access, folder)

    def end(self, folder: str) -> None:
        """As `ServiceHost` says; the container is removed some time later, by `close` of the pod at the latest."""
        process = self._started.pop(folder).result()
        process.finish()
        self._starting.submit(remove_container, self._containers.api, process.container)
        self._ask("drop_tree", name=folder)

    def state(self, folder: str) -> ProcessState:
        """As `ServiceHost` says."""
        return self._started[folder].result().state()

    def close(self) -> None:
        """Start nothing more."""
        self._starting.shutdown(cancel_futures=True)

    def _run(self, service: Service, access: Access, folder: str) -> ContainerProcess:
        data = f"size={service.disk_mib}m,mode=0700,uid={self._uid},gid={self._uid}"
        host = self._containers.host_config(
            memory_mib=service.memory_mib + service.disk_mib,
            network_mode=self._containers.network,
            mounts=[mount(SOCKETS_INSIDE, f"{self._volume}/{folder}", "bind")],
            tmpfs={DATA_INSIDE: data, "/dev/shm": "size=16m,nr_inodes=4k,mode=1777"},
            pids_limit=service.processes + 8,
            init=True,
            ulimits=ulimits(
                cpu=CPU_S,
                nofile=FILES,
                fsize=service.disk_mib * 1024 * 1024,
                core=0,
                memlock=0,
                msgqueue=0,
            ),
        )
        argv = limited([*_SHARE_WITH_GROUP, *service.command(access)], self._life_s, {"LANG": "C.UTF-8"})
        image = self._images[service.name]
        with daemon_trouble(f"making {service.name}"):
            container = self._containers.create(folder, image, argv, host, self._uid, working_dir=DATA_INSIDE)
        return ContainerProcess(
            self._containers.api, container, output_cap=OUTPUT_CAP, wall_s=self._life_s, part=service.name
        )
