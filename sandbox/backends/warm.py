"""Pre-started pods: judge and targets are up, frameworks loaded, nothing of a submission has been near them.

A pod is used once. The pool keeps the kinds that are asked for and prepares them in a thread of its own. That takes
time from verdicts which are being reached, so nothing is given up for a pod that may never be used: see `WarmPods`.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from sandbox.backends.base import PodError, PodPlan
from sandbox.toolchains.model import Toolchain

log = logging.getLogger(__name__)

POD_MIB = 110
"""Memory of a large waiting pod, Node with a framework started twice. One kind takes twice that: Next.js."""
SHARE = 8
"""At most one part in so many of the memory that is free goes to waiting pods, beyond one pod for each worker."""
KINDS = 13
"""Kinds of the toolchains there are, one of which is all for which only the judge waits."""
ASKS = 3
LULL_S = 0.2
"""A verdict that is asked for so long after the last one is a single one, not one of a run."""
KNOWN_KINDS = 64


def pods_for(workers: int) -> int:
    """How many pods to keep for so many workers: one of every kind, two for each worker, or what memory allows."""
    if not workers:
        return 0
    free = 0
    with contextlib.suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text().splitlines()
        free = next((int(line.split()[1]) // 1024 for line in lines if line.startswith("MemAvailable:")), 0)
    return min(max(KINDS, 2 * workers), max(workers, free // SHARE // POD_MIB))


@dataclass(frozen=True)
class WarmKind:
    """What pre-started pods are told apart by."""

    toolchain_digest: str
    starter: tuple[str, ...]
    """argv of the waiting targets; empty: no target waits"""
    builder: tuple[str, ...]
    """argv of what waits for the build; empty: nothing does"""
    toolchain: Toolchain = field(compare=False)

    @classmethod
    def of(cls, plan: PodPlan) -> WarmKind:
        """The kind that fits a plan. What a hidden driver is mounted into cannot be started before it is known."""
        toolchain = plan.toolchain
        starter = toolchain.starters.get(plan.interface.value, ()) if plan.hidden_driver is None else ()
        builder = toolchain.builder(plan.build) if plan.hidden_driver is None else ()
        if not starter and not builder:
            return cls("", (), (), toolchain)
        return cls(toolchain.digest, (*starter, plan.framework) if starter else (), builder, toolchain)


class WarmPod(Protocol):
    """What the pool must know of a pod."""

    @property
    def alive(self) -> bool:
        """Whether it can still be used."""

    def close(self) -> None:
        """End it."""


P = TypeVar("P", bound=WarmPod)


class PodUse:
    """One verdict that is being reached, as the pool counts it. Each of its ends may be told more than once."""

    def __init__(self, count: Callable[[int, int], None], *, builds: bool) -> None:
        self._count = count
        self._uses, self._builds = 1, int(builds)
        count(1, self._builds)

    def built(self) -> None:
        """Its build is over."""
        self._count(0, -self._builds)
        self._builds = 0

    def end(self) -> None:
        """Its pod has been closed."""
        self._count(-self._uses, -self._builds)
        self._uses = self._builds = 0


class WarmPods(Generic[P]):
    """Up to `most` waiting pods. Thread-safe.

    A pod that is taken is replaced. A kind that none waits for gets a pod while there is room. Without room another
    one is given up for it when it is asked for the third time since somebody asked for that one (as LRU-K chooses,
    O'Neil, O'Neil and Weikum, 1993), or as soon as no pod is in use, when preparing costs nobody anything. While all
    that goes on is builds, which use what processors there are, they are let finish first; so is a single verdict that
    comes after `lull_s` seconds of nothing, for its pod can be replaced in the next lull.
    """

    def __init__(self, make: Callable[[WarmKind], P], most: int, *, lull_s: float = LULL_S) -> None:
        self._make = make
        self._most = most
        self._lull_s = lull_s
        self._last_end = time.monotonic()
        self._single = False
        self._awaited = 0
        self._waiting: deque[tuple[WarmKind, P]] = deque()
        self._wanted: deque[WarmKind] = deque()
        self._postponed: OrderedDict[WarmKind, None] = OrderedDict()
        self._asks: OrderedDict[WarmKind, deque[int]] = OrderedDict()
        self._clock = 0
        self._in_use = self._building = 0
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._prepare, name="warm-pods", daemon=True)
        self._thread.start()

    def take(self, kind: WarmKind) -> P | None:
        """A waiting pod of the kind, or None; another one is prepared for the next who asks, now or later."""
        with self._changed:
            self._note(kind)
            found = next((entry for entry in self._waiting if entry[0] == kind), None)
            if found is not None:
                self._waiting.remove(found)
            if len(self._waiting) + len(self._wanted) < self._most or self._is_due(kind):
                self._wanted.append(kind)
            else:
                self._postponed[kind] = None
                self._postponed.move_to_end(kind)
                while len(self._postponed) > self._most:
                    self._postponed.popitem(last=False)
            self._changed.notify_all()
        if found is not None and not found[1].alive:
            found[1].close()
            return None
        return found[1] if found is not None else None

    def begin(self, *, builds: bool = False) -> PodUse:
        """A pod goes into use, a waiting one or not; `builds`: it begins with a build."""
        return PodUse(self._count, builds=builds)

    def _count(self, uses: int, building: int) -> None:
        with self._changed:
            if uses > 0:
                self._single = not self._in_use and time.monotonic() - self._last_end >= self._lull_s
            elif uses < 0:
                self._last_end = time.monotonic()
            self._in_use += uses
            self._building += building
            self._changed.notify_all()

    def prepare(self, kind: WarmKind, timeout_s: float) -> bool:
        """See that a pod of the kind waits; False if it does not in time."""
        with self._changed:
            self._note(kind)
            if not any(entry[0] == kind for entry in self._waiting) and kind not in self._wanted:
                self._wanted.append(kind)
            self._awaited += 1
            self._changed.notify_all()
            self._changed.wait_for(lambda: kind not in self._wanted or self._closed, timeout_s)
            self._awaited -= 1
            return any(entry[0] == kind for entry in self._waiting)

    def _note(self, kind: WarmKind) -> None:
        self._clock += 1
        self._asks.setdefault(kind, deque(maxlen=ASKS)).append(self._clock)
        self._asks.move_to_end(kind)
        while len(self._asks) > max(KNOWN_KINDS, 2 * self._most):
            self._asks.popitem(last=False)

    def _last_ask(self, kind: WarmKind) -> int:
        return self._asks[kind][-1] if kind in self._asks else 0

    def _is_due(self, kind: WarmKind) -> bool:
        """Whether the kind has been asked for so often since anybody asked for one of those that wait."""
        asks = self._asks[kind]
        stalest = min((self._last_ask(waiting) for waiting, _ in self._waiting), default=self._clock)
        return len(asks) == ASKS and asks[0] > stalest and kind not in self._wanted

    def _prepare(self) -> None:
        while (kind := self._next()) is not None:
            pod: P | None = None
            try:
                pod = self._make(kind)
            except (PodError, OSError) as error:
                log.warning("a pod could not be pre-started: %s", error)
            for old in self._keep(kind, pod):
                old.close()

    def _next(self) -> WarmKind | None:
        """The kind to prepare, first of those that are wanted; None at the end."""
        with self._changed:
            while True:
                self._changed.wait_for(self._may_prepare)
                if self._closed:
                    return None
                if self._wanted:
                    return self._wanted[0]
                kind, _ = self._postponed.popitem()
                if all(waiting != kind for waiting, _ in self._waiting):
                    self._wanted.append(kind)

    def _may_prepare(self) -> bool:
        if self._closed or not self._in_use:
            return self._closed or bool(self._wanted or self._postponed)
        if not self._wanted or self._awaited:
            return bool(self._wanted)
        return not self._single and self._building < self._in_use

    def _keep(self, kind: WarmKind, pod: P | None) -> list[P]:
        """Put a new pod where `take` finds it; the pods there are then too many of, the stalest kinds first."""
        with self._changed:
            self._wanted.popleft()
            if pod is not None:
                self._waiting.append((kind, pod))
            most = 0 if self._closed else self._most
            surplus = sorted(self._waiting, key=lambda entry: self._last_ask(entry[0]))
            surplus = surplus[: max(0, len(self._waiting) - most)]
            for entry in surplus:
                self._waiting.remove(entry)
            self._changed.notify_all()
        return [old for _, old in surplus]

    def close(self) -> None:
        """End every waiting pod and the thread."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join()
        while self._waiting:
            with contextlib.suppress(OSError):
                self._waiting.popleft()[1].close()
