"""How much of a title a question says: "phiếu khai báo X-quang" names the form of that name.

BM25 rewards a title for each word that a question shares with it. A name is the other way round:
it counts how much of the title was said. The words and pairs of a title weigh 1 together, by
their rarity among titles.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus.text import folded_syllables
from retrieval.words import hashes_of, idf

Floats = NDArray[np.float32]


def build(titles: Iterable[str], folder: Path) -> None:
    """Write the shares of each row's title into ``folder``, as .npy arrays.

    Holds some 12 bytes for each word of a title while it works.
    """
    of_rows = [np.unique(hashes_of(folded_syllables(title))) for title in titles]
    counts = np.array([len(hashes) for hashes in of_rows], np.int64)
    hashes = np.concatenate([*of_rows, np.zeros(0, np.uint64)])
    rows = np.repeat(np.arange(len(counts), dtype=np.int32), counts)
    order = np.argsort(hashes, kind="stable")
    hashes, rows = hashes[order], rows[order]
    _, place, found = np.unique(hashes, return_inverse=True, return_counts=True)
    weights = idf(found[place], len(counts))
    whole = np.bincount(rows, weights, len(counts))
    folder.mkdir(parents=True, exist_ok=True)
    np.save(folder / "hashes.npy", hashes)
    np.save(folder / "rows.npy", rows)
    np.save(folder / "shares.npy", (weights / whole[rows]).astype(np.float32))


class Titles:
    """Written shares, open for asking. Safe to share between threads."""

    def __init__(self, folder: Path, size: int) -> None:
        self._hashes: NDArray[np.uint64] = np.load(folder / "hashes.npy", mmap_mode="r")
        self._rows: NDArray[np.int32] = np.load(folder / "rows.npy", mmap_mode="r")
        self._shares: Floats = np.load(folder / "shares.npy", mmap_mode="r")
        self._size = size

    def said(self, text: str, extra: Sequence[str] = ()) -> Floats:
        """Of each row's title the share that ``text`` and ``extra`` say: (rows,), 0 to 1."""
        said = np.zeros(self._size, np.float32)
        asked = np.unique(
            np.concatenate([hashes_of(folded_syllables(part)) for part in (text, *extra)])
        )
        first = np.searchsorted(self._hashes, asked, "left")
        last = np.searchsorted(self._hashes, asked, "right")
        for start, end in zip(first.tolist(), last.tolist(), strict=True):
            said[self._rows[start:end]] += self._shares[start:end]
        return said
