"""How much a text looks like Vietnamese: two extractions of one file are told apart by it."""

import re
import unicodedata

_VOWELS = "aăâeêioôơuưy"
_ONSET = r"(?:ngh?|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx])?"
_SYLLABLE = re.compile(rf"{_ONSET}[{_VOWELS}]{{1,3}}(?:ng|nh|ch|[cmnpt])?")
_ALONE = frozenset(["y", "ý", "u", "ở", "ô", "à", "a", "ạ", "ơ", "ừ", "é", "ì", "ú", "ế"])
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_WORD = re.compile(r"[^\W\d_]+")


def plausibility(text: str) -> float:
    """Share of words that are Vietnamese syllables, 0 to 1; letters standing alone are not."""
    words = _WORD.findall(unicodedata.normalize("NFC", text).lower())
    if not words:
        return 0.0
    return sum(map(is_syllable, words)) / len(words)


def is_syllable(word: str) -> bool:
    """Whether ``word`` (lower case, NFC) could be one Vietnamese syllable."""
    if len(word) == 1:
        return word in _ALONE
    plain = unicodedata.normalize("NFC", _TONES.sub("", unicodedata.normalize("NFD", word)))
    return _SYLLABLE.fullmatch(plain) is not None
