"""While a program runs, its index follows the store that machines share: see indexer/shared.py."""

import logging
import threading
from pathlib import Path
from types import TracebackType

from indexer.shared import Follower
from indexer.shared_store import Store, StoreUnavailable, store_of

log = logging.getLogger(__name__)
EVERY = 5.0  # seconds


class Following:
    """Runs in a thread of its own between entering and leaving; without a store it does nothing.

    Raises:
        StoreUnavailable: the setting names none that can be.
    """

    def __init__(self, index: Path, place: str, endpoint: str = "", every: float = EVERY) -> None:
        store: Store | None = store_of(place, endpoint)
        self._follower = Follower(index, store) if store else None
        self._every = every
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._turn, name="following", daemon=True)

    def __enter__(self) -> "Following":
        if self._follower is not None:
            self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._follower is not None:
            self._thread.join()

    def first(self) -> None:
        """Before the service opens the index: what a new machine would have nothing without."""
        if self._follower is not None:
            try:
                self._follower.tick()
            except Exception:
                log.exception("the store of the index could not be looked at; tried again soon")

    def _turn(self) -> None:
        while not self._over.wait(self._every):
            self.first()


__all__ = ["Following", "StoreUnavailable"]
