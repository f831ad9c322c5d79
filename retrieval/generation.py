"""One index generation: a folder, complete and checksummed, that is only ever read.

``CURRENT`` beside the generations names the one that serves. It is replaced in
one rename, so a reader sees the old generation or the new one, never a mixture.
"""

import hashlib
import json
import os
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import chunking
from corpus.chunk import Chunk
from corpus.document import Document
from corpus.store import TextStore
from retrieval import words
from retrieval.accents import AccentRestorer
from retrieval.cards import Cards
from retrieval.pairs import BrokenTable
from retrieval.part_days import PartDays
from retrieval.places import Places
from retrieval.register import Register
from retrieval.shelf import Shelf
from retrieval.succession import Succession, key_of
from retrieval.titles import Titles
from retrieval.vectors import VectorIndex

FORMAT = 7
MANIFEST = "manifest.json"
CURRENT = "CURRENT"
FORMS = "forms"  # the folder of the files that are handed over, named by their digests
FAR = date.max.toordinal()


_CURE = "run `python -m indexer rollback`, or `python -m indexer sync --rebuild`"
# Besides what is checked first.
_SAYS = {"model", "dimension", "documents", "chunks", "corpus", "vectors", "stamps"}
LARGE = 64 << 20  # bytes from which a file is not read again while its size and time are as written


class IndexUnavailable(Exception):
    """There is no index that can be served; the message names the cure."""


def current(index: Path) -> Path:
    """The folder of the generation that serves.

    Raises:
        IndexUnavailable: nothing has been published yet, or what says so cannot be read.
    """
    try:
        return index / (index / CURRENT).read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        raise IndexUnavailable("there is no index yet: run `python -m indexer sync`") from None
    except (OSError, ValueError) as error:
        raise IndexUnavailable(
            f"the file {CURRENT} of the index cannot be read ({type(error).__name__}): {_CURE}"
        ) from None


def publish(generation: Path) -> None:
    """Make ``generation`` the one that serves: one atomic rename."""
    pointer = generation.parent / CURRENT
    waiting = pointer.with_name(f".{CURRENT}.{os.getpid()}")
    with waiting.open("w") as stream:
        stream.write(generation.name)
        stream.flush()
        os.fsync(stream.fileno())
    waiting.replace(pointer)


def checksums(folder: Path) -> dict[str, str]:
    """The digest of every file of a generation but its manifest."""
    return {name: _digest(file) for name, file in _files(folder).items()}


def stamps(folder: Path) -> dict[str, list[int]]:
    """The size and the time of writing (ns) of every file of a generation but its manifest."""
    return {name: _stamp(file) for name, file in _files(folder).items()}


def damaged(
    folder: Path, manifest: dict[str, Any], *, thorough: bool, large: int = LARGE
) -> list[str]:
    """The files that are missing, too many, or other than the manifest says.

    Large ones that nobody has written since are taken to be whole, unless ``thorough``:
    reading gigabytes at every start would find a failing disk, and nothing else.
    """
    wanted, written = manifest["files"], {} if thorough else manifest["stamps"]
    try:
        found = {}
        for name, file in _files(folder).items():
            stamp = _stamp(file)
            untouched = stamp[0] >= large and stamp == written.get(name)
            found[name] = wanted.get(name) if untouched else _digest(file)
    except OSError as error:
        return [f"{error.filename}: {error.strerror}"]
    return sorted(
        name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name)
    )


def _files(folder: Path) -> dict[str, Path]:
    files = (file for file in sorted(folder.rglob("*")) if file.is_file())
    return {str(file.relative_to(folder)): file for file in files if file.name != MANIFEST}


def _stamp(file: Path) -> list[int]:
    stat = file.stat()
    return [stat.st_size, stat.st_mtime_ns]


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.blake2b(digest_size=16)).hexdigest()


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a generation.

    Raises:
        IndexUnavailable: it is missing, broken, or of a format this program does not read.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
        made_by = (manifest["format"], manifest["chunker"], manifest["words"])
        tables = (manifest["files"], manifest["stamps"])
        if not (manifest.keys() >= _SAYS and all(isinstance(table, dict) for table in tables)):
            raise ValueError(manifest.keys())
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnavailable(
            f"the manifest of index generation {folder.name} is missing or broken "
            f"({type(error).__name__}): {_CURE}"
        ) from None
    if made_by != (FORMAT, chunking.VERSION, words.VERSION):
        raise IndexUnavailable(
            f"index generation {folder.name} was made by another version of this program: "
            "run `python -m indexer sync --rebuild`"
        )
    return manifest


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
                f"index generation {folder.name} is damaged ({', '.join(wrong[:3])}): {_CURE}"
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


class Tables:
    """The small arrays of a generation: per chunk and per provision.

    ``windows`` counts the windows of each chunk; each has at least one.
    """

    def __init__(self, arrays: dict[str, NDArray[Any]], territories: list[str]) -> None:
        self.chunk_ids: NDArray[np.int64] = arrays["chunk_ids"]
        self.provision_of: NDArray[np.int32] = arrays["provision_of"]
        self.windows: NDArray[np.int32] = arrays["windows"]
        self.starts: NDArray[np.int32] = arrays["starts"]
        self.ends: NDArray[np.int32] = arrays["ends"]
        self.territory_of: NDArray[np.int32] = arrays["territory_of"]
        self.territories = territories
        self.chunk_of_window = np.repeat(np.arange(len(self.windows)), self.windows)
        self._first_window = np.cumsum(self.windows, dtype=np.int64) - self.windows
        self._by_provision = np.argsort(self.provision_of, kind="stable")
        self._sorted_provisions = self.provision_of[self._by_provision]

    def chunk_rows(self, provisions: NDArray[np.int64]) -> NDArray[np.int64]:
        first = np.searchsorted(self._sorted_provisions, provisions, "left")
        last = np.searchsorted(self._sorted_provisions, provisions, "right")
        spans = [self._by_provision[a:b] for a, b in zip(first, last, strict=True)]
        return np.concatenate(spans) if spans else np.zeros(0, np.int64)

    def windows_of_chunks(
        self, chunks: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        counts = self.windows[chunks].astype(np.int64)
        begins = np.cumsum(counts) - counts
        within = np.arange(counts.sum()) - np.repeat(begins, counts)
        return np.repeat(self._first_window[chunks], counts) + within, begins

    def save(self, folder: Path) -> None:
        np.savez(
            folder / "tables.npz",
            chunk_ids=self.chunk_ids,
            provision_of=self.provision_of,
            windows=self.windows,
            starts=self.starts,
            ends=self.ends,
            territory_of=self.territory_of,
        )
        (folder / "territories.json").write_text(json.dumps(self.territories))

    @classmethod
    def load(cls, folder: Path) -> "Tables":
        with np.load(folder / "tables.npz") as stored:
            arrays = {name: stored[name] for name in stored.files}
        return cls(arrays, json.loads((folder / "territories.json").read_text()))
