"""Which pods the pool prepares: what is asked for, and nothing that is thrown away again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from sandbox.backends.warm import WarmKind, WarmPods, pods_for
from sandbox.toolchains.model import Toolchain

MOST = 4


class Pod:
    """Counts itself."""

    def __init__(self, kind: WarmKind) -> None:
        self.kind = kind
        self.alive = True

    def close(self) -> None:
        self.alive = False


class Pool:
    """A pool, and the pods that it has made."""

    def __init__(self, lull_s: float = 60) -> None:
        self.made: list[Pod] = []
        self.pods: WarmPods[Pod] = WarmPods(self._make, MOST, lull_s=lull_s)
        self.busy = self.pods.begin()

    def _make(self, kind: WarmKind) -> Pod:
        self.made.append(Pod(kind))
        return self.made[-1]

    def ask(self, name: str) -> bool:
        """One verdict while the machine is busy; whether a pod waited for it."""
        taken = self.pods.take(kind(name))
        self.settle()
        return taken is not None

    def settle(self) -> None:
        """Wait until nothing is being prepared."""
        end = time.monotonic() + 10
        while self.pods._wanted and time.monotonic() < end:
            time.sleep(0.0005)

    def waiting(self) -> set[str]:
        return {entry[0].starter[0] for entry in self.pods._waiting}


def kind(name: str) -> WarmKind:
    return WarmKind(name, (name,), (), Toolchain.__new__(Toolchain))


@pytest.fixture
def pool() -> Iterator[Pool]:
    made = Pool()
    yield made
    waiting = [pod for _, pod in made.pods._waiting]
    made.pods.close()
    assert not [pod for pod in waiting if pod.alive]


def test_what_is_taken_is_replaced(pool: Pool) -> None:
    assert [pool.ask("a") for _ in range(5)] == [False, True, True, True, True]


def test_many_kinds_in_turn_waste_few_pods(pool: Pool) -> None:
    chance = random.Random(4)
    asked = [str(chance.randrange(17)) for _ in range(600)]
    hits = sum(pool.ask(name) for name in asked)
    thrown_away = len(pool.made) - hits - MOST
    assert hits > 60, "4 of 17 kinds wait"
    assert thrown_away < 100, "most of what is prepared is used"


def test_a_kind_that_is_asked_for_often_pushes_out_one_that_is_not(pool: Pool) -> None:
    for name in "abcd":
        pool.ask(name)
    assert [pool.ask("e") for _ in range(5)] == [False, False, False, True, True]
    assert pool.waiting() == {"b", "c", "d", "e"}, "the one nobody has asked for the longest"


def test_an_idle_machine_prepares_what_was_asked_for_last(pool: Pool) -> None:
    for name in "abcdef":
        pool.ask(name)
    assert pool.waiting() == set("abcd")
    pool.busy.end()
    _until(lambda: {"e", "f"} <= pool.waiting())
    assert len(pool.waiting()) == MOST
    pool.busy = pool.pods.begin()
    assert pool.ask("f")


def test_a_build_is_not_disturbed_unless_something_else_goes_on_anyway(pool: Pool) -> None:
    pool.busy.end()
    building = pool.pods.begin(builds=True)
    assert pool.pods.take(kind("a")) is None
    time.sleep(0.05)
    assert not pool.made
    building.built()
    building.built()
    _until(lambda: pool.waiting() == {"a"})

    second = pool.pods.begin(builds=True)
    assert pool.ask("b") is False, "the first one is past its build"
    assert pool.waiting() == {"a", "b"}
    building.end()
    pool.pods.take(kind("a"))
    time.sleep(0.05)
    assert len(pool.made) == 2
    second.end()
    second.end()
    _until(lambda: len(pool.made) == 3)
    assert pool.pods._in_use == pool.pods._building == 0


def test_a_single_verdict_is_not_disturbed_and_its_pod_is_replaced_afterwards() -> None:
    pool = Pool(lull_s=0)
    assert pool.pods.take(kind("a")) is None
    time.sleep(0.05)
    assert not pool.made
    pool.busy.end()
    _until(lambda: pool.waiting() == {"a"})

    first = pool.pods.begin()
    assert pool.pods.take(kind("a")) is not None
    assert pool.pods.prepare(kind("b"), 10), "somebody waits for it"
    assert pool.waiting() == {"a", "b"}
    pool.pods.take(kind("b"))
    time.sleep(0.05)
    assert pool.waiting() == {"a"}
    second = pool.pods.begin()
    _until(lambda: pool.waiting() == {"a", "b"})
    first.end()
    pool.pods.take(kind("a"))
    _until(lambda: pool.waiting() == {"a", "b"})
    second.end()
    pool.pods.close()


def test_a_pod_that_cannot_be_made_stops_nothing() -> None:
    def broken(kind: WarmKind) -> Pod:
        raise OSError("no memory")

    pods: WarmPods[Pod] = WarmPods(broken, MOST)
    assert pods.take(kind("a")) is None
    assert not pods.prepare(kind("a"), 5)
    pods.close()
    assert not [thread for thread in threading.enumerate() if thread is pods._thread]


def test_there_is_room_for_every_kind_or_for_what_memory_allows() -> None:
    assert pods_for(0) == 0
    assert 1 <= pods_for(1) <= 13
    assert 64 <= pods_for(64) <= 128


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.001)
