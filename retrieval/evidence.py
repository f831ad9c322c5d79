"""How likely the right article is among what was found: whether there is enough to answer from.

A logistic regression (Cox, "The Regression Analysis of Binary Sequences", 1958) over a few
signs. `python -m eval thresholds FOLDERS --fit` fits it, over questions with an answer and without
one, and tries it on sets left out. The cosine's scale is the model's: fit anew with another one.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from itertools import islice
from operator import mul

from retrieval.find import Found
from retrieval.words import coverage

_RIVALS = 5  # provisions among which the best one must stand out


@dataclass(frozen=True, slots=True)
class Signs:
    """``words`` and ``pairs`` are the shares, by rarity, of the question's words and of its pairs
    of neighbouring words that the best hit holds. ``cosine`` is that of the nearest window.
    ``margin`` is by how much the best provision's score is above the second's, the leads by how
    much above the fifth's, in score and in cosine; ``together`` is the share of the five best
    hits that stand in the best one's document.
    """

    words: float
    pairs: float
    margin: float
    lead: float
    together: float
    cosine: float = 0.0
    cosine_lead: float = 0.0


@dataclass(frozen=True, slots=True)
class Fit:
    """The weight of each sign, and the constant beside them."""

    constant: float
    weights: Signs


# words, pairs, margin, lead, together, cosine, cosine lead
WITH_VECTORS = Fit(-40.83, Signs(0.80, 1.11, 5.28, 2.42, 1.79, 41.20, 21.68))
WORDS_ONLY = Fit(-6.20, Signs(2.85, 2.88, 1.85, 4.42, 2.43))
FOREIGN = Fit(-7.19, Signs(0.0, 0.0, 0.0, 0.0, 0.0, 5.47, 68.35))  # its words say nothing


def chance(found: Found, weights: Mapping[str, float], *, vietnamese: bool = True) -> float:
    """Between 0 and 1; 0 where nothing was found. ``weights`` are the question's words by idf."""
    if not found.hits:
        return 0.0
    with_vectors = WITH_VECTORS if vietnamese else FOREIGN
    fit = with_vectors if found.cosine else WORDS_ONLY
    seen = astuple(signs(found, weights))
    sum_ = fit.constant + sum(map(mul, astuple(fit.weights), seen))
    return 1 / (1 + math.exp(-max(-60.0, min(60.0, sum_))))


def signs(found: Found, weights: Mapping[str, float]) -> Signs:
    """What speaks for answering from ``found``, which has at least one hit."""
    best = found.hits[0]
    words = {term: weight for term, weight in weights.items() if " " not in term}
    pairs = {term: weight for term, weight in weights.items() if " " in term} or words
    scores = {hit.chunk.provision_key: hit.score for hit in reversed(found.hits)}.values()
    near = found.hits[:_RIVALS]
    same = [hit for hit in near if hit.chunk.document.id == best.chunk.document.id]
    return Signs(
        words=coverage(words, best.searchable),
        pairs=coverage(pairs, best.searchable),
        margin=_lead(scores, 2),
        lead=_lead(scores, _RIVALS),
        together=len(same) / len(near),
        cosine=found.cosine,
        cosine_lead=_lead(found.cosines, min(_RIVALS, len(found.cosines))),
    )


def _lead(scores: Iterable[float], count: int) -> float:
    """By how much the best is above the last of the ``count`` best; what is missing scores 0."""
    first = list(islice(sorted(scores, reverse=True), count))
    return first[0] - (first[-1] if len(first) == count else 0.0) if first else 0.0
