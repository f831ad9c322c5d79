"""How alike two questions are: by their words, by their meaning, and in the numbers they name.

A reviewed answer is given to a question only where both ask the same. Words and pairs of words
that either has and the other has not speak against it by their rarity. A word of the corpus that
only one of them has ("gia hạn", "cấp lại"), other numbers, or another thing asked for (a fee, a
deadline) rule it out: what is left are other spellings, orders and polite words.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpus.text import fold
from retrieval.question import Query
from retrieval.words import WordIndex

_NUMBER = re.compile(r"\d+")
_FAR, _NEAR = 0.8, 1.0  # cosines of the bundled model between any two questions, and of one
_OF_WORDS = 0.5  # of the likeness, where there are vectors
Vector = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Wording:
    """A question as it is compared: words by idf, numbers, what it asks for, its vector.

    ``known`` are the single words that the corpus has: what it has not may be a slip.
    """

    words: Mapping[str, float]
    known: frozenset[str]
    numbers: frozenset[str]
    facets: frozenset[str] = frozenset()
    vector: Vector | None = None

    @classmethod
    def of(cls, query: Query, words: WordIndex, vector: Vector | None = None) -> "Wording":
        """Of a question as it was understood."""
        numbers = frozenset(_NUMBER.findall(fold(query.restored)))
        weights = words.weigh(query.restored)
        known = words.known([term for term in weights if " " not in term])
        return cls(weights, known, numbers, query.facets, vector)


def likeness(one: Wording, other: Wording) -> float:
    """Between 0 and 1; 0 where they cannot be the same. By words alone where one has no vector."""
    if (one.known, one.numbers, one.facets) != (other.known, other.numbers, other.facets):
        return 0.0
    by_words = overlap(one.words, other.words)
    if one.vector is None or other.vector is None:
        return by_words
    cosine = float(one.vector @ other.vector)
    meaning = min(max((cosine - _FAR) / (_NEAR - _FAR), 0.0), 1.0)
    return _OF_WORDS * by_words + (1 - _OF_WORDS) * meaning


def overlap(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The weighed share of their words that both have."""
    shared = sum(weight for term, weight in one.items() if term in other)
    every = sum(one.values()) + sum(w for term, w in other.items() if term not in one)
    return shared / every if every else 0.0
