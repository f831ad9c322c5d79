"""Figures of ranked retrieval: a ranking lists ids, best first; a judgement maps ids to grades.

nDCG: Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques"
(2002), with gains 2^grade - 1 as trec_eval and BEIR's graded sets use them.
"""

import math
from collections.abc import Mapping, Sequence

Judgement = Mapping[str, int]


def recall(ranking: Sequence[str], relevant: Judgement, k: int) -> float:
    """The share of the relevant that stand among the first ``k``: 0 to 1."""
    wanted = {name for name, grade in relevant.items() if grade > 0}
    return len(wanted & set(ranking[:k])) / len(wanted) if wanted else 0.0


def reciprocal_rank(ranking: Sequence[str], relevant: Judgement, k: int) -> float:
    """One over the place of the first relevant among the first ``k``; 0 if none is there."""
    places = (place for place, name in enumerate(ranking[:k], 1) if relevant.get(name, 0) > 0)
    return 1 / next(places, math.inf)


def ndcg(ranking: Sequence[str], relevant: Judgement, k: int) -> float:
    """Normalised discounted cumulated gain of the first ``k``: 0 to 1."""
    ideal = _gain(sorted(relevant.values(), reverse=True)[:k])
    return _gain([relevant.get(name, 0) for name in ranking[:k]]) / ideal if ideal else 0.0


def _gain(grades: Sequence[int]) -> float:
    return sum((2.0**grade - 1) / math.log2(place + 1) for place, grade in enumerate(grades, 1))
