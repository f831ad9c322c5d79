"""Query → hits: words ∥ vectors ∥ named clauses, fused over provisions."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.chunk import Chunk
from retrieval.amounts import amount_asked, tells
from retrieval.answer import Hit
from retrieval.clauses import chunks_with, look_up
from retrieval.counterparts import lift_counterparts
from retrieval.generation import Generation
from retrieval.meant import Named, Unknown
from retrieval.named_numbers import read
from retrieval.policy import Policy
from retrieval.question import Query
from retrieval.shortlist import greatest
from retrieval.standing import Standing
from retrieval.vectors import Nearness
from retrieval.words import coverage

Floats = NDArray[np.float32]
_WEIGHED_CHUNKS = 3  # of a provision
_ALL_NAMED = 0.1  # of score, for a provision that names all the texts named
_AMOUNT = 0.3  # of coverage, for a chunk that tells the amount asked for


@dataclass(frozen=True, slots=True)
class Found:
    """Hits in force, best first; those that are not in force (or elsewhere) apart.

    ``cosines`` are those of the nearest provisions in force, nearest first, none without
    vectors.
    ``unknown`` is what the question names and the corpus has not; ``named`` says that
    a provision which it names stands first, ``ended`` that all it names are not in force.
    """

    hits: tuple[Hit, ...]
    not_applicable: tuple[Hit, ...] = ()
    cosines: tuple[float, ...] = ()
    unknown: Unknown = ()
    named: bool = False
    ended: bool = False

    @property
    def cosine(self) -> float:
        """That of the nearest, 0 without vectors."""
        return self.cosines[0] if self.cosines else 0.0


def find(
    query: Query,
    vector: Floats | None,
    generation: Generation,
    policy: Policy,
    named: Named | None = None,
) -> Found:
    """``vector`` is the query's, (d,), or None where the model is unavailable.

    ``named`` is what the question names, where it has been looked up before.
    """
    named = look_up(query, generation) if named is None else named
    by_words = generation.words.scores(query.typed, query.alternatives)
    if query.support:
        by_words += policy.support_weight * generation.words.scores("", query.support)
    near = _Nearness(vector, generation, policy.candidates)
    rows = np.union1d(_top(by_words, policy.candidates), _top(near.provisions, policy.candidates))
    near.complete(rows)
    scales = Scales(near.floor, policy.doubt * generation.words.ceiling(query.typed))
    weight = policy.word_weight if query.vietnamese else policy.word_weight_foreign
    fused = fuse(by_words[rows], near.provisions[rows], scales, weight)
    said = generation.titles.said(query.typed, query.alternatives)[rows]
    fused = (1 - policy.title_weight) * fused + policy.title_weight * said
    if len(texts := _numbers_named(query)) > 1:
        # "132 và 133 khác nhau" is not told by what speaks of one of them.
        each = [generation.words.holding([text]) for text in texts]
        fused += _ALL_NAMED * np.logical_and.reduce(each)[rows]
    standing = Standing(query, generation)
    applies = standing.applies
    named_rows = standing.of_the_named(named.rows)
    weights = named.asking(generation.words.weigh(query.restored))
    amount = amount_asked(query.restored)
    rows, fused = standing.give_way(rows, fused, weights)
    rows, fused = lift_counterparts(rows, fused, applies, generation)
    rows, fused = _lift(rows, fused, named_rows)

    def hits(place: int) -> Iterator[Hit]:
        row = int(rows[place])
        asked = named_rows.get(row, ())
        by = {"words": by_words[row] > 0, "vectors": near.reached[row], "named": bool(asked)}
        found_by = frozenset(name for name, found in by.items() if found)
        renewing = standing.renewing.get(row)
        units = asked or ((renewing.unit,) if renewing else ())
        chunks = _most_speaking(chunks_with(units, row, generation), weights, policy.quotes)
        found = [
            Hit(chunk, float(fused[place]), found_by, units, stands_for=standing.heading(row))
            for chunk in chunks
            or [_best_chunk(standing.chunk_rows(row), weights, generation, near, amount)]
        ]
        yield from standing.hits(row, found)

    order = np.argsort(-fused, kind="stable")
    fits = applies[rows[order]]
    past = [hit for place in order[~fits][: policy.quotes] for hit in hits(place)]
    past = sorted([*past, *standing.past_hits()], key=lambda hit: -hit.score)
    stands = any(asked and applies[row] for row, asked in named_rows.items())
    return Found(
        hits=tuple(hit for place in order[fits][: policy.hits] for hit in hits(place)),
        not_applicable=tuple(past[: policy.quotes]),
        cosines=near.best(rows[order[fits]], policy.hits),
        unknown=named.unknown,
        named=stands,
        ended=any(named.rows.values()) and not stands,
    )


@dataclass(frozen=True, slots=True)
class Scales:
    """How scores are brought to 0–1: the least cosine of the index, and a doubt about words.

    ``doubt`` is added to the greatest score of words, so that where even the best row has few
    words of the question (asked in another language, say) all rows score low.
    """

    floor: float = 0.0
    doubt: float = 0.0


def fuse(by_words: Floats, by_vectors: Floats, scales: Scales, word_weight: float) -> Floats:
    """Min-max fusion: each score between its least and its greatest value, then weighed.

    The least value of words is 0 (no word occurs), of vectors the least cosine of
    the whole index, so that the scale does not depend on which rows are fused.
    """
    words = _scaled(by_words, 0.0, scales.doubt)
    if not by_vectors.any():
        return words
    fused: Floats = word_weight * words + (1 - word_weight) * _scaled(by_vectors, scales.floor)
    return fused


def _scaled(scores: Floats, least: float, beyond: float = 0.0) -> Floats:
    greatest = float(scores.max()) + beyond if len(scores) else 0.0
    if greatest <= least:
        return np.zeros_like(scores)
    scaled: Floats = np.clip((scores - least) / (greatest - least), 0.0, 1.0)
    return scaled


class _Nearness:
    """Cosines with the query: of every provision reached, by its best window."""

    def __init__(self, vector: Floats | None, generation: Generation, candidates: int) -> None:
        self._generation = generation
        self.floor = 0.0
        self.provisions = np.zeros(generation.words.size, np.float32)
        self.reached = np.zeros(generation.words.size, bool)
        self._near: Nearness | None = None
        if vector is None or not generation.vectors:
            return
        # A provision has several windows: look further than the number of provisions wanted.
        self._near = generation.vectors.nearness(vector, candidates * 4)
        owners = generation.provision_of[generation.chunks_of_windows(self._near.rows)]
        np.maximum.at(self.provisions, owners, self._near.cosines)
        self.reached[owners] = True
        self.floor = self._near.floor

    def complete(self, rows: NDArray[np.int64]) -> None:
        """Fill in those of ``rows`` that the nearest chunks did not reach."""
        missing = rows[~self.reached[rows]]
        chunk_rows = self._generation.chunk_rows(missing)
        owners = self._generation.provision_of[chunk_rows]
        np.maximum.at(self.provisions, owners, self.of_chunks(chunk_rows))

    def best(self, rows: NDArray[np.int64], count: int) -> tuple[float, ...]:
        """The greatest cosines of ``rows``; none without vectors."""
        if self._near is None:
            return ()
        cosines = np.sort(self.provisions[rows])[::-1]
        return tuple(cosines[:count].tolist())

    def of_chunks(self, chunk_rows: NDArray[np.int64]) -> Floats:
        """That of the nearest window of each: (len(chunk_rows),), zeros without vectors."""
        if self._near is None or not len(chunk_rows):
            return np.zeros(len(chunk_rows), np.float32)
        windows, begins = self._generation.windows_of_chunks(chunk_rows)
        nearest: Floats = np.maximum.reduceat(self._near.of(windows), begins)
        return nearest


def _numbers_named(query: Query) -> set[str]:
    """The numbers of the texts that a question names, without year and kind."""
    numbers = [read(one.number).ordinal.split() for one in query.citations if one.number]
    return {number[-1] for number in numbers if number}


def _top(scores: Floats, count: int) -> NDArray[np.int64]:
    best = greatest(scores, count)
    return best[scores[best] > 0]


def _lift(
    rows: NDArray[np.int64], fused: Floats, named_rows: Collection[int]
) -> tuple[NDArray[np.int64], Floats]:
    """Put the provisions that the question names before all others."""
    if not named_rows:
        return rows, fused
    lifted = dict(zip(rows.tolist(), fused.tolist(), strict=True))
    for row in named_rows:
        lifted[row] = 1.0 + lifted.get(row, 0.0)
    return np.array(list(lifted), np.int64), np.array(list(lifted.values()), np.float32)


def _best_chunk(
    chunk_rows: NDArray[np.int64],
    weights: dict[str, float],
    generation: Generation,
    near: _Nearness,
    amount: re.Pattern[str] | None = None,
) -> Chunk:
    """Of a provision's chunks the one the question is nearest to, by words and vectors alike;
    one that tells the ``amount`` asked for is nearer."""
    cosines = near.of_chunks(chunk_rows)
    if cosines.any():  # a long article has dozens: its words are weighed only where it is near
        nearest = np.argsort(-cosines)[:_WEIGHED_CHUNKS]
        chunk_rows, cosines = chunk_rows[nearest], cosines[nearest]
    if len(chunk_rows) == 1:
        return generation.store.chunk_at(int(chunk_rows[0]))
    said = generation.store.said(chunk_rows.tolist())
    told = [coverage(weights, text) + _AMOUNT * tells(amount, text) for text in said]
    words = np.array(told, np.float32)
    best = (_scaled(words, 0.0) + _scaled(cosines, float(cosines.min()))).argmax()
    return generation.store.chunk_at(int(chunk_rows[best]))


def _most_speaking(chunks: list[Chunk], weights: dict[str, float], count: int) -> list[Chunk]:
    """Of more than ``count`` chunks those that speak most of the question, in reading order."""
    ranked = sorted(range(len(chunks)), key=lambda i: -coverage(weights, chunks[i].text))
    return [chunks[i] for i in sorted(ranked[:count])]
