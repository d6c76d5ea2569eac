"""The house as one running process sees it: settings, store, cases and the clock; what services are called with."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from server.settings import Settings

if TYPE_CHECKING:
    from cases.library import Library
    from server.store.engine import Store


class House:
    """Opens the database (migrating it if need be) at once and loads the cases when they are first asked for.

    `now` is the only wall clock of the server. `wake` is called whenever an attempt was queued; a worker pool of the
    same process hangs itself in there.
    """

    def __init__(
        self, settings: Settings, *, library: Library | None = None, now: Callable[[], float] = time.time
    ) -> None:
        from server.store.engine import Store
        from server.store.schema import ensure_schema

        self.settings = settings
        self.now = now
        self.wake: Callable[[], None] = _nobody_listens
        self.store: Store = Store(settings.url, settings.private / "blobs")
        ensure_schema(self.store.engine, settings.private)
        self._library = library
        self._loading = threading.Lock()

    @property
    def library(self) -> Library:
        """All packs; loaded once."""
        with self._loading:
            if self._library is None:
                from cases.loader import BUILT_IN, load_library

                self._library = load_library((BUILT_IN, *self.settings.packs))
            return self._library

    def close(self) -> None:
        """Close the database."""
        self.store.close()


def _nobody_listens() -> None:
    """Stands in for a worker pool where there is none."""


class EmbeddedHouse:
    """A house that opens itself, and its workers, at the first call: for a stdio server that stands alone.

    The instance is what `DatabaseAgentService` takes as `house`. `close` gives running attempts back to the queue; the
    next process judges them.
    """

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._opening = threading.Lock()
        self._house: House | None = None
        self._stop: Callable[[], None] = _nobody_listens

    def __call__(self) -> House:
        """The open house."""
        with self._opening:
            if self._house is None:
                from server.workers import WorkerPool

                house = House(self._settings())
                pool = WorkerPool(house)
                pool.start()
                self._house, self._stop = house, pool.stop
            return self._house

    def close(self) -> None:
        """Stop the workers and close the house, if it was ever opened."""
        with self._opening:
            self._stop()
            if self._house is not None:
                self._house.close()
