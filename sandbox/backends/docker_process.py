"""One container of a target, service or browser: started, read, held to its limits, asked what became of it."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

from sandbox import control_groups
from sandbox.backends.base import PodError, ProcessState
from sandbox.backends.docker_engine import daemon_trouble
from sandbox.backends.docker_stream import STDERR, STDOUT, read_frames

DYING_S = 60.0
"""Within this, a killed container is gone on the slowest machine."""


class ContainerProcess:
    """A created container, attached to and started. Its thread ends with it; removing it is the caller's."""

    def __init__(
        self,
        api: Any,
        container: str,
        *,
        output_cap: int,
        wall_s: float,
        stdin: bytes | None = None,
        part: str = "target",
    ) -> None:
        """`part` is what messages call it. Raises `PodError` if it cannot be started."""
        self._part = part
        self._api = api
        self.container = container
        self._cap = output_cap
        self._stdin = stdin
        self._output = {STDOUT: bytearray(), STDERR: bytearray()}
        self._killed = ""
        self._trouble = ""
        self._exit_code: int | None = None
        self._out_of_memory = False
        self._cpu = 0.0
        self._pid: int | None = None
        self._ended = threading.Event()
        params = {"stdout": 1, "stderr": 1, "stream": 1, **({"stdin": 1} if stdin is not None else {})}
        with daemon_trouble(f"starting the {part}"):
            self._connection = plain_socket(api.attach_socket(container, params=params))
            try:
                api.start(container)
            except BaseException:
                self._connection.close()
                raise
        self._clock = threading.Timer(wall_s, self.kill, ["wall"])
        self._clock.daemon = True
        self._clock.start()
        threading.Thread(target=self._watch, name="docker-target", daemon=True).start()
        if stdin is not None:
            threading.Thread(target=self._feed, name="docker-stdin", daemon=True).start()

    def state(self, settle_s: float = 0.0) -> ProcessState:
        """What is known of it; waits up to `settle_s` seconds for its end. Raises `PodError` if the daemon is gone."""
        ended = self._ended.wait(settle_s) if settle_s else self._ended.is_set()
        if self._trouble:
            raise PodError(self._trouble)
        return ProcessState(
            alive=not ended,
            exit_code=self._exit_code,
            killed=self._killed or ("memory" if ended and self._out_of_memory else ""),
            stdout=bytes(self._output[STDOUT]),
            stderr=bytes(self._output[STDERR]),
            cpu=self._cpu,
        )

    def cpu(self) -> float:
        """CPU seconds so far, of everything in the container."""
        if not self._ended.is_set():
            # A container that has just ended has none; then what was seen last is the answer.
            self._cpu = max(self._cpu, self._accounted())
        return self._cpu

    def _accounted(self) -> float:
        """From the kernel where the daemon is this machine's, since it takes long to tell; else from the daemon."""
        with daemon_trouble("reading CPU time"):
            if self._pid is None:
                self._pid = int(self._api.inspect_container(self.container)["State"]["Pid"])
            if (seconds := control_groups.cpu_seconds_of(self._pid, self.container)) is not None:
                return seconds
            used = self._api.stats(self.container, stream=False, one_shot=True)
        return float(used.get("cpu_stats", {}).get("cpu_usage", {}).get("total_usage", 0) / 1e9)

    def kill(self, reason: str) -> None:
        """End everything in the container."""
        if not self._ended.is_set():
            self._killed = self._killed or reason
            self._kill()

    def finish(self, reason: str = "stopped") -> ProcessState:
        """Kill it and wait until it is dead. Raises `PodError`."""
        self.kill(reason)
        state = self.state(DYING_S)
        if state.alive:
            raise PodError("a container outlived its kill")
        return state

    def wait(self, timeout_s: float) -> ProcessState:
        """Wait for its end, by itself or at its wall time."""
        return self.state(timeout_s)

    def _kill(self) -> None:
        import docker.errors

        try:
            with daemon_trouble(f"ending the {self._part}"):
                self._api.kill(self.container, signal="SIGKILL")
        except PodError as error:
            # 409: it has ended by itself meanwhile, which the watching thread finds out.
            if not (isinstance(error.__cause__, docker.errors.APIError) and error.__cause__.status_code in (404, 409)):
                self._trouble = str(error)

    def _watch(self) -> None:
        try:
            read_frames(self._connection, self._take)
            with daemon_trouble(f"asking how the {self._part} ended"):
                self._exit_code = int(self._api.wait(self.container, timeout=DYING_S)["StatusCode"])
                self._out_of_memory = bool(self._api.inspect_container(self.container)["State"]["OOMKilled"])
        except (PodError, OSError) as error:
            self._trouble = self._trouble or str(error)
        finally:
            self._clock.cancel()
            self._connection.close()
            self._ended.set()

    def _take(self, stream: int, data: bytes) -> None:
        kept = self._output.get(stream, self._output[STDERR])
        room = self._cap - len(kept)
        kept += data[: max(0, room)]
        if len(data) > room and not self._killed:
            self.kill("output_limit")

    def _feed(self) -> None:
        with contextlib.suppress(OSError):
            self._connection.sendall(self._stdin or b"")
            self._connection.shutdown(socket.SHUT_WR)


def plain_socket(attached: Any) -> socket.socket:
    """The socket inside what `attach_socket` returns, which differs with the kind of connection."""
    found: socket.socket = getattr(attached, "_sock", attached)
    found.settimeout(None)
    return found
