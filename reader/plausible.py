"""How much a text looks like Vietnamese: two extractions of one file are told apart by it."""

import re
import unicodedata

from corpus import vietnamese

_ALONE = frozenset(["y", "ý", "u", "ở", "ô", "à", "a", "ạ", "ơ", "ừ", "é", "ì", "ú", "ế"])
_WORD = re.compile(r"[^\W\d_]+")


def plausibility(text: str) -> float:
    """Share of words that are Vietnamese syllables, 0 to 1; letters standing alone are not."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    if not words:
        return 0.0
    return sum(map(is_syllable, words)) / len(words)


def is_syllable(word: str) -> bool:
    """Whether ``word`` (lower case, NFC) could be one Vietnamese syllable."""
    return word in _ALONE if len(word) == 1 else vietnamese.is_syllable(word)
