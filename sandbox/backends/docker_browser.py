"""The browser of a Docker pod: Chromium in a container of its own, in the keeper's network.

Its DevTools line is a socket pair, as on bubblewrap. The judge's container makes it and hands one end out, once, over a
unix socket in a folder of the pod's volume; only the browser's container sees that folder, and cannot write there.
"""

from __future__ import annotations

from sandbox.backends import browser
from sandbox.backends.docker_containers import PodContainers, limited, mount, ulimits
from sandbox.backends.docker_engine import daemon_trouble
from sandbox.backends.docker_process import ContainerProcess
from sandbox.backends.pod_processes import JUDGE_PYTHON

DEVTOOLS = 9
"""descriptor of the judge's end of the line"""
FOLDER, SOCKET = ".devtools", "line"
"""below the pod's volume; `docker_judge` makes both"""
INSIDE = "/run/devtools"
OUTPUT_CAP = 1024 * 1024
_PLUMB = (
    f"import fcntl, os, socket, sys\n{browser.BECOME_BROWSER}"
    "line = socket.socket(socket.AF_UNIX)\n"
    "line.connect(sys.argv[1])\n"
    "end = socket.recv_fds(line, 1, 1)[1][0]\n"
    "line.close()\n"
    "program = next(path for path in sys.argv[2].split(':') if os.access(path, os.X_OK))\n"
    "become_browser(end, program, sys.argv[3:])\n"
)


def start_browser(containers: PodContainers, image: str, volume: str, uid: int, life_s: float) -> ContainerProcess:
    """Start it; it takes its end of the line by itself. Raises `PodError`."""
    host = containers.host_config(
        memory_mib=browser.MEMORY_MIB + browser.TMP_BYTES // 1024**2,
        network_mode=containers.network,
        mounts=[mount(INSIDE, f"{volume}/{FOLDER}", "bind", read_only=True)],
        tmpfs={"/tmp": f"size={browser.TMP_BYTES},mode=1777", "/dev/shm": "size=16m,nr_inodes=4k,mode=1777"},
        pids_limit=browser.PROCESSES,
        init=True,
        ulimits=ulimits(nofile=browser.RLIMITS["files"], core=browser.RLIMITS["core"]),
    )
    argv = [JUDGE_PYTHON, "-I", "-S", "-c", _PLUMB, f"{INSIDE}/{SOCKET}", ":".join(browser.PROGRAMS)]
    argv = limited([*argv, *browser.ARGUMENTS], life_s, {"HOME": "/tmp", "LANG": "C.UTF-8"})
    with daemon_trouble("making the browser"):
        container = containers.create("browser", image, argv, host, uid, working_dir="/tmp")
    return ContainerProcess(containers.api, container, output_cap=OUTPUT_CAP, wall_s=life_s, part="browser")
