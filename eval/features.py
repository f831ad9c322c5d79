"""What speaks for answering a question: numbers from what was understood and found.

``features`` is what a calibrated decision may rest on. Whatever decides in earnest must
compute them by the same function.
"""

import math
from collections.abc import Mapping

from retrieval.decide import evidence
from retrieval.find import Found
from retrieval.policy import Policy
from retrieval.question import Query
from retrieval.words import coverage

Weights = Mapping[str, float]
_FIRST = 5  # hits looked at together


def features(query: Query, found: Found, weights: Weights) -> dict[str, float]:
    """Each between about 0 and 1; empty where nothing was found. ``weights``: words by idf."""
    if not found.hits:
        return {}
    best, *others = found.hits
    words = {term: weight for term, weight in weights.items() if " " not in term}
    pairs = {term: weight for term, weight in weights.items() if " " in term}
    first = found.hits[:_FIRST]
    mine = best.chunk.provision_key
    second = next((hit.score for hit in others if hit.chunk.provision_key != mine), 0.0)
    elsewhere = found.not_applicable[0].score if found.not_applicable else 0.0
    return {
        "words covered": coverage(words, best.chunk.searchable),
        "pairs covered": coverage(pairs, best.chunk.searchable),
        "words covered together": coverage(words, "\n".join(h.chunk.searchable for h in first)),
        "heading covered": coverage(words, f"{best.chunk.document.title}\n{best.chunk.heading}"),
        "cosine": found.cosine,
        "score": best.score,
        "margin": best.score - second,
        "found both ways": float({"words", "vectors"} <= best.found_by),
        "same document": sum(h.chunk.document.id == best.chunk.document.id for h in first) / _FIRST,
        "not in force": float(elsewhere > best.score),
        "length": math.log1p(len(query.words)) / 5,
        "accents restored": float(query.restored != query.typed),
    }


def strength(query: Query, found: Found, weights: Weights, policy: Policy) -> float:  # noqa: ARG001
    """What the policy's threshold is held against today."""
    return evidence(found, weights, policy)
