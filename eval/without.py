"""A generation seen without some of its documents, as if they had never been indexed.

They are hidden when it is searched: nothing is indexed anew. The weights of words and the
statistics of accents still count them, which moves no ranking of the others.
"""

import copy
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from retrieval.generation import Generation
from retrieval.register import Entry, Register
from retrieval.vectors import Floats, Nearness, Rows, VectorIndex
from retrieval.words import WordIndex, terms

_ALIKE = 0.8  # of the smaller text's words and bigrams, that two texts share
_LOOKED_AT = 20  # provisions nearest to a text by its words
_TOO_SHORT = 20  # terms of a text that says too little to be a copy


class _Words(WordIndex):
    def __init__(self, whole: WordIndex, hidden: NDArray[np.int64]) -> None:
        self.__dict__.update(vars(whole))
        self._hidden = hidden

    def scores(self, text: str, extra: Sequence[str] = ()) -> Floats:
        found = super().scores(text, extra)
        found[self._hidden] = 0.0
        return found


class _Vectors(VectorIndex):
    def __init__(self, whole: VectorIndex, hidden: Rows) -> None:
        self.__dict__.update(vars(whole))
        self._hidden = hidden

    def nearness(self, vector: Floats, count: int) -> Nearness:
        near = super().nearness(vector, count + len(self._hidden))
        seen = ~np.isin(near.rows, self._hidden)
        return replace(near, rows=near.rows[seen][:count], cosines=near.cosines[seen][:count])


class _Register(Register):
    def __init__(self, whole: Register, hidden: Collection[int]) -> None:
        self.__dict__.update(vars(whole))
        self._hidden = hidden

    def numbered(self, asked: str, kind: str = "") -> list[Entry]:
        return self._seen(super().numbered(asked, kind))

    def coded(self, plain: str) -> list[tuple[Entry, tuple[int, int]]]:
        return [one for one in super().coded(plain) if one[0].row not in self._hidden]

    def called(self, name: str) -> tuple[list[Entry], bool]:
        entries, sure = super().called(name)
        return self._seen(entries), sure

    def titled(self, words: Sequence[str]) -> list[Entry]:
        return self._seen(super().titled(words))

    def _seen(self, entries: Sequence[Entry]) -> list[Entry]:
        return [entry for entry in entries if entry.row not in self._hidden]


def without(generation: Generation, documents: Collection[str]) -> Generation:
    """``generation`` as it answers when the documents of those ids are not there."""
    if not documents:
        return generation
    rows = generation.store.document_rows()
    gone = {row for row, document in rows if document.id in documents}
    hidden = np.array(
        [row for document in gone for row, _ in generation.store.provision_rows(document)], np.int64
    )
    view = copy.copy(generation)
    view.register = _Register(generation.register, gone)
    view.words = _Words(generation.words, hidden)
    if generation.vectors is not None:
        windows, _ = generation.windows_of_chunks(generation.chunk_rows(hidden))
        view.vectors = _Vectors(generation.vectors, windows)
    return view


class Copies:
    """Finds the documents that say the same as others: near-duplicates, by their words."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._terms = cache(self._terms_of)
        self._text = cache(self._text_of)

    def of(self, documents: Iterable[str]) -> set[str]:
        """The ids of ``documents`` and of those with a provision like one of theirs."""
        wanted = set(documents)
        store = self._generation.store
        gone = [row for row, document in store.document_rows() if document.id in wanted]
        own = [row for document in gone for row, _ in store.provision_rows(document)]
        return wanted | {copied for row in own for copied in self._like(row)}

    def has(self, text: str) -> bool:
        """Whether a provision says the same as ``text``, which is not of this index."""
        return any(self._alike(frozenset(terms(text)), row) for row in self._near(text))

    def _like(self, row: int) -> Iterable[str]:
        mine = self._terms(row)
        for other in self._near(self._text(row)):
            if other != row and self._alike(mine, other):
                yield self._document_of(other)

    def _near(self, text: str) -> list[int]:
        scores = self._generation.words.scores(text)
        best = np.argsort(-scores)[:_LOOKED_AT]
        return [int(row) for row in best if scores[row] > 0]

    def _alike(self, mine: frozenset[str], row: int) -> bool:
        other = self._terms(row)
        least = min(len(mine), len(other))
        return least >= _TOO_SHORT and len(mine & other) >= _ALIKE * least

    def _terms_of(self, row: int) -> frozenset[str]:
        return frozenset(terms(self._text(row)))

    def _text_of(self, row: int) -> str:
        store = self._generation.store
        return "\n".join(store.chunk_at(r).text for r in store.rows_of_provision(row))

    def _document_of(self, row: int) -> str:
        store = self._generation.store
        return store.chunk_at(store.rows_of_provision(row)[0]).document.id
