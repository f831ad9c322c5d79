"""Word search: BM25 over accent-folded syllables and their bigrams.

Rows are provisions, not chunks: an Điều is judged by all its words. Every
weight is computed when the index is built, so a search only adds up columns.
The columns lie in memory-mapped arrays; terms are found by binary search over
their sorted 64-bit hashes, so nothing is loaded that is not asked for.
``retrieval.words_writer`` writes them.
"""

import hashlib
import itertools
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.text import folded_syllables

VERSION = 3
K1, B = 1.0, 0.6  # docs/measurements.md says how; `python -m eval beir` confirms
TITLE_WEIGHT = 0.1  # of the title's own BM25, beside the body that contains the title too

# Folded words that carry a question without being what it is about.
POLITE = frozenset(Path(__file__).with_name("polite.txt").read_text(encoding="utf-8").split())

Floats = NDArray[np.float32]
Hashes = NDArray[np.uint64]


def terms(text: str) -> list[str]:
    """Syllables and bigrams of neighbouring syllables, folded."""
    words = folded_syllables(text)
    return words + [f"{a} {b}" for a, b in itertools.pairwise(words)]


@lru_cache(maxsize=1 << 16)
def _hash(word: str) -> int:
    return int.from_bytes(hashlib.blake2b(word.encode(), digest_size=8).digest(), "little")


def hashes_of(words: Sequence[str]) -> Hashes:
    """The hash of each folded word, and then of each pair of neighbours: what stands for terms.

    Of 100 million terms two share a hash with a chance of 1 in 3,700; both then weigh a
    little less than they should.
    """
    singles = np.fromiter(map(_hash, words), np.uint64, len(words))
    return np.concatenate([singles, _paired(singles[:-1], singles[1:])])


def _paired(first: Hashes, second: Hashes) -> Hashes:
    mixed: Hashes = first * np.uint64(0x9E3779B97F4A7C15) + (second ^ (second >> np.uint64(31)))
    return mixed ^ (mixed >> np.uint64(29))


def idf(found: NDArray[np.int64], rows: int) -> Floats:
    """The rarity of terms found in so many rows: Lucene's, which never turns negative."""
    return np.log1p((rows - found + 0.5) / (found + 0.5)).astype(np.float32)


def saturated(counts: NDArray[Any], longer: Floats) -> Floats:
    """What a term counts in a row that is ``longer`` times the mean, beside its idf.

    Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009).
    """
    times = counts.astype(np.float32)
    return (times * (K1 + 1) / (times + K1 * (1 - B + B * longer))).astype(np.float32)


class WordIndex:
    """A written index, open for searching. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        def load(name: str) -> NDArray[Any]:
            array: NDArray[Any] = np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
            return array

        self._hashes, self._idf = load("hashes"), load("idf")
        self._starts, self._rows, self._weights = load("starts"), load("rows"), load("weights")
        self.size = int(load("size")[0])

    def scores(self, text: str, extra: Sequence[str] = ()) -> Floats:
        """BM25 of every row for the words of ``text`` and of each text in ``extra``.

        Returns (rows,) float32, zeros where no word occurs.
        """
        wanted = dict.fromkeys(term for part in (text, *extra) for term in terms(part))
        result = np.zeros(self.size, np.float32)
        for column in self._find(list(wanted)):
            if column >= 0:
                span = slice(self._starts[column], self._starts[column + 1])
                result[self._rows[span]] += self._weights[span]
        return result

    def ceiling(self, text: str) -> float:
        """What a row would score that said all words of ``text`` and hardly another.

        Words that the corpus does not know weigh as much as the rarest known.
        """
        return (K1 + 1) * sum(self._rarity(list(dict.fromkeys(terms(text)))))

    def lacks(self, row: int, text: str) -> list[str]:
        """The words and bigrams of ``text`` by which ``row`` would not be found."""
        wanted = list(dict.fromkeys(terms(text)))
        return [
            term
            for term, column in zip(wanted, self._find(wanted), strict=True)
            if column < 0 or not self._stands(row, column)
        ]

    def spread(self, wanted: Sequence[str], rows: Sequence[int]) -> dict[str, bool]:
        """For each of the terms that the index knows whether it stands in one of ``rows``."""
        among = np.array(sorted(rows), np.int64)
        columns = zip(wanted, self._find(wanted), strict=True)
        return {term: self._in_any(among, column) for term, column in columns if column >= 0}

    def holding(self, wanted: Sequence[str]) -> NDArray[np.bool_]:
        """For each row whether one of the terms stands in it."""
        held = np.zeros(self.size, np.bool_)
        for column in self._find(wanted):
            if column >= 0:
                held[self._rows[self._starts[column] : self._starts[column + 1]]] = True
        return held

    def _in_any(self, rows: NDArray[np.int64], column: int) -> bool:
        having = self._rows[self._starts[column] : self._starts[column + 1]]
        if not len(having) or not len(rows):
            return False
        places = np.minimum(having.searchsorted(rows), len(having) - 1)
        return bool((having[places] == rows).any())

    def _stands(self, row: int, column: int) -> bool:
        rows = self._rows[self._starts[column] : self._starts[column + 1]]
        place = rows.searchsorted(row)
        return bool(place < len(rows) and rows[place] == row)

    def weigh(self, text: str) -> dict[str, float]:
        """The idf of each word and bigram of ``text``, for ``coverage``; politeness left out.

        Words that the corpus does not know weigh as much as the rarest known.
        """
        wanted = [term for term in dict.fromkeys(terms(text)) if not _polite(term)]
        return dict(zip(wanted, self._rarity(wanted), strict=True))

    def _rarity(self, wanted: Sequence[str]) -> list[float]:
        """The idf of each term; that of the rarest for terms that no row has."""
        rarest = self.rarest
        return [float(self._idf[c]) if c >= 0 else rarest for c in self._find(wanted)]

    @property
    def rarest(self) -> float:
        """The idf of a word that stands in one row."""
        return float(np.log1p((self.size - 0.5) / 1.5)) if self.size else 1.0

    def knows(self, text: str) -> bool:
        """Whether the syllables of ``text`` stand together somewhere: one or two of them."""
        return self._find([" ".join(folded_syllables(text)[:2])])[0] >= 0

    def known(self, wanted: Sequence[str]) -> frozenset[str]:
        """Those of the terms that stand somewhere."""
        columns = zip(wanted, self._find(wanted), strict=True)
        return frozenset(term for term, column in columns if column >= 0)

    def _find(self, wanted: Sequence[str]) -> list[int]:
        """The column of each term, -1 where it is unknown."""
        if not wanted or not len(self._hashes):
            return [-1] * len(wanted)
        pairs = [term.partition(" ") for term in wanted]
        first = np.fromiter((_hash(one) for one, _, _ in pairs), np.uint64, len(pairs))
        second = np.fromiter((_hash(other) for _, _, other in pairs), np.uint64, len(pairs))
        single = np.fromiter((not space for _, space, _ in pairs), bool, len(pairs))
        hashes = np.where(single, first, _paired(first, second))
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        known = self._hashes[places] == hashes
        return np.where(known, places, -1).tolist()  # type: ignore[no-any-return]


def coverage(weights: Mapping[str, float], text: str) -> float:
    """The share of the weighed words of a question that occur in ``text``: 0 to 1."""
    total = sum(weights.values())
    if total <= 0:
        return 0.0
    words, sentence = _said(text)
    present = (
        weight
        for term, weight in weights.items()
        if term in words or (term.partition(" ")[0] in words and f" {term} " in sentence)
    )
    return sum(present) / total


@lru_cache(maxsize=512)  # a question holds its hits against several measures
def _said(text: str) -> tuple[frozenset[str], str]:
    """The folded words of ``text``, and all of them between single spaces."""
    words = folded_syllables(text)
    return frozenset(words), f" {' '.join(words)} "


def _polite(term: str) -> bool:
    return all(word in POLITE for word in term.split())
