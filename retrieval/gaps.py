"""Sentences by which a handbook says what the documents do not tell.

A guide that has no source for a fee says so: "Kho tài liệu chưa có nguồn về mức phí …". Found
for a question about that fee, the sentence is no answer: it is the reason to ask people.
"""

from collections.abc import Mapping

from corpus.text import SENTENCE_END, folded_syllables
from retrieval.words import coverage

_OPENINGS = tuple(folded_syllables(words) for words in ("Kho tài liệu chưa có", "Kho chưa có"))
_BEGIN = 80  # characters in which every opening ends


def names_a_gap(statement: str) -> bool:
    """Whether ``statement`` begins by saying that something is not in the documents."""
    begin = folded_syllables(statement[:_BEGIN])
    return any(begin[: len(opening)] == opening for opening in _OPENINGS)


def nearest_gap(text: str, weights: Mapping[str, float]) -> str:
    """Of the gaps that ``text`` names from its beginning, the one that says most of ``weights``.

    Empty where it begins with something else.
    """
    if not names_a_gap(text):
        return ""
    gaps = [
        one for line in text.split("\n") for one in SENTENCE_END.split(line) if names_a_gap(one)
    ]
    return max(gaps, key=lambda gap: coverage(weights, gap))
