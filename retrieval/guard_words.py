"""A message as the guards read it: tidied, with the keys of Telex and VNI undone."""

import re
from dataclasses import dataclass
from functools import lru_cache

from corpus.text import fold_in_place
from corpus.vietnamese import is_syllable
from retrieval.telex import decoded

_WORD = re.compile(r"[^\W_]+")
_LONGEST = 11  # letters of a syllable with its keys


@dataclass(frozen=True, slots=True)
class Words:
    """``text`` is tidied; ``typed`` the same in lower case, keys undone; ``folded`` unaccented.

    ``lower`` is ``text`` in lower case with whatever keys there are: other languages have none.
    """

    text: str
    typed: str
    folded: str
    lower: str


def words_of(text: str) -> Words:
    """``text`` is tidied (``corpus.text.tidy``)."""
    lower = text.lower()
    typed = _WORD.sub(_undone, lower)
    return Words(text, typed, fold_in_place(typed), lower)


def _undone(match: re.Match[str]) -> str:
    word = match[0]
    return _syllable(word) if len(word) <= _LONGEST and word.isascii() else word


@lru_cache(maxsize=20_000)
def _syllable(word: str) -> str:
    if is_syllable(word):
        return word
    found = decoded(word)
    return found[0] if found and found[0] else word
