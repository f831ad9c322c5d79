"""What may speak for answering a question: the signs that decide, and others beside them.

A fit may try all of them (`python -m eval thresholds --fit`, `--only`); those that decide
are ``retrieval.evidence.Signs``.
"""

import math
from collections.abc import Mapping
from dataclasses import asdict

from retrieval.evidence import chance, signs
from retrieval.find import Found
from retrieval.question import Query
from retrieval.words import coverage

Weights = Mapping[str, float]
_FIRST = 5  # hits looked at together


def features(query: Query, found: Found, weights: Weights) -> dict[str, float]:
    """Each between about 0 and 1; empty where nothing was found. ``weights``: words by idf."""
    if not found.hits:
        return {}
    best = found.hits[0]
    words = {term: weight for term, weight in weights.items() if " " not in term}
    first = found.hits[:_FIRST]
    elsewhere = found.not_applicable[0].score if found.not_applicable else 0.0
    return {
        **asdict(signs(found, weights)),
        "words covered together": coverage(words, "\n".join(h.chunk.searchable for h in first)),
        "heading covered": coverage(words, f"{best.chunk.document.title}\n{best.chunk.heading}"),
        "score": best.score,
        "found both ways": float({"words", "vectors"} <= best.found_by),
        "not in force": float(elsewhere > best.score),
        "length": math.log1p(len(query.words)) / 5,
        "accents restored": float(query.restored != query.typed),
    }


def strength(query: Query, found: Found, weights: Weights) -> float:
    """What the policy's threshold is held against today."""
    return chance(found, weights, vietnamese=query.vietnamese)
