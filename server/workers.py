"""Workers: threads that take attempts from the queue, judge them and store the verdicts.

Any number of processes may work on one database. A pool shows that it lives in two ways: it renews the leases of what
it holds, and it holds a lock on a file of its own, which the system releases when the process dies in whatever way.
So after a `kill -9` another process on the machine takes the orphans at once; on other machines they wait for their
lease to run out.
"""

from __future__ import annotations

import fcntl
import hashlib
import logging
import threading
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

from cases.errors import UnknownCaseError
from sandbox.verdict import Timings, Verdict
from server.judges import Judges, SandboxJudges
from server.services import queue
from server.services.queue import Claim
from server.services.trials import close_abandoned
from server.store.ids import new_id

if TYPE_CHECKING:
    from server.house import House

log = logging.getLogger(__name__)


class WorkerPool:
    """`settings.workers` threads and a keeper that renews leases and looks for orphans.

    `start` and `stop` are called once each. After `stop` every attempt is finished or back in the queue.
    """

    def __init__(self, house: House, judges: Judges | None = None) -> None:
        self._house = house
        self._judges = judges or SandboxJudges(
            house.settings.data, house.settings.backend, warm_pods=house.settings.warm
        )
        self.id = new_id("pool")
        self._held: dict[str, Claim] = {}
        self._changed = threading.Condition()
        self._stopping = threading.Event()
        self._stopped = threading.Event()
        self._workers: list[threading.Thread] = []
        self._lock: _LifeLock | None = None

    def start(self) -> None:
        """Take over what dead pools left behind, then begin."""
        self._lock = _LifeLock(self._house.settings.private / "workers", self.id)
        self._requeue_lost()
        self._house.wake = self._wake
        self._workers = [
            threading.Thread(target=self._work, name=f"{self.id}-{number}", daemon=True)
            for number in range(self._house.settings.workers)
        ]
        for thread in (threading.Thread(target=self._keep, name=f"{self.id}-keeper", daemon=True), *self._workers):
            thread.start()

    def stop(self) -> None:
        """Finish what is running within `settings.stop_grace_s`, give the rest back, and close the judges."""
        self._stopping.set()
        self._wake()
        deadline = time.monotonic() + self._house.settings.stop_grace_s
        for thread in self._workers:
            thread.join(max(0.0, deadline - time.monotonic()))
        with self._changed:
            left = list(self._held.values())
            self._held.clear()
        queue.give_back(self._house, left)
        self._stopped.set()
        self._judges.close()
        if self._lock is not None:
            self._lock.release()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _work(self) -> None:
        while not self._stopping.is_set():
            try:
                busy = self._work_once()
            except Exception:
                log.exception("a worker failed outside the evaluation; it goes on", extra={"pool": self.id})
                busy = False
            if not busy:
                with self._changed:
                    if not self._stopping.is_set():
                        self._changed.wait(self._house.settings.poll_s)

    def _work_once(self) -> bool:
        held = queue.claim(self._house, self.id)
        if held is None:
            return False
        with self._changed:
            self._held[held.fence] = held
        try:
            self._judge(held)
        finally:
            # Whatever happened, this claim is no longer renewed: if it was not finished, its lease runs out.
            with self._changed:
                self._held.pop(held.fence, None)
        return True

    def _judge(self, held: Claim) -> None:
        began = time.monotonic()
        reused_from, rechecks = None, None
        try:
            verdict, reused_from, rechecks = self._verdict(held)
        except Exception as error:
            log.exception("the evaluation failed", extra={"pool": self.id, "attempt": held.attempt_id})
            verdict = queue.infra_error(held, f"{type(error).__name__}: {error}")
        timings = verdict.timings.model_copy(update={"queue": held.waited_s})
        if reused_from:
            timings = Timings(queue=held.waited_s, total=time.monotonic() - began)
        verdict = verdict.model_copy(update={"timings": timings})
        stored = queue.finish(self._house, held, verdict, reused_from=reused_from, rechecks=rechecks)
        log.info(
            "judged" if stored else "judged too late; the attempt was taken from us",
            extra={"pool": self.id, "attempt": held.attempt_id, "status": str(verdict.status)},
        )

    def _verdict(self, held: Claim) -> tuple[Verdict, str | None, str | None]:
        """The verdict, the attempt it is a copy of, and the attempt it checks anew."""
        try:
            case = self._house.library.get(held.case_id)
        except UnknownCaseError as error:
            return queue.infra_error(held, f"{error}; was a pack removed?"), None, None
        if case.digest != held.case_digest:
            return queue.infra_error(held, f"{case.id} was changed since this trial was planned"), None, None
        earlier = None
        conditions = self._judges.conditions(held.backend, case)
        if conditions is not None:
            earlier = queue.reusable(self._house, held, *conditions)
            if earlier is not None and not self._sampled(held):
                return Verdict.model_validate(earlier.body), earlier.attempt_id, None
        project = self._house.store.blobs.get_files(held.files_digest)
        verdict = self._judges.evaluate(held.backend, case, project, lambda tests: self._works(held, tests))
        return verdict, None, earlier.attempt_id if earlier is not None else None

    def _works(self, held: Claim, tests: int) -> None:
        try:
            queue.works(self._house, held, tests)
        except Exception:
            log.exception("not told before the verdict", extra={"pool": self.id, "attempt": held.attempt_id})

    def _sampled(self, held: Claim) -> bool:
        """Whether this attempt is of the share that is judged anew; fixed by its id, so a retry decides the same."""
        drawn = int.from_bytes(hashlib.sha256(held.attempt_id.encode()).digest()[:8], "big") / 2**64
        return drawn < self._house.settings.recheck_share

    def _keep(self) -> None:
        pause = self._house.settings.attempt_lease_s / 4
        while not self._stopped.wait(pause):
            try:
                with self._changed:
                    fences = list(self._held)
                queue.renew(self._house, fences)
                self._requeue_lost()
                close_abandoned(self._house)
            except Exception:
                log.exception("the keeper failed; it tries again", extra={"pool": self.id})

    def _requeue_lost(self) -> None:
        others = [pool for pool in queue.pools_at_work(self._house) if pool != self.id]
        dead = [pool for pool in others if _LifeLock.is_dead(self._house.settings.private / "workers", pool)]
        if queue.take_from_dead(self._house, dead):
            self._wake()


class _LifeLock:
    """A lock on a file that lasts exactly as long as this process, or until it is released."""

    def __init__(self, folder: Path, pool: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._path = folder / pool
        self._stream: IO[str] = self._path.open("w")
        fcntl.flock(self._stream, fcntl.LOCK_EX | fcntl.LOCK_NB)

    def release(self) -> None:
        """Say that the pool is gone."""
        self._path.unlink(missing_ok=True)
        self._stream.close()

    @staticmethod
    def is_dead(folder: Path, pool: str) -> bool:
        """Whether the pool ran on this machine and its process has ended. False where that can't be known."""
        path = folder / pool
        try:
            with path.open("r+") as stream:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
                path.unlink(missing_ok=True)
        except (FileNotFoundError, BlockingIOError):
            return False
        return True
