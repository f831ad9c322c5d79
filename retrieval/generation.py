"""One index generation: a folder, complete and checksummed, that is only ever read.

``CURRENT`` beside the generations names the one that serves. It is replaced in
one rename, so a reader sees the old generation or the new one, never a mixture.
"""

import hashlib
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus import chunking
from corpus.document import NATIONAL
from corpus.store import TextStore
from corpus.text import fold
from retrieval import words
from retrieval.accents import AccentRestorer
from retrieval.pairs import BrokenTable
from retrieval.vectors import VectorIndex

FORMAT = 2
MANIFEST = "manifest.json"
CURRENT = "CURRENT"
FAR = date.max.toordinal()


_CURE = "run `python -m indexer rollback`, or `python -m indexer sync --rebuild`"
_SAYS = {"model", "dimension", "documents", "chunks", "corpus"}  # besides what is checked first


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
    return {
        str(file.relative_to(folder)): _digest(file)
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST
    }


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
        if not (manifest.keys() >= _SAYS and isinstance(manifest["files"], dict)):
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

    Raises:
        IndexUnavailable: a file is missing or does not have the digest of the manifest, or the
            table of abbreviations is broken.
    """

    def __init__(self, folder: Path) -> None:
        self.manifest = read_manifest(folder)
        self.name = folder.name
        damaged = _damaged(folder, self.manifest["files"])
        if damaged:
            raise IndexUnavailable(
                f"index generation {folder.name} is damaged ({', '.join(damaged[:3])}): {_CURE}"
            )
        self.store = TextStore(folder / "text.db")
        self.words = words.WordIndex(folder / "words")
        try:
            self.accents = AccentRestorer(folder / "accents")
        except BrokenTable as error:
            raise IndexUnavailable(f"{error}: put the line right") from None
        self.vectors = VectorIndex(folder) if self.model else None
        self._tables = Tables.load(folder)

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

    def rows(self, chunk_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of chunks by their ids."""
        return self._tables.rows(chunk_ids)

    def chunk_rows(self, provisions: NDArray[np.int64]) -> NDArray[np.int64]:
        """The rows of all chunks of the given provisions."""
        return self._tables.chunk_rows(provisions)

    def in_force(self, day: date) -> NDArray[np.bool_]:
        """For each provision whether it is in force on ``day``, or may be (no dates known)."""
        return (self._tables.starts <= day.toordinal()) & (day.toordinal() < self._tables.ends)

    def applies_in(self, province: str) -> NDArray[np.bool_]:
        """For each provision whether it applies in ``province``; all do where it is not said."""
        names = self._tables.territories
        here = fold(province)
        fits = [not here or name == NATIONAL or fold(name) in here for name in names]
        return np.array(fits, bool)[self._tables.territory_of]


class Tables:
    """The small arrays of a generation: per chunk and per provision."""

    def __init__(self, arrays: dict[str, NDArray[Any]], territories: list[str]) -> None:
        self.chunk_ids: NDArray[np.int64] = arrays["chunk_ids"]
        self.provision_of: NDArray[np.int32] = arrays["provision_of"]
        self.starts: NDArray[np.int32] = arrays["starts"]
        self.ends: NDArray[np.int32] = arrays["ends"]
        self.territory_of: NDArray[np.int32] = arrays["territory_of"]
        self.territories = territories
        self._by_id = np.argsort(self.chunk_ids)
        self._by_provision = np.argsort(self.provision_of, kind="stable")
        self._sorted_provisions = self.provision_of[self._by_provision]

    def chunk_rows(self, provisions: NDArray[np.int64]) -> NDArray[np.int64]:
        first = np.searchsorted(self._sorted_provisions, provisions, "left")
        last = np.searchsorted(self._sorted_provisions, provisions, "right")
        spans = [self._by_provision[a:b] for a, b in zip(first, last, strict=True)]
        return np.concatenate(spans) if spans else np.zeros(0, np.int64)

    def rows(self, chunk_ids: NDArray[np.int64]) -> NDArray[np.int64]:
        places = np.searchsorted(self.chunk_ids, chunk_ids, sorter=self._by_id)
        rows: NDArray[np.int64] = self._by_id[places]
        return rows

    def save(self, folder: Path) -> None:
        np.savez(
            folder / "tables.npz",
            chunk_ids=self.chunk_ids,
            provision_of=self.provision_of,
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


def _damaged(folder: Path, wanted: dict[str, str]) -> list[str]:
    try:
        found = checksums(folder)
    except OSError as error:
        return [f"{error.filename}: {error.strerror}"]
    return sorted(
        name for name in found.keys() | wanted.keys() if found.get(name) != wanted.get(name)
    )
