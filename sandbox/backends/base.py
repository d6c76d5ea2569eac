"""What every backend offers: pods, in which a judge and one target at a time run apart from each other."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from cases.files import FileSet
from cases.model import Interface, Limits
from sandbox.services.model import Service
from sandbox.toolchains.model import Toolchain
from sandbox.verdict import Assurance

METADATA_ADDRESS = "169.254.169.254"
POD_ADDRESSES = (
    METADATA_ADDRESS,
    "10.20.30.40",
    "172.16.5.5",
    "192.168.77.10",
    "93.184.216.34",
    "151.101.65.69",
)
"""Addresses on the pod's loopback besides 127.0.0.0/8: metadata, private ones, and two that stand in for the internet
(`judge.Listener.METADATA`, `PRIVATE`, `PUBLIC`)."""


class BackendUnavailableError(RuntimeError):
    """This machine cannot run the backend: says why, and what would change that."""

    def __init__(self, name: str, reason: str, remedy: str) -> None:
        self.name = name
        self.reason = reason
        self.remedy = remedy
        super().__init__(f"backend {name}: {reason}. {remedy}")


class PodError(RuntimeError):
    """The pod failed for a reason that is ours: the attempt gets no verdict."""


class SlowPodError(PodError):
    """What the pod is made of answered too slowly: ours too, unless it was the submission that slowed it down."""


@dataclass(frozen=True)
class PodPlan:
    """Everything a pod is made of."""

    project: FileSet
    functional_tests: Path
    security_tests: Path
    toolchain: Toolchain
    interface: Interface
    start: tuple[str, ...]
    """argv of the server (`http`) or of the driver (`call`); empty for `cli`"""
    command: tuple[str, ...]
    build: tuple[str, ...]
    environment: Mapping[str, str]
    limits: Limits
    needs: tuple[str, ...] = ()
    hidden_driver: Path | None = None
    framework: str = "plain"
    services: tuple[Service, ...] = ()
    """made ready; started anew for every target"""


@dataclass(frozen=True)
class ProcessState:
    """A target process tree as the backend sees it."""

    alive: bool
    exit_code: int | None = None
    killed: str = ""
    """memory, output_limit, wall, stopped; empty if it ended by itself"""
    stdout: bytes = b""
    stderr: bytes = b""
    cpu: float = 0.0

    @property
    def last_words(self) -> str:
        """The end of what it wrote to stderr, or else stdout."""
        return (self.stderr or self.stdout).decode("utf-8", "replace").strip()[-2000:]


@dataclass(frozen=True)
class StartedTarget:
    """A target that was launched; whether it answers is for the judge to find out."""

    port: int
    tree: str


@dataclass(frozen=True)
class StartedService:
    """A service that was launched; the judge waits until it is ready."""

    name: str
    port: int
    password: str
    folder: str
    """where its unix socket appears, below the judge's trees"""


@dataclass(frozen=True)
class JudgeView:
    """How things are called inside the judge's sandbox."""

    trees: str = "/targets"
    tests: str = "/tests"
    name_server: bool = True
    srv: str = "/srv"
    """the target's /srv under the name the target knows; `{tree}` is filled"""
    tmp: str = "/tmp"
    """its /tmp, likewise"""
    ports: tuple[int, ...] = ()
    """ports for the judge's endpoints; empty where it may take any"""
    browser: int = -1
    """descriptor of the judge's end of the DevTools line; -1 where the case has no browser"""


class Pod(Protocol):
    """One evaluation's sandboxes. Not thread-safe. Every method raises `PodError` for trouble that is ours."""

    judge_line: socket.socket
    """Our end of the judge's control line."""
    judge_view: JudgeView

    def start_judge(self) -> None:
        """Start the judge's sandbox; it speaks first on `judge_line`."""

    def start_browser(self) -> None:
        """Start the browser of a case that needs one, once; it speaks on the judge's `JudgeView.browser`."""

    def browser_words(self) -> str:
        """How the browser ended: the cause when its line breaks."""

    def judge_words(self) -> str:
        """What the judge wrote to stderr: the cause when it dies."""

    def start_services(self) -> tuple[StartedService, ...]:
        """Stop the target; start fresh services for the next one, which is told of them."""

    def fallen_services(self) -> str:
        """Services that ended without the target's doing, and how; empty if none did."""

    def start_target(self) -> StartedTarget:
        """Stop the target if one runs; start another on a fresh tree."""

    def run_build(self) -> ProcessState:
        """Run the stack's build step on a tree that the next `start_target` uses."""

    def run(self, argv: list[str], stdin: bytes, timeout_s: float) -> ProcessState:
        """Run the stack's command with `argv` in the current tree; `killed` is `wall` if it took too long."""

    def target_state(self, settle_s: float = 0.0) -> ProcessState:
        """The current target, or the last one. One that seems to live is given `settle_s` seconds to prove dead."""

    def cpu(self) -> float:
        """CPU seconds of the current target."""

    def holds(self) -> dict[str, str]:
        """Resource to the mechanism that limits it."""

    def close(self) -> None:
        """End every process and remove every file of the pod; never raises."""


class Backend(Protocol):
    """A way to make pods on this machine. Thread-safe."""

    name: str
    assurance: Assurance
    features: frozenset[str]
    """what `needs` of a case or of a toolchain it can give"""

    def remedy(self, feature: str) -> str:
        """The command that would make `feature` one of `features`; empty where none does."""

    def open_pod(self, plan: PodPlan) -> Pod:
        """Make a pod, or take a pre-started one that fits; raises `PodError`."""

    def keep_warm(self, pods: int) -> None:
        """From now on keep up to so many pods pre-started, of the kinds that were asked for last."""

    def prepare(self, plan: PodPlan, timeout_s: float) -> bool:
        """Pre-start a pod that fits the plan and wait until it stands; False where pods are not pre-started."""

    def close(self) -> None:
        """Release what the backend itself holds."""
