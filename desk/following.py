"""While a program runs, its index follows the store that machines share: see indexer/shared.py."""

import logging
from pathlib import Path

from corpus.settings import Settings
from desk.turning import Turning
from indexer.generations import generations
from indexer.shared import Follower
from indexer.shared_store import Store, StoreUnavailable, store_of
from retrieval.vector_tables import VectorTables

log = logging.getLogger(__name__)
EVERY = 5.0  # seconds


class Following(Turning):
    """Runs in a thread of its own between entering and leaving; without a store it does nothing.

    ``tables``: where vectors are searched; those of a generation stand there before it serves
    here, and those of generations that nobody serves any more go.

    Raises:
        StoreUnavailable: the setting names none that can be.
    """

    patience = 5.0  # a store that hangs is waited for much longer

    def __init__(
        self,
        index: Path,
        place: str,
        endpoint: str = "",
        every: float = EVERY,
        tables: VectorTables | None = None,
    ) -> None:
        super().__init__("following")
        store: Store | None = store_of(place, endpoint)
        ready = tables.fill if tables else lambda _: None
        self._follower = Follower(index, store, ready) if store else None
        self._index, self._tables = index, tables
        self._every = every

    @classmethod
    def of(cls, settings: Settings) -> "Following":
        """Raises: StoreUnavailable"""
        place, tables = settings.index_store, None
        if place and settings.vectors == "pgvector":
            tables = VectorTables(settings.database)
        return cls(settings.index, place, settings.s3_endpoint, tables=tables)

    def work(self) -> None:
        while self._follower is not None and not self.over.wait(self._every):
            self.first()

    def first(self) -> None:
        """Before the service opens the index: what a new machine would have nothing without."""
        if self._follower is None:
            return
        try:
            if self._follower.tick() and self._tables is not None:
                self._tables.keep_only(generations(self._index))
        except Exception:
            log.exception("the store of the index could not be looked at; tried again soon")


__all__ = ["Following", "StoreUnavailable"]
