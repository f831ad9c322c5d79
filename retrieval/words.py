"""Word search: BM25 over accent-folded syllables and their bigrams.

Rows are provisions, not chunks: an Điều is judged by all its words. Every
weight is computed when the index is built, so a search only adds up columns.
The columns lie in memory-mapped arrays; terms are found by binary search over
their sorted 64-bit hashes, so nothing is loaded that is not asked for.
"""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from corpus.text import folded_syllables

VERSION = 2
K1, B = 1.0, 0.6  # docs/measurements.md says how; `python -m eval beir` confirms
TITLE_WEIGHT = 0.1  # of the title's own BM25, beside the body that contains the title too

# Folded words that carry a question without being what it is about.
POLITE = frozenset(Path(__file__).with_name("polite.txt").read_text(encoding="utf-8").split())

Floats = NDArray[np.float32]


def terms(text: str) -> list[str]:
    """Syllables and bigrams of neighbouring syllables, folded."""
    words = folded_syllables(text)
    return words + [f"{a} {b}" for a, b in itertools.pairwise(words)]


def _hash(term: str) -> int:
    return int.from_bytes(hashlib.blake2b(term.encode(), digest_size=8).digest(), "little")


class _Field:
    """Counts of one field while an index is built: parallel arrays of (row, term, count)."""

    def __init__(self) -> None:
        self.vocabulary: dict[str, int] = {}
        self.rows: list[NDArray[np.int32]] = []
        self.terms: list[NDArray[np.int32]] = []
        self.counts: list[Floats] = []
        self.lengths: list[int] = []

    def add(self, text: str) -> None:
        counts = Counter(terms(text))
        ids = [self.vocabulary.setdefault(term, len(self.vocabulary)) for term in counts]
        self.rows.append(np.full(len(ids), len(self.lengths), np.int32))
        self.terms.append(np.array(ids, np.int32))
        self.counts.append(np.array(list(counts.values()), np.float32))
        self.lengths.append(counts.total())

    def weights(self) -> tuple[NDArray[np.int32], NDArray[np.int32], Floats, Floats]:
        """(rows, terms, BM25 weights, idf per term).

        Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and
        Beyond" (2009), with Lucene's idf, which never turns negative.
        """
        rows, columns = _joined(self.rows, np.int32), _joined(self.terms, np.int32)
        counts = _joined(self.counts, np.float32)
        lengths = np.array(self.lengths, np.float32)
        frequency = np.bincount(columns, minlength=len(self.vocabulary)).astype(np.float32)
        idf = np.log1p((len(lengths) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)
        longer = lengths / max(float(lengths.mean()) if len(lengths) else 1.0, 1.0)
        saturated = counts * (K1 + 1) / (counts + K1 * (1 - B + B * longer[rows]))
        return rows, columns, (idf[columns] * saturated).astype(np.float32), idf


def _joined(arrays: Sequence[NDArray[Any]], dtype: type[np.generic]) -> NDArray[Any]:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype)


def build(rows: Iterable[tuple[str, str]], folder: Path) -> None:
    """Write the index of ``(title, body)`` rows into ``folder`` as .npy arrays."""
    title_field, body_field = _Field(), _Field()
    for title, body in rows:
        title_field.add(title)
        body_field.add(f"{title}\n{body}")
    row, column, weight, idf = body_field.weights()
    title_row, title_column, title_weight, _ = title_field.weights()
    # Every word of a title is in its body too, so the body's vocabulary holds both.
    to_body = np.array(
        [body_field.vocabulary[term] for term in title_field.vocabulary], np.int32
    ).reshape(-1)
    rows_all = np.concatenate([row, title_row])
    columns_all = np.concatenate([column, to_body[title_column]])
    weights_all = np.concatenate([weight, title_weight * np.float32(TITLE_WEIGHT)])
    order = np.lexsort((rows_all, columns_all))
    rows_all, columns_all, weights_all = rows_all[order], columns_all[order], weights_all[order]
    # One entry for a word that a row has in its title and in its body.
    first = np.ones(len(rows_all), bool)
    first[1:] = (np.diff(rows_all) != 0) | (np.diff(columns_all) != 0)
    entries = np.flatnonzero(first)
    weights = np.add.reduceat(weights_all, entries) if len(entries) else weights_all
    starts = np.zeros(len(idf) + 1, np.int64)
    np.cumsum(np.bincount(columns_all[entries], minlength=len(idf)), out=starts[1:])
    hashes = np.array([_hash(term) for term in body_field.vocabulary], np.uint64)
    by_hash = np.argsort(hashes)
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, NDArray[Any]] = {
        "hashes": hashes[by_hash],
        "columns": by_hash.astype(np.int64),
        "idf": idf,
        "starts": starts,
        "rows": rows_all[entries].astype(np.int32),
        "weights": weights.astype(np.float32),
        "size": np.array([len(body_field.lengths)], np.int64),
    }
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array)


class WordIndex:
    """A written index, open for searching. Safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        def load(name: str) -> NDArray[Any]:
            array: NDArray[Any] = np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
            return array

        self._hashes, self._columns = load("hashes"), load("columns")
        self._starts, self._rows, self._weights = load("starts"), load("rows"), load("weights")
        self._idf = load("idf")
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

    def lacks(self, row: int, text: str) -> list[str]:
        """The words and bigrams of ``text`` by which ``row`` would not be found."""
        wanted = list(dict.fromkeys(terms(text)))
        return [
            term
            for term, column in zip(wanted, self._find(wanted), strict=True)
            if column < 0 or not self._stands(row, column)
        ]

    def _stands(self, row: int, column: int) -> bool:
        rows = self._rows[self._starts[column] : self._starts[column + 1]]
        place = rows.searchsorted(row)
        return bool(place < len(rows) and rows[place] == row)

    def weigh(self, text: str) -> dict[str, float]:
        """The idf of each word and bigram of ``text``, for ``coverage``; politeness left out.

        Words that the corpus does not know weigh as much as the rarest known.
        """
        wanted = [term for term in dict.fromkeys(terms(text)) if not _polite(term)]
        rarest = float(np.log1p((self.size - 0.5) / 1.5)) if self.size else 1.0
        return {
            term: float(self._idf[column]) if column >= 0 else rarest
            for term, column in zip(wanted, self._find(wanted), strict=True)
        }

    def knows(self, text: str) -> bool:
        """Whether the syllables of ``text`` stand together somewhere: one or two of them."""
        return self._find([" ".join(folded_syllables(text)[:2])])[0] >= 0

    def _find(self, wanted: Sequence[str]) -> list[int]:
        """The column of each term, -1 where it is unknown."""
        if not wanted or not len(self._hashes):
            return [-1] * len(wanted)
        hashes = np.array([_hash(term) for term in wanted], np.uint64)
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        known = self._hashes[places] == hashes
        return [int(c) if k else -1 for c, k in zip(self._columns[places], known, strict=True)]


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
