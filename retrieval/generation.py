"""One index generation: a folder, complete and checksummed, that is only ever read."""

from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.chunk import Chunk
from corpus.document import Document
from corpus.store import TextStore
from corpus.texts import Texts
from retrieval import words
from retrieval.accents import AccentRestorer
from retrieval.cards import Cards
from retrieval.manifest import CURE, IndexUnavailable, damaged, read_manifest
from retrieval.pairs import BrokenTable
from retrieval.part_days import PartDays
from retrieval.places import Places
from retrieval.register import Register
from retrieval.shelf import Shelf
from retrieval.succession import Succession, key_of
from retrieval.tables import Tables
from retrieval.titles import Titles
from retrieval.vectors import VectorIndex

FORMS = "forms"  # the folder of the files that are handed over, named by their digests
FAR = date.max.toordinal()


class Generation:
    """An open generation. Safe to share between threads.

    ``thorough`` reads every file to the end before it is trusted.

    Raises:
        IndexUnavailable: a file is missing or does not have the digest of the manifest, or the
            table of abbreviations is broken.
    """

    def __init__(self, folder: Path, *, thorough: bool = False) -> None:
        self.manifest = read_manifest(folder)
        self.name = folder.name
        self._folder = folder
        wrong = damaged(folder, self.manifest, thorough=thorough)
        if wrong:
            raise IndexUnavailable(
                f"index generation {folder.name} is damaged ({', '.join(wrong[:3])}): {CURE}"
            )
        self.store = TextStore(folder / "text.db")
        self.words = words.WordIndex(folder / "words")
        self.titles = Titles(folder / "titles", self.words.size)
        try:
            self.accents = AccentRestorer(folder / "accents")
        except BrokenTable as error:
            raise IndexUnavailable(f"{error}: put the line right") from None
        self.vectors = VectorIndex(folder / "vectors") if self.model else None
        self._tables = Tables.load(folder)
        self.parts = PartDays.load(folder)
        self.in_force = lru_cache(maxsize=4)(self._in_force)
        self.chunks_of = lru_cache(maxsize=64)(self._chunks_of)

    @cached_property
    def register(self) -> Register:
        """Its documents by the numbers and names people call them by."""
        return Register(self.store)

    @cached_property
    def cards(self) -> Cards:
        """The procedures that its documents describe."""
        return Cards(self.store)

    @cached_property
    def days(self) -> frozenset[int]:
        """The ordinals of the days on which a document, or a part of one, begins or ends."""
        of_parts = (self.parts.days, self._tables.starts, self._tables.ends)
        return frozenset(np.unique(np.concatenate(of_parts)).tolist())

    @cached_property
    def row_of(self) -> dict[str, int]:
        """The rows of its documents, by the key of the edition."""
        return {key_of(document): row for row, document in self.store.document_rows()}

    @cached_property
    def succession(self) -> Succession:
        """Which of its documents follow which."""
        return Succession(document for _, document in self.store.document_rows())

    @cached_property
    def texts(self) -> Texts:
        """Its documents by the names that other texts give them."""
        return Texts(document for _, document in self.store.document_rows())

    def _chunks_of(self, document: Document) -> tuple[Chunk, ...]:
        """All chunks of one edition, in reading order."""
        provisions = self.store.provision_rows(self.row_of[key_of(document)])
        rows = self.chunk_rows(np.array([provision for provision, _ in provisions], np.int64))
        return tuple(map(self.store.chunk_at, rows.tolist()))

    def ends(self, chunk_id: int) -> list[tuple[int | None, date]]:
        """When what stands in a chunk ends, where it does: all of it (None), or some part."""
        (rows,) = np.nonzero(self._tables.chunk_ids == chunk_id)
        if not len(rows):
            return []
        provision = int(self._tables.provision_of[rows[0]])
        if provision in self.parts.listed:
            return list(self.parts.ends(chunk_id))
        whole = int(self._tables.ends[provision])
        return [(None, date.fromordinal(whole))] if 0 < whole < FAR else []

    @cached_property
    def shelf(self) -> Shelf:
        """Its forms."""
        return Shelf(self.store.forms())

    def form_bytes(self, digest: str) -> bytes | None:
        """A form's file by its digest; None where this generation has none such."""
        if not digest.isalnum():
            return None
        try:
            return (self._folder / FORMS / digest).read_bytes()
        except OSError:
            return None

    @property
    def model(self) -> str:
        """The identity of the model that made the vectors; empty where there are none."""
        return str(self.manifest["model"])

    @property
    def made(self) -> float:
        """When it was made, in seconds since 1970; 0 where that is not known."""
        try:
            return datetime.fromisoformat(str(self.manifest.get("made", ""))).timestamp()
        except ValueError:
            return 0.0

    @property
    def provision_of(self) -> NDArray[np.int32]:
        """The provision row of each chunk row."""
        return self._tables.provision_of

    @property
    def chunk_ids(self) -> NDArray[np.int64]:
        """The id of each chunk row."""
        return self._tables.chunk_ids

    def chunk_rows(self, provisions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of all chunks of the given provisions."""
        return self._tables.chunk_rows(provisions)

    def chunks_of_windows(self, windows: NDArray[np.int64]) -> NDArray[np.int64]:
        """The chunk row of each window row."""
        return self._tables.chunk_of_window[windows]

    def windows_of_chunks(
        self, chunks: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The rows of all windows of the given chunk rows, and where each chunk's begin."""
        return self._tables.windows_of_chunks(chunks)

    def _in_force(self, day: date) -> NDArray[np.bool_]:
        """For each provision whether it is in force on ``day``, or may be (no dates known).

        One of which some parts are is (``parts`` says which).
        """
        here = day.toordinal()
        holds = (self._tables.starts <= here) & (here < self._tables.ends)
        holds[list(self.parts.listed)] = True
        holds[self.parts.gone(day)] = False
        holds.setflags(write=False)  # one array for all who ask of the day
        return holds

    def applies_in(self, places: Places) -> NDArray[np.bool_]:
        """For each provision whether it applies in one of ``places``; all where none is said."""
        fits = [places.fit(name) for name in self._tables.territories]
        return np.array(fits, bool)[self._tables.territory_of]
