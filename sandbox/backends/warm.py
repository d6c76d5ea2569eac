"""Pre-started pods: judge and targets are up, frameworks loaded, nothing of a submission has been near them.

A pod is used once. The pool keeps the kinds that were asked for last, prepares them in a thread of its own, and gives
up the oldest when it holds too many.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from sandbox.backends.base import PodError, PodPlan
from sandbox.toolchains.model import Toolchain

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class WarmKind:
    """What pre-started pods are told apart by."""

    toolchain_digest: str
    starter: tuple[str, ...]
    """argv of the waiting targets; empty: only the judge is pre-started"""
    toolchain: Toolchain = field(compare=False)

    @classmethod
    def of(cls, plan: PodPlan) -> WarmKind:
        """The kind that fits a plan. What a hidden driver is mounted into cannot be started before it is known."""
        starter = plan.toolchain.starters.get(plan.interface.value, ()) if plan.hidden_driver is None else ()
        return cls(plan.toolchain.digest, (*starter, plan.framework) if starter else (), plan.toolchain)


class WarmPod(Protocol):
    """What the pool must know of a pod."""

    @property
    def alive(self) -> bool:
        """Whether it can still be used."""

    def close(self) -> None:
        """End it."""


P = TypeVar("P", bound=WarmPod)


class WarmPods(Generic[P]):
    """Up to `most` waiting pods. Thread-safe."""

    def __init__(self, make: Callable[[WarmKind], P], most: int) -> None:
        self._make = make
        self._most = most
        self._waiting: deque[tuple[WarmKind, P]] = deque()
        self._wanted: deque[WarmKind] = deque()
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._prepare, name="warm-pods", daemon=True)
        self._thread.start()

    def take(self, kind: WarmKind) -> P | None:
        """A waiting pod of the kind, or None; either way another one is prepared for the next who asks."""
        with self._changed:
            found = next((entry for entry in self._waiting if entry[0] == kind), None)
            if found is not None:
                self._waiting.remove(found)
            if len(self._wanted) < self._most:
                self._wanted.append(kind)
            self._changed.notify_all()
        if found is not None and not found[1].alive:
            found[1].close()
            return None
        return found[1] if found is not None else None

    def prepare(self, kind: WarmKind, timeout_s: float) -> bool:
        """See that a pod of the kind waits; False if it does not in time."""
        with self._changed:
            if not any(entry[0] == kind for entry in self._waiting) and kind not in self._wanted:
                self._wanted.append(kind)
                self._changed.notify_all()
            self._changed.wait_for(lambda: kind not in self._wanted or self._closed, timeout_s)
            return any(entry[0] == kind for entry in self._waiting)

    def _prepare(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._wanted or self._closed)
                if self._closed:
                    return
                kind = self._wanted[0]
            pod: P | None = None
            try:
                pod = self._make(kind)
            except (PodError, OSError) as error:
                log.warning("a pod could not be pre-started: %s", error)
            given_up = self._keep(kind, pod)
            for old in given_up:
                old.close()

    def _keep(self, kind: WarmKind, pod: P | None) -> list[P]:
        """Put a new pod where `take` finds it; the pods there are then too many of."""
        with self._changed:
            self._wanted.popleft()
            if pod is not None:
                self._waiting.append((kind, pod))
            most = 0 if self._closed else self._most
            surplus = [self._waiting.popleft()[1] for _ in range(len(self._waiting) - most)]
            self._changed.notify_all()
        return surplus

    def close(self) -> None:
        """End every waiting pod and the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()
        while self._waiting:
            with contextlib.suppress(OSError):
                self._waiting.popleft()[1].close()
