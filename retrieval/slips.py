"""Slips of the keyboard: one letter changed, missing, too many, or two swapped; accents amiss."""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache

from rapidfuzz.distance import OSA

# In natural logarithms: how much rarer than no slip. A doubled letter is the commonest.
DOUBLED, SWAPPED, BESIDE, LEFT_OUT, OTHER = 5.0, 6.0, 6.0, 7.0, 8.0
_A_MARK = 2.5  # one that was left out; one typed and not meant costs twice
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Neighbours:
    """The words of a vocabulary one slip away, found by what is left when a letter is taken out.

    The idea is that of SymSpell (Garbe, 2012): taking letters out of both sides needs no
    alphabet, and a vocabulary of syllables takes ten thousand short entries.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._words: dict[str, list[str]] = {}
        for word in vocabulary:
            for rest in {word, *_shortened(word)}:
                self._words.setdefault(rest, []).append(word)

    def of(self, typed: str) -> dict[str, float]:
        """The words that ``typed`` may have been meant as, with the cost of the slip."""
        found = {word for rest in (typed, *_shortened(typed)) for word in self._words.get(rest, ())}
        found.discard(typed)
        return {
            word: cost(typed, word)
            for word in sorted(found)
            if OSA.distance(typed, word, score_cutoff=1) == 1
        }


def _shortened(word: str) -> Iterator[str]:
    return (word[:at] + word[at + 1 :] for at in range(len(word)))


def cost(typed: str, meant: str) -> float:
    """The cost of one slip between two words that are one slip apart."""
    if len(typed) == len(meant):
        at = next(i for i, (a, b) in enumerate(zip(typed, meant, strict=True)) if a != b)
        if typed[at + 1 :] != meant[at + 1 :]:
            return SWAPPED
        return BESIDE if _beside(typed[at], meant[at]) else OTHER
    longer, shorter = sorted((typed, meant), key=len, reverse=True)
    at = next((i for i, (a, b) in enumerate(zip(longer, shorter, strict=False)) if a != b), -1)
    doubled = len(longer) > 1 and longer[at] == longer[at - 1]
    if longer == typed:
        return DOUBLED if doubled else OTHER
    return LEFT_OUT


def _beside(one: str, other: str) -> bool:
    return any(
        abs(row.index(one) - row.index(other)) == 1 for row in _ROWS if one in row and other in row
    )


def mismatch(typed: str, meant: str) -> float:
    """The cost of other accents: of those left out, and twice that of those not meant.

    Where they stand in the word makes no difference: "hòan" is "hoàn".
    """
    some, wanted = _marks(typed), _marks(meant)
    return _A_MARK * ((wanted - some).total() + 2 * (some - wanted).total())


def keeps(typed: str, meant: str) -> bool:
    """Whether ``meant`` has all accents of ``typed``."""
    return not _marks(typed) - _marks(meant)


@lru_cache(maxsize=4096)
def _marks(word: str) -> Counter[str]:
    decomposed = unicodedata.normalize("NFD", word.replace("đ", "d\u0335"))
    return Counter(letter for letter in decomposed if unicodedata.combining(letter))
