"""Forms that a question names by their number alone: "Mẫu 3. TBTNHS", "mẫu số 09 phụ lục II.5".

Texts speak of them by the same number, with the text that issued them or without.
"""

import re

import numpy as np

from corpus.text import fold
from retrieval.generation import Generation
from retrieval.question import Query

_FORM = re.compile(r"^Mẫu số (?P<number>.+)$")
_UNSURE = re.compile(r"^Mẫu số \d+$")  # every text has one
_PROVISIONS = 12  # that are read, those that say most of the number
_MOST = 3  # that are taken


def forms_named(place: str, query: Query, generation: Generation) -> list[int]:
    """The provisions in force that name the form at ``place`` ("Mẫu số 09, Phụ lục II.5").

    Empty where none does, or those of several documents: then it is not clear which form is meant.
    """
    names = place.split(", ")
    if not any(_FORM.match(name) for name in names) or _UNSURE.match(place):
        return []
    says = [_written(name) for name in names]
    day = query.question.as_of
    applies = generation.in_force(day) & generation.applies_in(query.places)
    scores = np.where(applies, generation.words.scores(f"{place} {query.typed}"), 0)
    best = np.argsort(-scores, kind="stable")[:_PROVISIONS]
    found: dict[int, str] = {}
    for row in best[scores[best] > 0].tolist():
        for at in generation.chunk_rows(np.array([row])).tolist():
            chunk = generation.store.chunk_at(at)
            lines = fold(chunk.text).split("\n")
            if any(all(one.search(line) for one in says) for line in lines):
                found[row] = chunk.document.id
    return list(found)[:_MOST] if len(set(found.values())) == 1 else []


def _written(name: str) -> re.Pattern[str]:
    """ "Mẫu số 09" as "mẫu 9", "mẫu số 09"; "Phụ lục II.5" as it is; spaces do not matter."""
    form = _FORM.match(name)
    value = fold(form["number"] if form else name)
    pieces = [re.escape(piece.lstrip("0") or "0") for piece in re.findall(r"\w+", value)]
    joined = r"[\s.,/-]{0,2}".join(rf"0*{piece}" for piece in pieces)
    return re.compile(rf"(?<!\w){r'mau(?: so)? ' if form else ''}{joined}(?!\w)(?!\.\d)")
