"""The assistant over the generation that serves now; the next one as soon as it is published."""

import logging
import threading
import time
from pathlib import Path

from corpus.units import units
from retrieval.assistant import Assistant
from retrieval.embedder import Embedder
from retrieval.generation import Generation
from retrieval.manifest import CURRENT, IndexUnavailable, current
from retrieval.phrasing import Composer
from retrieval.reviewed import FILE, read
from retrieval.told_before import ToldBefore, Vector
from retrieval.vector_tables import VectorTables

log = logging.getLogger(__name__)
_TRY_AGAIN = 30.0  # seconds before a generation that could not be opened is tried again


class Serving:
    """Safe to share between threads.

    ``look_again`` is the time in seconds for which a generation is taken to be the current one.
    ``trouble`` is what stands in the way of the current one; empty where nothing does.
    """

    def __init__(
        self,
        index: Path,
        embedder: Embedder | None,
        look_again: float,
        composer: Composer | None = None,
        hotline: str = "",
        tables: VectorTables | None = None,
    ) -> None:
        self._index, self._embedder = index, embedder
        self._composer, self._hotline = composer, hotline
        self._look_again, self._tables = look_again, tables
        self._lock = threading.Lock()
        self._seen: list[tuple[int, int] | None] = []  # nothing yet
        self._encoded: dict[str, Vector] = {}
        self._looked = self._failed = float("-inf")
        self._assistant: Assistant | None = None
        self.trouble = ""

    def assistant(self) -> Assistant | None:
        """The assistant over the published generation; the old one while the new is broken."""
        now = time.monotonic()
        if now - self._looked < self._look_again:
            return self._assistant
        # While one thread opens the new generation, the others go on with the old.
        if not self._lock.acquire(blocking=self._assistant is None):
            return self._assistant
        try:
            if now - self._looked >= self._look_again:
                self._reload(now)
                self._looked = now
            return self._assistant
        finally:
            self._lock.release()

    def _reload(self, now: float) -> None:
        stamp, before = _stamp(self._index), self._seen
        # Trying a broken one costs its checksums: not at every look while another serves.
        patient = self._assistant is not None and now - self._failed < _TRY_AGAIN
        if stamp == self._seen and (patient or not self.trouble):
            return
        self._seen = stamp
        try:
            self._assistant = self._open(self._generation(moved=before[:1] != stamp[:1]))
            self.trouble = ""
        except IndexUnavailable as error:
            self._failed = now
            if str(error) != self.trouble:
                log.error("%s", error)
            self.trouble = str(error)

    def _generation(self, *, moved: bool) -> Generation:
        """The current one; as it is where only the answers of people have changed."""
        if self._assistant is None or moved or self.trouble:
            folder = current(self._index)
            generation = Generation(folder)
            if self._tables and generation.vectors:
                generation.vectors = self._tables.of(folder, generation.vectors)
            return generation
        return self._assistant.generation

    def _open(self, generation: Generation) -> Assistant:
        """Pair the generation with the model, refusing vectors of another model."""
        units()  # now, and not while the first one waits who names a commune
        embedder = self._embedder
        if generation.vectors is None:
            embedder = None
        elif embedder is not None and embedder.identity != generation.model:
            raise IndexUnavailable(
                f"the index was made with the model {generation.model}, but {embedder.identity} is "
                "set: run `python -m indexer sync` to embed it anew, or set MOTCHAM_MODEL back"
            )
        return Assistant(
            generation,
            embedder,
            composer=self._composer,
            hotline=self._hotline,
            told_before=self._told_before(generation, embedder),
        )

    def _told_before(self, generation: Generation, embedder: Embedder | None) -> ToldBefore | None:
        """The answers of people; the questions that were there before are not encoded again."""

        def encode(texts: list[str]) -> list[Vector | None]:
            if embedder is None:
                return [None] * len(texts)
            new = [text for text in dict.fromkeys(texts) if text not in self._encoded]
            if new:
                self._encoded |= zip(new, embedder.encode(new, "query"), strict=True)
            return [self._encoded[text] for text in texts]

        faqs = read(self._index)
        return ToldBefore.of(faqs, generation, encode) if faqs else None


def _stamp(index: Path) -> list[tuple[int, int] | None]:
    """Of what names the generation, and of the answers of people."""
    return [_of(index / name) for name in (CURRENT, FILE)]


def _of(file: Path) -> tuple[int, int] | None:
    try:
        stat = file.stat()
    except OSError:
        return None
    return (stat.st_mtime_ns, stat.st_ino)
